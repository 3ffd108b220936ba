import { candidate, offer } from '../support/sdp.js';
import type { Dice } from './dice.js';

/** One thing that a hostile client puts on the wire: a WebSocket message, or what is below one. */
export type Packet =
  | { frame: string | Buffer }
  /** A message and what is attached to it. */
  | { frames: (string | Buffer)[] }
  | { control: 'ping' | 'pong'; payload: Buffer }
  | { fragments: string[] }
  | { bytes: Buffer };

/** Text that breaks what takes it for something else: keys, lines of a log, markup, numbers, halves of characters. */
export const oddTexts = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '\r\n12:00:00.000  gateway → you  offer forwarded',
  '\u001b[2J\u001b[31mred',
  '\u0000\u0001\u007f\u0085',
  '\u202Egnp.exe\u202C',
  '\u2066\u2069\u200B\u200D\uFEFF',
  '\uD800',
  '\uDC00\uD800',
  '👩‍👩‍👧‍👦'.repeat(6),
  'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍',
  '<img src=x onerror=alert(1)>',
  '"><script>alert(1)</script>',
  'javascript:alert(1)',
  '{{7*7}}${7*7}#{7*7}%7B',
  '../../../../etc/passwd',
  "'; DROP TABLE rooms; --",
  '%s%n%p%x',
  '9'.repeat(400),
  'NaN',
  'a'.repeat(129),
  'ж'.repeat(4000),
] as const;

const numbers = [0, -0, -1, 1.5, 1e308, -1e308, 2 ** 31, 2 ** 53, 5e-324, 65_536] as const;
const events = [
  'offer',
  'answer',
  'ice-candidate',
  'join-room',
  'leave-room',
  'report',
  'error',
  'message',
  'room-users',
  '__proto__',
] as const;

/** Makes packets; `targets` are ids that there are. */
export function hostilePacket(dice: Dice, targets: readonly string[]): Packet {
  if (dice.chance(0.004)) return closing(dice);
  const kind = dice.below(100);
  if (kind < 70) return { frame: eventPacket(dice, targets) };
  if (kind < 76) return { frame: nestedPacket(dice) };
  if (kind < 82) return { frame: `43${dice.below(100)}${JSON.stringify([oddValue(dice, 2)])}` };
  if (kind < 88) return binaryPacket(dice);
  if (kind < 92) return { control: dice.of(['ping', 'pong']), payload: Buffer.alloc(dice.below(126), 7) };
  if (kind < 95) return { fragments: `42${JSON.stringify(['offer', oddValue(dice, 1)])}`.slice(0, 200).split('') };
  return { frame: dice.of(rareFrames) };
}

/** What no client of ours sends, and Socket.IO answers or ignores. */
const rareFrames = [
  '40/admin,{"token":"x"}',
  '42["offer"]',
  '42[1,2,3]',
  '42["offer",null,null,null,null,null,null,null]',
  '420["join-room"]',
  '4299999999999999999999["leave-room"]',
  '6',
  '3probe',
] as const;

/** What ends the connection: bytes that are no WebSocket, packets that are none, frames over the bound. */
function closing(dice: Dice): Packet {
  const fatal: readonly [Packet, ...Packet[]] = [
    { frame: '4' },
    { frame: '9' },
    { frame: '40' },
    { frame: '41' },
    { frame: '42[]' },
    { frame: '42/admin,["offer",{}]' },
    { frame: '451-["offer",{"_placeholder":true,"num":0}]' },
    { frame: '2' },
    { frame: '42{"__proto__":1}' },
    { frame: '42["connect"]' },
    { frame: '42["disconnecting","x"]' },
    { frame: '4599999-["x"]' },
    { frame: '45-1-["x"]' },
    { frame: `42["offer","${'x'.repeat(200_000)}"]` },
    { frame: Buffer.alloc(100) },
    { bytes: Buffer.from([0xf1, 0x00]) },
    { bytes: Buffer.from([0x81, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]) },
    { bytes: Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]) },
    { bytes: Buffer.from([0x80, 0x80, 0, 0, 0, 0]) },
    { bytes: Buffer.from('GET / HTTP/1.1\r\n\r\n') },
    { bytes: Buffer.from(Array.from({ length: 64 }, () => dice.below(256))) },
  ];
  return dice.of(fatal);
}

