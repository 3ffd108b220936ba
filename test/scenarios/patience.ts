import type { CauseCode } from '../../protocol/causes.js';
import type { HandshakeView } from '../../protocol/verdict.js';
import { annCalls, probeOn, together, type Sight } from './calls.js';
import { description } from './descriptions.js';
import type { Scenario } from './scenario.js';
import { seen, settled, told, type Stage } from './stage.js';

/** It is overdue for this cause, and then is not. */
async function withdrawn(stage: Stage, cause: CauseCode, wanted: (view: HandshakeView) => boolean) {
  const first = await stage.verdict('ann');
  if (first.overdue?.cause !== cause) return first;
  const last = await stage.verdict('ann', (view) => wanted(view) && settled(view));
  const failures = last.history.filter(({ outcome }) => outcome === 'failed');
  if (failures.length > 0) throw new Error(`called failed for a while: ${JSON.stringify(last.history)}`);
  return last;
}

/** The person takes twelve seconds to accept. */
const rings = (seenBy: Sight, cause: CauseCode, outcome: 'signaled' | 'connected'): Scenario => ({
  name: `patience: it rings for 12 s, and is accepted (probe: ${seenBy})`,
  expected: { outcome, cause: undefined },
  play: async (stage) => {
    await annCalls(stage, probeOn(seenBy, { bob: { rings: 12_000 } }));
    return withdrawn(stage, cause, outcome === 'connected' ? seen : told);
  },
});

/** A page that gathers first, for twelve seconds, and is late meanwhile. */
const gathers = (who: 'caller' | 'callee', seenBy: Sight, outcome: 'signaled' | 'connected'): Scenario => ({
  name: `patience: the ${who} gathers for 12 s before it sends its ${who === 'caller' ? 'offer' : 'answer'} (probe: ${seenBy})`,
  expected: { outcome, cause: undefined, remarks: [] },
  play: async (stage) => {
    const habit = { gathers: 12_000 };
    const { ann, bob } = await together(stage, probeOn(seenBy, who === 'caller' ? { ann: habit } : { bob: habit }));
    await ann.call(bob);
    const wanted = outcome === 'connected' ? seen : told;
    const last = await stage.verdict('ann', (view) => wanted(view) && settled(view) && view.outcome !== 'superseded');
    const all = (await stage.handshakes()).flatMap(({ history }) => history);
    if (all.some((change) => change.outcome === 'failed')) throw new Error(`called failed: ${JSON.stringify(all)}`);
    return last;
  },
});

/** What is late has not failed, and has failed when the wait for people is over. */
export const patience: readonly Scenario[] = [
  rings('nobody', 'no-answer', 'signaled'),
  rings('ann', 'no-answer', 'connected'),
  rings('both', 'offer-ignored', 'connected'),
  ...(['caller', 'callee'] as const).flatMap((who) => [
    gathers(who, 'nobody', 'signaled'),
    gathers(who, 'both', 'connected'),
  ]),
  {
    name: 'patience: an answer that comes 12 s behind its candidates',
    expected: { outcome: 'signaled', cause: undefined },
    play: async (stage) => {
      await annCalls(stage, probeOn('nobody', { bob: { answersAfter: 12_000 } }));
      return withdrawn(stage, 'answer-not-sent', told);
    },
  },
  {
    name: 'patience: overdue, and failed when the wait for people is over',
    expected: { outcome: 'failed', cause: 'no-answer', stage: 'answer-received', owedBy: 'callee' },
    play: async (stage) => {
      const [ann, bob] = [await stage.client('ann'), await stage.client('bob')];
      ann.socket.emit('offer', { target: bob.id, offer: description('offer') });
      const first = await stage.verdict('ann');
      return first.overdue ? stage.verdict('ann', settled) : first;
    },
  },
  {
    name: 'patience: overdue, and failed when the wait for people is over (probe: both)',
    expected: { outcome: 'failed', cause: 'offer-ignored', stage: 'offer-applied', owedBy: 'callee' },
    play: async (stage) => {
      await annCalls(stage, { bob: { ignores: true } });
      const first = await stage.verdict('ann');
      return first.overdue ? stage.verdict('ann', settled) : first;
    },
  },
];
