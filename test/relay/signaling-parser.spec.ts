import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Decoder, type Packet } from 'socket.io-parser';
import { signalingParser, Written } from '../../src/relay/signaling-parser.js';
import { answer, candidate, offer } from '../support/sdp.js';

/** What a decoder makes of a packet, or why it takes none. */
function read(decoder: Decoder, packet: string): Packet | string {
  let found: Packet | undefined;
  decoder.on('decoded', (decoded: Packet) => (found = decoded));
  try {
    decoder.add(packet);
  } catch (error) {
    return String(error);
  }
  return found ?? 'nothing';
}

/** Ours without what is kept as it was written, and that. */
function ours(packet: string): { packet: Packet | string; written: string | undefined } {
  const decoded = read(new signalingParser.Decoder(), packet);
  if (typeof decoded === 'string') return { packet: decoded, written: undefined };
  const data = decoded.data as unknown[];
  const [, , kept] = Array.isArray(data) ? data : [];
  if (!(kept instanceof Written)) return { packet: decoded, written: undefined };
  data.splice(2, 1);
  return { packet: decoded, written: kept.text };
}

const kinds = ['offer', 'answer', 'ice-candidate'] as const;
const keyOf = { offer: 'offer', answer: 'answer', 'ice-candidate': 'candidate' } as const;
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const body = fc.oneof(
  fc.constantFrom<unknown>(offer(), answer(), candidate('aB3d'), null, { toString: 1 }, '"}]', { messageId: 'x"}]' }),
  fc.jsonValue(),
);
const id = fc.oneof(
  fc.stringMatching(/^[\w-]{20}$/),
  fc.string(),
  fc.constantFrom('a","offer":1,"x":"', String.raw`\"`, '', '\u{1F600}'),
);
const fields = fc.tuple(
  fc.constantFrom(...kinds),
  id,
  body,
  fc.option(id),
  fc.option(fc.constantFrom(traceparent, 'no')),
);
const event = fields.chain(([kind, target, carried, messageId, trace]) => {
  const entries: [string, unknown][] = [
    ['target', target],
    [keyOf[kind], carried],
    ...(messageId === null ? [] : ([['messageId', messageId]] as [string, unknown][])),
    ...(trace === null ? [] : ([['trace', { traceparent: trace }]] as [string, unknown][])),
  ];
  const order = fc.oneof({ weight: 3, arbitrary: fc.constant(entries) }, fc.shuffledSubarray(entries));
  return order.map((chosen) => JSON.stringify([kind, Object.fromEntries(chosen)]));
});
const number = fc.oneof(fc.constant(''), fc.nat().map(String), fc.constantFrom('00', '12345678901', '-1'));
const packet = fc.tuple(number, event).map(([ack, text]) => `2${ack}${text}`);
/** A character more, or less, or another one. */
const broken = fc
  .tuple(packet, fc.nat(), fc.constantFrom('', '"', '}', ']', '\\', ',', ' ', 'x', '\n', '/'), fc.nat(2))
  .map(([text, at, more, less]) => {
    const place = at % text.length;
    return text.slice(0, place) + more + text.slice(place + less);
  });

describe('the parser of signaling', () => {
  it("reads what Socket.IO's own reads, and refuses what that refuses", () => {
    fc.assert(
      fc.property(fc.oneof(packet, broken, fc.string()), (text) => {
        expect(ours(text).packet).toEqual(read(new Decoder(), text));
      }),
      { numRuns: 20_000 },
    );
  });

  it('keeps what is carried as it was written', () => {
    for (const kind of kinds) {
      const text = `{ "type":"${kind}" , "sdp":"\\u0076=0" }`;
      for (const ack of ['', '7'])
        for (const tail of [
          '',
          ',"messageId":"12"',
          `,"trace":{"traceparent":"${traceparent}"}`,
          `,"messageId":"12","trace":{"traceparent":"${traceparent}"}`,
          `,"trace":{"traceparent":"${traceparent}"},"messageId":"12"`,
        ])
          expect(ours(`2${ack}["${kind}",{"target":"u-_7","${keyOf[kind]}":${text}${tail}}]`).written).toBe(text);
    }
  });
});
