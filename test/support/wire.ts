import { once } from 'node:events';
import { connect as dial, type Socket } from 'node:net';
import { until } from './read.js';
import { atEnd } from './teardown.js';

/** A TCP connection that says only what it has to, and what it has heard. */
export async function wireTo(url: string, localAddress = '127.0.0.1') {
  const wire = dial({ port: Number(new URL(url).port), host: '127.0.0.1', localAddress });
  atEnd(() => wire.destroy());
  let heard = '';
  wire.setEncoding('latin1').on('data', (text: string) => (heard += text));
  wire.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => wire.once('close', () => resolve()));
  const answered = new Promise<void>((resolve) => wire.once('data', () => resolve()).once('close', () => resolve()));
  await once(wire, 'connect');
  return { wire, heard: () => heard, closed, answered };
}

/** @param extensions further header lines, each with its end */
export const upgrade = (extensions = '', query = '') =>
  `GET /socket.io/?EIO=4&transport=websocket${query} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n${extensions}\r\n`;

/** A masked frame of a client (RFC 6455, section 5.2), its mask all zeros. */
export function frame(first: number, payload: Buffer | string = ''): Buffer {
  if (typeof payload === 'string') return frame(first, Buffer.from(payload));
  let length = Buffer.from([payload.length | 0x80]);
  if (payload.length > 0xffff) {
    length = Buffer.from([127 | 0x80, ...Buffer.alloc(8)]);
    length.writeUInt32BE(payload.length, 5);
  } else if (payload.length > 125) {
    length = Buffer.from([126 | 0x80, payload.length >> 8, payload.length & 0xff]);
  }
  return Buffer.concat([Buffer.from([first]), length, Buffer.alloc(4), payload]);
}

/** First bytes of frames (RFC 6455, section 5.2), whole ones but for those of parts. */
export const first = { text: 0x81, binary: 0x82, ping: 0x89, pong: 0x8a, part: 0x01, nextPart: 0x00 } as const;

export interface Speaker {
  wire: Socket;
  heard: () => string;
  closed: Promise<void>;
}

/** A WebSocket that is open, and says only what it has to. */
export async function webSocketTo(url: string, query = '', localAddress?: string): Promise<Speaker> {
  const { wire, heard, closed } = await wireTo(url, localAddress);
  wire.write(upgrade('', query));
  await until(
    () => Promise.resolve(heard()),
    (text) => text.includes('\r\n\r\n'),
  );
  return { wire, heard, closed };
}

/** The same with a Socket.IO socket. */
export async function socketTo(url: string, auth = '', localAddress?: string): Promise<Speaker> {
  const speaker = await webSocketTo(url, '', localAddress);
  await until(
    () => Promise.resolve(speaker.heard()),
    (text) => text.includes('0{"sid"'),
  );
  speaker.wire.write(frame(first.text, `40${auth}`));
  await until(
    () => Promise.resolve(speaker.heard()),
    (text) => text.includes('40{"sid"'),
  );
  return speaker;
}

/** A polling session that is open, and has said nothing: its address, for further requests. */
export async function pollingAt(url: string): Promise<string> {
  const base = `${url}/socket.io/?EIO=4&transport=polling`;
  const opened = await (await fetch(base)).text();
  return `${base}&sid=${(JSON.parse(opened.slice(1)) as { sid: string }).sid}`;
}
