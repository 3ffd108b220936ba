import { annCalls, probeOn, type Sight } from './calls.js';
import type { Habit } from './habit.js';
import type { Expected, Scenario } from './scenario.js';
import { told } from './stage.js';

const slip = (slips: NonNullable<Habit['slips']>, who: 'ann' | 'bob', seenBy: Sight, expected: Expected): Scenario => ({
  name: `slips: ${slips} on the page of ${who} (probe: ${seenBy})`,
  expected,
  play: async (stage) => {
    await annCalls(stage, probeOn(seenBy, { [who]: { slips } }));
    // Who has closed a connection has left, until the page goes on with another one.
    return stage.verdict('ann', (view) => (slips === 'reopened' ? view.outcome === 'failed' : told(view)));
  },
});

const empty = {
  outcome: 'failed',
  cause: 'candidates-none',
  stage: 'candidates-exchanged',
  owedBy: 'caller',
  says: /offers nothing/,
} as const;

/** Steps that pages leave out or get wrong, in real tabs: what followed from them was taken for the network before. */
export const slips: readonly Scenario[] = [
  slip('empty-offer', 'ann', 'nobody', empty),
  slip('empty-offer', 'ann', 'both', empty),
  slip('offer-not-set', 'ann', 'both', {
    outcome: 'failed',
    cause: 'answer-refused',
    stage: 'answer-applied',
    owedBy: 'caller',
    says: /never called setLocalDescription/,
  }),
  slip('answer-not-set', 'bob', 'nobody', { outcome: 'signaled', cause: undefined, remarks: ['candidates-one-way'] }),
  slip('answer-not-set', 'bob', 'both', {
    outcome: 'failed',
    cause: 'candidates-one-way',
    stage: 'candidates-exchanged',
    owedBy: 'callee',
    evidence: 'probe',
    says: /never called setLocalDescription/,
  }),
  slip('whole-message', 'bob', 'both', {
    outcome: 'failed',
    cause: 'offer-refused',
    stage: 'offer-applied',
    owedBy: 'callee',
    says: /something else/,
  }),
  slip('reopened', 'ann', 'both', {
    outcome: 'failed',
    cause: 'answer-refused',
    stage: 'answer-applied',
    owedBy: 'caller',
    says: /another RTCPeerConnection/,
  }),
];
