import { describe, expect, it } from '@jest/globals';
import type { Side } from '../../protocol/verdict.js';
import type { Hop, HopKind } from '../../src/domain/hop.js';
import { connected, left, negotiated, offered, probe, probeStarted, threw, time, verdictAt } from './hops.js';

const within = (uncertaintyMs: number, hop: Hop): Hop => ({ ...hop, uncertaintyMs });
const failed = (side: Side, kind: HopKind, at: number, name = 'failed') => within(40, threw(side, kind, at, { name }));
const closed = (side: Side, at: number) => within(80, probe(side, 'connection-closed', at));

const broken = [...connected, failed('caller', 'connection-kept', 60_000)];
const pathless = (side: Side) => [...negotiated(), failed(side, 'ice-connected', 9000)];
const refused = [
  ...offered,
  probeStarted('callee', 0),
  probe('callee', 'offer-applied', 10),
  failed('callee', 'media-captured', 1000, 'NotAllowedError'),
];

/** A probe's times are known to within its uncertainty, and what they say of an order too. */
describe('clocks that may be apart', () => {
  it.each([
    ['a connection that the other one may have closed before', broken, closed('callee', 60_120), undefined],
    ['one that the other one closed after it had broken', broken, closed('callee', 60_121), 'connection-lost'],
    ['one whose page went over it', broken, left('caller', 59_960), 'connection-lost'],
    ['one whose page went before', broken, left('caller', 59_959), undefined],
    ['a path that may have ended as the other one went', pathless('callee'), left('caller', 9040), 'abandoned'],
    ['a path that failed before the other one went', pathless('callee'), left('caller', 9041), 'ice-failed'],
    ['a path over which its own page went', pathless('caller'), left('caller', 8960), 'ice-failed'],
    ['a path whose own page went before', pathless('caller'), left('caller', 8959), 'abandoned'],
    ['a microphone over which its page went', refused, left('callee', 960), 'media-denied'],
    ['a microphone that its page did not wait for', refused, left('callee', 959), 'abandoned'],
  ] as const)('judge %s', (_, before, gone, cause) => {
    expect(verdictAt(gone.at - time(0) + 500, [...before, gone]).cause).toBe(cause);
  });
});
