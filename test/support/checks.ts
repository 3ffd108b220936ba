/// <reference lib="dom" />
import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import type { Page } from 'puppeteer-core';
import { atEnd } from './teardown.js';

/** An address of this machine in its network: browsers ask no STUN or TURN server on a loopback one. */
export function networkAddress(): string {
  const own = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal);
  if (!own) throw new Error('This machine is in no network: a browser would ask no TURN server.');
  return own.address;
}

/** A UDP port that takes everything and answers nothing. */
export async function silentPort(ip: string): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((bound) => socket.bind(0, ip, bound));
  atEnd(() => socket.close());
  return socket.address().port;
}

/** Waits until a check of the call page has found this. */
export async function waitForFinding(page: Page, check: string, code: string): Promise<void> {
  await page.waitForSelector(`[data-check="${check}"][data-code="${code}"]`);
}

/** Counts what the page opens: microphones asked for, and connections and sounds that were not closed. */
export function countOpenings(page: Page): Promise<unknown> {
  return page.evaluateOnNewDocument(() => {
    const opened = { microphones: 0, connections: [] as RTCPeerConnection[], sounds: [] as AudioContext[] };
    Object.assign(window, { opened });
    const { mediaDevices } = navigator;
    const ask = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = (constraints) => {
      opened.microphones++;
      return ask(constraints);
    };
    // Proxies, because what watches the page's connections looks for their methods on the prototype.
    window.RTCPeerConnection = new Proxy(RTCPeerConnection, {
      construct(target, args, newTarget) {
        const connection = Reflect.construct(target, args, newTarget) as RTCPeerConnection;
        opened.connections.push(connection);
        return connection;
      },
    });
    window.AudioContext = new Proxy(AudioContext, {
      construct(target, args, newTarget) {
        const sound = Reflect.construct(target, args, newTarget) as AudioContext;
        opened.sounds.push(sound);
        return sound;
      },
    });
  });
}

/** How many microphones were asked for so far, and how many connections and sounds are open. */
export function openings(page: Page): Promise<{ microphones: number; connections: number; sounds: number }> {
  return page.evaluate(() => {
    const { opened } = window as unknown as {
      opened: { microphones: number; connections: RTCPeerConnection[]; sounds: AudioContext[] };
    };
    return {
      microphones: opened.microphones,
      connections: opened.connections.filter(({ signalingState }) => signalingState !== 'closed').length,
      sounds: opened.sounds.filter(({ state }) => state !== 'closed').length,
    };
  });
}

/** One second of nothing: RIFF/WAVE, 16 bit, mono. */
export function silence(): Buffer {
  const rate = 48_000;
  const bytes = rate * 2;
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + bytes, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(bytes, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(bytes, 40);
  return Buffer.concat([head, Buffer.alloc(bytes)]);
}
