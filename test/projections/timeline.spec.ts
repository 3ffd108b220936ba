import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { addressFamilies, candidateTypes, transportProtocols } from '../../protocol/facts.js';
import { rejectCodes } from '../../protocol/rejects.js';
import { failureNames } from '../../protocol/reports.js';
import { evidenceLevels } from '../../protocol/stages.js';
import { hopKinds, hopResults, type Hop } from '../../src/domain/hop.js';
import { entryOf, Timeline, type TimelineEntry } from '../../src/projections/timeline.js';
import { Timelines } from '../../src/projections/timelines.js';

const oneOf = <T>(list: readonly T[]) => fc.constantFrom(...list);
const maybe = <T>(list: readonly T[]) => fc.constantFrom(undefined, ...list);

const entries: fc.Arbitrary<TimelineEntry> = fc.record({
  kind: oneOf(hopKinds),
  result: oneOf(hopResults),
  reason: maybe(rejectCodes),
  failure: maybe(failureNames),
  seenBy: oneOf(evidenceLevels),
  at: fc.double({ min: 0, max: 1e13, noNaN: true }),
  tookMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
  fromCaller: fc.boolean(),
  bytes: fc.nat({ max: 65_536 }),
  type: maybe(candidateTypes),
  protocol: maybe(transportProtocols),
  family: maybe(addressFamilies),
});

describe('the timeline of a handshake', () => {
  it('gives back what it was given, in the same order', () => {
    fc.assert(
      fc.property(fc.array(entries, { maxLength: 160 }), (given) => {
        const timeline = new Timeline();
        for (const entry of given) timeline.add(entry);
        expect([...timeline.entries()]).toEqual(given);
        expect(timeline.omitted).toBe(0);
      }),
    );
  });

  it('keeps the last code of every list apart from every other', () => {
    const timeline = new Timeline();
    const last: TimelineEntry = {
      kind: 'replaced',
      result: 'failed',
      reason: 'internal',
      failure: 'unknown',
      seenBy: 'probe',
      at: 1_700_000_000_000.125,
      tookMs: 0.25,
      fromCaller: true,
      bytes: 65_536,
      type: 'relay',
      protocol: 'tcp',
      family: 'mdns',
    };

    timeline.add(last);

    expect([...timeline.entries()]).toEqual([last]);
  });

  it('keeps the first 160 hops and counts the others', () => {
    const timeline = new Timeline();
    const entry = entryOf({ kind: 'alive', result: 'reached', seenBy: 'transport', at: 0, tookMs: 0 });

    for (let at = 0; at < 165; at++) timeline.add({ ...entry, at });

    const kept = [...timeline.entries()];
    expect([kept.length, kept.at(-1)?.at, timeline.omitted]).toEqual([160, 159, 5]);
  });

  it('keeps what comes after the candidates of a machine with many networks', () => {
    const timeline = new Timeline();
    const entry = entryOf({ kind: 'media-flowing', result: 'reached', seenBy: 'gateway', at: 0, tookMs: 0 });
    const kinds = ['candidate-received', 'candidate-forwarded', 'candidate-delivered'] as const;
    const candidates = kinds.map((kind) => ({ ...entry, kind }));

    for (let sent = 0; sent < 50; sent++) for (const one of candidates) timeline.add({ ...one, fromCaller: true });
    for (const one of [...candidates, entry]) timeline.add(one);

    const kept = [...timeline.entries()];
    expect([kept.length, timeline.omitted]).toEqual([64, 90]);
    expect(kept.slice(60)).toEqual([...candidates, entry]);
  });

  it('reads from a hop whose it is, its size and what its candidate is like', () => {
    const hop: Hop = {
      kind: 'candidate-forwarded',
      result: 'reached',
      seenBy: 'gateway',
      at: 5,
      tookMs: 1,
      message: 'ice-candidate',
      from: { id: 'boris', username: 'Boris' },
      to: { id: 'anna' },
      handshake: { id: 'h', traceId: 't', spanId: 's', caller: 'anna', callee: 'boris' },
      candidate: { bytes: 90, end: false, type: 'srflx', protocol: 'udp', family: 'ipv6', ufrag: 'hash' },
    };

    expect(entryOf(hop)).toEqual({
      kind: 'candidate-forwarded',
      result: 'reached',
      reason: undefined,
      failure: undefined,
      seenBy: 'gateway',
      at: 5,
      tookMs: 1,
      fromCaller: false,
      bytes: 90,
      type: 'srflx',
      protocol: 'udp',
      family: 'ipv6',
    });
  });
});

describe('the timelines', () => {
  it('are gone with a handshake that had to go, so that its room is for others', () => {
    const timelines = new Timelines(2);
    const [kept, flood] = [timelines.of('kept'), timelines.of('flood')];
    timelines.forget('flood');
    timelines.of('next');

    expect([timelines.get('kept'), timelines.get('flood')]).toEqual([kept, undefined]);
    expect(timelines.of('flood')).not.toBe(flood);
  });
});
