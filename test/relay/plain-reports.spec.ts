import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isPlainBatch } from '../../protocol/plain-reports.js';
import { failureNames, probeSteps, reportBatchSchema, sendings, signalingStates } from '../../protocol/reports.js';

/** As JSON makes it: a field may be called `__proto__`. */
const read = (value: unknown): unknown => JSON.parse(JSON.stringify(value) ?? 'null');
const anything = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(-1, 0.5, 1e6, 1_000_001, 8.64e15, 8.64e15 + 2, 601_000, 2 ** 53, ''),
);
const mostly = <T>(usual: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 40, arbitrary: usual }, { weight: 1, arbitrary: anything });
const fields = (shape: Record<string, fc.Arbitrary<unknown>>, needed: string[] = []) =>
  fc
    .tuple(
      fc.record(Object.fromEntries(Object.entries(shape).map(([name, value]) => [name, mostly(value)])), {
        requiredKeys: needed,
      }),
      fc.oneof(
        { weight: 40, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.constantFrom('x', '__proto__', 'toString', ...needed) },
      ),
    )
    .map(([own, odd]) => {
      if (odd === undefined) return own;
      // One field too many, or one that is missing.
      if (needed.includes(odd)) return Object.fromEntries(Object.entries(own).filter(([name]) => name !== odd));
      return JSON.parse(`${JSON.stringify(own).slice(0, -1)}${Object.keys(own).length > 0 ? ',' : ''}"${odd}":1}`);
    });
const hash = fc.stringMatching(/^[0-9a-z]{1,13}$/);
const whole = fc.integer({ min: 0, max: 10_000 });
const time = fc.double({ min: 0, max: 8.64e15, noNaN: true });
const ref = fields({ session: hash, version: hash, ufrag: hash });
const report = fields(
  {
    step: fc.constantFrom(...probeSteps),
    result: fc.constantFrom('reached', 'failed'),
    at: time,
    connection: whole,
    local: ref,
    remote: ref,
    failure: fields(
      { name: fc.constantFrom(...failureNames), signalingState: fc.constantFrom(...signalingStates), code: whole },
      ['name'],
    ),
    ice: fields({ relayOnly: fc.boolean(), turn: fc.boolean() }, ['relayOnly', 'turn']),
    relayed: fc.boolean(),
    media: fields({ sends: fc.constantFrom(...sendings), receives: fc.boolean(), data: fc.boolean() }, [
      'sends',
      'receives',
      'data',
    ]),
    socket: hash,
    candidates: fields({ host: whole, srflx: whole, prflx: whole, relay: whole }, ['host', 'srflx', 'prflx', 'relay']),
  },
  ['step', 'result', 'at'],
);
const batch = fields(
  {
    probe: fc.stringMatching(/^[0-9a-z]{8,32}$/),
    sentAt: time,
    clock: fields({ offsetMs: fc.double({ noNaN: true }), uncertaintyMs: whole, by: hash }, [
      'offsetMs',
      'uncertaintyMs',
    ]),
    socket: hash,
    lost: whole,
    reports: fc.oneof(
      { weight: 9, arbitrary: fc.array(report, { maxLength: 3 }) },
      {
        weight: 1,
        arbitrary: fc.array(fc.constant({ step: 'page-gone', result: 'reached', at: 1 }), {
          minLength: 60,
          maxLength: 68,
          size: 'max',
        }),
      },
    ),
  },
  ['probe', 'sentAt', 'reports'],
).map(read);

const least = { probe: 'pageofanna', sentAt: 1, reports: [{ step: 'page-gone', result: 'reached', at: 1 }] };

describe('a batch as probes write it', () => {
  it('is taken at a glance if, and only if, its schema takes it, and means the same', () => {
    const seen = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(batch, (value) => {
        const parsed = reportBatchSchema.safeParse(value);
        expect(isPlainBatch(value)).toBe(parsed.success);
        expect(parsed.success ? parsed.data : value).toEqual(value);
        seen[parsed.success ? 'taken' : 'refused']++;
      }),
      { numRuns: 5000 },
    );
    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(500);
  });

  it.each([
    ['no object', [least]],
    ['of a class of its own', Object.assign(Object.create({ reports: [] }), least)],
    ['a number that is too large for one', JSON.parse('{"probe":"pageofanna","sentAt":1e999,"reports":[]}')],
    ['bytes', Buffer.from('{}')],
    ['a field that every object has', JSON.parse('{"probe":"pageofanna","sentAt":1,"reports":[],"__proto__":{}}')],
  ])('is left to its schema where it is %s', (_, value) => {
    expect(isPlainBatch(least)).toBe(true);
    expect(isPlainBatch(value)).toBe(false);
  });
});
