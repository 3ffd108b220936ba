import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { WatchedFrames, messageBytes, pingFrame } from '../../src/watch/proxy/frames.js';

interface Sent {
  opcode: number;
  payload: Buffer;
  isFinal?: boolean;
  mask?: Buffer | undefined;
}

/** A frame as RFC 6455, section 5.2 draws it. */
function frame({ opcode, payload, isFinal = true, mask }: Sent): Buffer {
  const { length } = payload;
  const extended = length < 126 ? Buffer.alloc(0) : length < 65_536 ? Buffer.alloc(2) : Buffer.alloc(8);
  if (extended.length === 2) extended.writeUInt16BE(length);
  if (extended.length === 8) extended.writeBigUInt64BE(BigInt(length));
  const short = extended.length === 0 ? length : extended.length === 2 ? 126 : 127;
  const head = Buffer.from([(isFinal ? 0x80 : 0) | opcode, (mask ? 0x80 : 0) | short]);
  const masked = mask ? payload.map((byte, at) => byte ^ (mask[at % 4] as number)) : payload;
  return Buffer.concat([head, extended, mask ?? Buffer.alloc(0), masked]);
}

/** Reads a stream that comes in these parts; what is inserted and what is taken is for the test to say. */
function read(parts: readonly Buffer[], insertions: Buffer[] = [], takes?: (payload: Buffer) => boolean) {
  const passed: Buffer[] = [];
  const messages: (string | Buffer)[] = [];
  let closings = 0;
  const reader = new WatchedFrames({
    pass: (bytes) => passed.push(Buffer.from(bytes)),
    message: (message) => messages.push(message),
    closing: () => closings++,
    insertion: () => insertions.shift(),
    ...(takes && { wantsPongs: () => true, takesPong: takes }),
  });
  for (const part of parts) reader.read(part);
  reader.end();
  return { bytes: Buffer.concat(passed), messages, closings };
}

/** The same bytes, torn at these places. */
function torn(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, at) => bytes.subarray(places[at], end));
}

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((one) => Buffer.from(one));
const mask = fc.option(
  fc.uint8Array({ minLength: 4, maxLength: 4 }).map((one) => Buffer.from(one)),
  { nil: undefined },
);
const cuts = fc.array(fc.nat(100_000), { maxLength: 40 });

/** A message in some frames, with control frames between them. */
const message = fc
  .record({
    text: fc.option(fc.string({ unit: 'grapheme', maxLength: 300 }), { nil: undefined }),
    binary: fc.oneof(bytes(40), bytes(70_000)),
    cuts: fc.array(fc.nat(100_000), { maxLength: 3 }),
    control: fc.option(fc.record({ opcode: fc.constantFrom(9, 10), payload: bytes(125) }), { nil: undefined }),
    masks: fc.array(mask, { minLength: 1, maxLength: 5 }),
  })
  .map((made) => {
    const whole = made.text === undefined ? made.binary : Buffer.from(made.text);
    const parts = torn(whole, made.cuts);
    const frames = parts.flatMap((payload, at): Sent[] => [
      {
        opcode: at > 0 ? 0 : made.text === undefined ? 2 : 1,
        payload,
        isFinal: at === parts.length - 1,
        mask: made.masks[at % made.masks.length],
      },
      ...(made.control ? [{ ...made.control, mask: made.masks[0] }] : []),
    ]);
    return { message: made.text ?? made.binary, frames };
  });

describe('a reader of frames', () => {
  it('passes every byte as it came, and reads every message, however they are torn', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 4 }), cuts, fc.boolean(), (sent, places, looks) => {
        const stream = Buffer.concat(sent.flatMap(({ frames }) => frames.map(frame)));
        const result = read(torn(stream, places), [], looks ? () => false : undefined);
        expect(result.bytes.equals(stream)).toBe(true);
        expect(result.messages).toEqual(sent.map((one) => one.message));
      }),
      { numRuns: 150 },
    );
  });

  it('passes what is no frame at all as it came', () => {
    fc.assert(
      fc.property(bytes(2000), cuts, fc.boolean(), (stream, places, looks) => {
        const result = read(torn(stream, places), [], looks ? () => false : undefined);
        expect(result.bytes.equals(stream)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('puts what is to be inserted behind the frame that ends, and nowhere else', () => {
    const [one, other] = [
      frame({ opcode: 1, payload: Buffer.from('one') }),
      frame({ opcode: 1, payload: Buffer.from('two') }),
    ];
    const ours = pingFrame(Buffer.from('ours'));
    fc.assert(
      fc.property(cuts, (places) => {
        const { bytes: stream } = read(torn(Buffer.concat([one, other]), places), [ours]);
        expect(stream.equals(Buffer.concat([one, ours, other]))).toBe(true);
      }),
    );
  });

  it('takes out the pongs that it is to take, and no others', () => {
    const key = Buffer.from([1, 2, 3, 4]);
    const pong = (payload: string) => frame({ opcode: 10, payload: Buffer.from(payload), mask: key });
    const text = frame({ opcode: 1, payload: Buffer.from('text'), mask: key });
    const stream = Buffer.concat([pong('ours'), text, pong('theirs'), pong('ours'), pong(''), text, pong('ours')]);
    fc.assert(
      fc.property(cuts, (places) => {
        const result = read(torn(stream, places), [], (payload) => payload.toString() === 'ours');
        expect(result.bytes.equals(Buffer.concat([text, pong('theirs'), pong(''), text]))).toBe(true);
        expect(result.messages).toEqual(['text', 'text']);
      }),
    );
  });

  it('reads on behind a message that is too long to be read, in one frame or in many', () => {
    const long = frame({ opcode: 2, payload: Buffer.alloc(messageBytes + 1, 1) });
    const half = { payload: Buffer.alloc(messageBytes / 2 + 1, 1) };
    const many = [
      frame({ ...half, opcode: 1, isFinal: false }),
      frame({ ...half, opcode: 0, isFinal: false }),
      frame({ ...half, opcode: 0 }),
    ];
    const end = frame({ opcode: 1, payload: Buffer.from('end') });
    const { bytes: stream, messages } = read([long, ...many, end]);
    expect(messages).toEqual(['end']);
    expect(stream.length).toBe(long.length + end.length + many.reduce((sum, one) => sum + one.length, 0));
  });

  it('keeps little of a message that never ends, a byte at a time', () => {
    const head = Buffer.from([0x82, 0x7f, 0, 0, 0xff, 0, 0, 0, 0, 0]);
    let passed = 0;
    const reader = new WatchedFrames({
      pass: (part) => (passed += part.length),
      message: () => {
        throw new Error('there is none');
      },
      closing: () => undefined,
    });
    reader.read(head);
    const before = process.memoryUsage().arrayBuffers;
    const byte = Buffer.from([7]);
    for (let i = 0; i < 3_000_000; i++) reader.read(byte);
    expect(passed).toBe(3_000_010);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * messageBytes);
  });

  it('tells the end of what is said', () => {
    expect(read([frame({ opcode: 8, payload: Buffer.from([3, 232]) })]).closings).toBe(1);
  });
});
