import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { encodePayload, type Packet } from 'engine.io-parser';
import * as fc from 'fast-check';
import { Encoder, PacketType } from 'socket.io-parser';
import {
  engineQueryOf,
  eventOf,
  readEngineBytes,
  readEngineText,
  readPayload,
  readSocketPacket,
  socketIdOf,
} from '../../src/watch/packets.js';

/** Of the client of Socket.IO 2, which is what Engine.IO 3 is spoken by. */
const older = createRequire(createRequire(import.meta.url).resolve('socket.io-2'))('engine.io-parser') as {
  encodePayload: (packets: Packet[], binary: boolean, done: (payload: string | Buffer) => void) => void;
};

const packets: Packet[] = [
  { type: 'message', data: '2["offer","ü 🙂 \u2028 1:2"]' },
  { type: 'ping', data: 'probe' },
  { type: 'message', data: Buffer.from('bytes \u00ff') as never },
  { type: 'noop', data: '' },
];

describe('packets of Engine.IO', () => {
  it('are read from payloads of revision 4', async () => {
    const payload = await new Promise<string>((done) => encodePayload(packets, done));
    expect(readPayload(Buffer.from(payload), 4)).toEqual(packets);
  });

  it.each([[true], [false]])('are read from payloads of revision 3, in binary: %s', async (binary) => {
    const payload = await new Promise<string | Buffer>((done) => older.encodePayload(packets, binary, done));
    expect(Buffer.isBuffer(payload)).toBe(binary);
    expect(readPayload(Buffer.from(payload as string), 3)).toEqual(packets);
  });

  it('are none where there is only something like it', () => {
    expect(readEngineText('x', 4)).toBeUndefined();
    expect(readEngineText('', 4)).toBeUndefined();
    expect(readEngineBytes(Buffer.from([9, 1]), 3)).toBeUndefined();
    expect(readPayload(Buffer.from('99999999999:4x'), 3)).toEqual([]);
    expect(readPayload(Buffer.from([0, 1, 2]), 3)).toEqual([]);
  });

  it('never throw, whatever they are read from', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.constantFrom(3 as const, 4 as const), (bytes, revision) => {
        expect(Array.isArray(readPayload(Buffer.from(bytes), revision))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('have a query that says what they are, on any path', () => {
    expect(engineQueryOf('/my/path/?EIO=4&transport=polling&t=1')).toEqual({ revision: 4, transport: 'polling' });
    expect(engineQueryOf('/?sid=a%2Fb&EIO=3&transport=websocket')).toEqual({
      revision: 3,
      transport: 'websocket',
      sid: 'a/b',
    });
    for (const url of ['/', '/?EIO=4', '/?EIO=x&transport=polling', '/?transport=polling'])
      expect(engineQueryOf(url)).toBeUndefined();
  });
});

const written = (type: PacketType, data: unknown, nsp = '/', id?: number) =>
  new Encoder().encode({ type, data, nsp, ...(id !== undefined && { id }) })[0] as string;

describe('packets of Socket.IO', () => {
  it.each([
    [PacketType.EVENT, ['offer', { a: 1 }], '/', undefined, 'event', '["offer",{"a":1}]'],
    [PacketType.EVENT, ['offer', 1], '/calls', 12, 'event', '["offer",1]'],
    [PacketType.ACK, [{ a: 1 }], '/calls', 12, 'ack', '[{"a":1}]'],
    [PacketType.CONNECT, { sid: 'x' }, '/calls', undefined, 'connect', '{"sid":"x"}'],
    [PacketType.CONNECT, undefined, '/', undefined, 'connect', ''],
    [PacketType.DISCONNECT, undefined, '/calls', undefined, 'disconnect', ''],
    [PacketType.CONNECT_ERROR, { message: 'no' }, '/', undefined, 'error', '{"message":"no"}'],
  ] as const)('are read: %s %j', (type, data, namespace, id, name, payload) => {
    expect(readSocketPacket(written(type, data, namespace, id))).toEqual({
      type: name,
      namespace,
      attachments: 0,
      payload,
    });
  });

  it('announce their attachments', () => {
    const [text] = new Encoder().encode({
      type: PacketType.EVENT,
      data: ['x', Buffer.alloc(1), Buffer.alloc(2)],
      nsp: '/a',
      id: 7,
    });
    expect(readSocketPacket(text as string)).toMatchObject({ type: 'event', namespace: '/a', attachments: 2 });
  });

  it('have a query in their namespace where the older protocol puts one', () => {
    expect(readSocketPacket('0/calls?token=a,b')).toBeUndefined();
    expect(readSocketPacket('0/calls?token=a')).toMatchObject({ namespace: '/calls', payload: '' });
  });

  it('are none where text only begins like one', () => {
    for (const text of ['', 'hello', '9[]', '2 o clock', '5["x"]']) expect(readSocketPacket(text)).toBeUndefined();
  });

  it('name their event, and the socket', () => {
    expect(eventOf('["off\\"er",1]')).toBe('off"er');
    for (const payload of ['[1,"x"]', '[]', '', `["${'x'.repeat(300)}"]`, '["x'])
      expect(eventOf(payload)).toBeUndefined();
    expect(socketIdOf('{"sid":"a-b_1","pid":"x"}')).toBe('a-b_1');
    expect(socketIdOf('{"message":"no"}')).toBeUndefined();
  });
});