function eventPacket(dice: Dice, targets: readonly string[]): string {
  const event = dice.of(events);
  const ack = dice.chance(0.3) ? String(dice.below(1000)) : '';
  const args = dice.chance(0.5) ? [nearlyRight(dice, event, targets)] : oddArgs(dice);
  return `42${ack}${JSON.stringify([event, ...args])}`;
}

const oddArgs = (dice: Dice): unknown[] => Array.from({ length: dice.below(5) }, () => oddValue(dice, 3));

/** A payload as it should be, of which one part may not be. */
function nearlyRight(dice: Dice, event: string, targets: readonly string[]): unknown {
  const target = dice.chance(0.7) ? targets[dice.below(targets.length)] : oddValue(dice, 1);
  const body: Record<string, unknown> = { target };
  if (event === 'join-room') {
    body['room'] = dice.chance(0.5) ? `room ${dice.below(20)}` : oddValue(dice, 0);
    body['username'] = dice.of(oddTexts);
    if (dice.chance(0.3)) body['replaces'] = oddValue(dice, 2);
  } else if (event === 'report') {
    Object.assign(body, { probe: 'abcdefgh', sentAt: Date.now(), reports: [oddValue(dice, 3)] });
    if (dice.chance(0.5)) delete body['target'];
  } else if (event === 'ice-candidate') body['candidate'] = { ...candidate(), ...oddFields(dice) };
  else
    body[event] = {
      ...offer({ session: String(dice.below(1e6)), ufrag: dice.of(oddTexts) }),
      ...oddFields(dice),
      type: event,
    };
  if (dice.chance(0.2)) body['trace'] = { traceparent: dice.of(oddTexts), tracestate: oddValue(dice, 0) };
  if (dice.chance(0.2)) body['messageId'] = oddValue(dice, 0);
  return body;
}

const oddFields = (dice: Dice): object =>
  dice.chance(0.5)
    ? {}
    : {
        [dice.of(['sdp', 'candidate', 'sdpMid', 'sdpMLineIndex', 'usernameFragment', '__proto__', 'x'])]: oddValue(
          dice,
          2,
        ),
      };

function oddValue(dice: Dice, depth: number): unknown {
  switch (dice.below(depth > 0 ? 7 : 5)) {
    case 0:
      return dice.of(oddTexts);
    case 1:
      return dice.of(numbers);
    case 2:
      return dice.of([null, true, false]);
    case 3:
      return dice.of(oddTexts).repeat(dice.below(30));
    case 4:
      return { _placeholder: true, num: dice.of([0, -1, 1e9]) };
    case 5:
      return Array.from({ length: dice.below(6) }, () => oddValue(dice, depth - 1));
    default:
      return JSON.parse(
        `{${Array.from({ length: dice.below(4) }, () => `${JSON.stringify(dice.of(oddTexts))}:${JSON.stringify(oddValue(dice, depth - 1))}`).join()}}`,
      );
  }
}

/** Nested as deep as the frame allows, or a great many of one thing. */
function nestedPacket(dice: Dice): string {
  const depth = dice.of([100, 5000, 50_000]);
  const [open, close] = dice.of<readonly [string, string]>([
    ['[', ']'],
    ['{"a":', '}'],
    ['{"__proto__":', '}'],
  ]);
  const event = dice.of(['offer', 'join-room', 'report', 'x']);
  const width = Math.min(depth, Math.floor(120_000 / (open.length + 1)));
  return `42["${event}",${open.repeat(width)}1${close.repeat(width)}]`;
}

/** Socket.IO's binary events, with places for attachments where there are none. */
function binaryPacket(dice: Dice): Packet {
  const count = dice.of([1, 1, 2, 10]);
  const place = `{"_placeholder":true,"num":${dice.below(count)}}`;
  const event = dice.of(['offer', 'answer', 'report', 'join-room', 'x']);
  return {
    frames: [
      `45${count}-["${event}",{"target":${place},"offer":${place},"x":[${place}]}]`,
      ...Array.from({ length: count }, () => Buffer.alloc(dice.below(3000), 1)),
    ],
  };
}
