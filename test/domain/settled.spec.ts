import { describe, expect, it } from '@jest/globals';
import type { Hop } from '../../src/domain/hop.js';
import { answered, handshakeOf, left, negotiated, offered, probe, probeStarted, threw, verdictOn } from './hops.js';

const wrongState = { name: 'InvalidStateError', signalingState: 'stable' };
const shared = probe('callee', 'connection-shared', 56);
const doubled = probe('callee', 'connection-doubled', 45);

/** What is known from the beginning names the cause from the beginning: no wait alone makes it another one. */
describe('a cause that was named', () => {
  it.each([
    ['glare', 'a callee in the wrong state, of whom no pong comes', true, crossed(), 5100],
    ['message-lost', 'a lost network before a shared connection could matter', false, lost(), 2000],
    ['answer-unexpected', 'an answer in the wrong state, as there were two', false, answeredTwice(), 60],
  ] as const)('stays %s: %s', (cause, _, crossing, story, at) => {
    const handshake = { ...handshakeOf(story), ...(crossing && { rival: 'h2' }) };

    expect([at, 70_000].map((when) => verdictOn(handshake, when).cause)).toEqual([cause, cause]);
  });

  it('is none where somebody left before anything was held up', () => {
    const handshake = handshakeOf([...negotiated(), shared, left('caller', 2000)]);

    expect([2000, 70_000].map((when) => verdictOn(handshake, when).outcome)).toEqual(['abandoned', 'abandoned']);
  });
});

function crossed(): Hop[] {
  const state = { ...wrongState, signalingState: 'have-local-offer' };
  return [...offered, probeStarted('callee', 0), threw('callee', 'offer-applied', 8, state)];
}

function lost(): Hop[] {
  return [...answered, shared, left('callee', 2000, 'lost')];
}

function answeredTwice(): Hop[] {
  return [...answered, doubled, threw('caller', 'answer-applied', 54, wrongState)];
}
