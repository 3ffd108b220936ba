import { sides } from '../../protocol/verdict.js';
import type { View } from './causes/cause.js';
import { candidatesDue, candidatesHeard, candidatesTaken } from './candidates.js';
import { otherSide, watched } from './handshake.js';
import { connectingRungs } from './ladder.js';
import { silentSides } from './media.js';
import type { Base, Verdict } from './verdict.js';

/** The verdict where no rule has found anything: the ladder is complete, goes on, or stopped for a reason that nobody saw. */
export function settle(view: View, base: Base): Verdict {
  const { firstGap } = view.ladderState;
  if (!firstGap) return complete(view, base);
  if (firstGap.missing) return { ...base, outcome: 'failed', stage: firstGap.stage, owedBy: 'not-known' };
  const { dueAt, reportWantedFrom } = look(view);
  return {
    ...base,
    outcome: 'pending',
    stage: firstGap.stage,
    dueAt,
    ask: firstGap.ask,
    reportWantedFrom: [...firstGap.reportWantedFrom, ...reportWantedFrom],
  };
}

function complete({ handshake, waits, now }: View, base: Base): Verdict {
  const { status } = base.rungs.at(-1) ?? {};
  const [side, other] = sides.filter((known) => watched(handshake, known));
  // Reports come over a way of their own, behind the messages they speak of.
  const dueAt = Math.max(...base.rungs.map(({ at = 0 }) => at)) + waits.probe;
  if (!other && now < dueAt) return { ...base, outcome: 'pending', dueAt };
  if (status !== 'reached' && status !== 'nothing-to-send')
    return { ...base, outcome: 'signaled', ...(side && { variant: 'unreported' }) };
  const viaTurn = sides.some((known) => handshake[known].viaTurn);
  const silent = silentSides(handshake);
  const [{ side: silentSide, why } = {}] = silent;
  if (silentSide && silent.length === 1) {
    const variant = why === 'not-negotiated' ? 'one-way-late' : why === 'muted' ? 'one-way-muted' : 'one-way';
    return { ...base, outcome: 'connected', variant, facts: { side: silentSide, other: otherSide(silentSide) } };
  }
  if (silent.length > 0) return { ...base, outcome: 'connected', variant: 'silent' };
  if (side && !other)
    return { ...base, outcome: 'connected', variant: viaTurn ? 'one-sided-relayed' : 'one-sided', facts: { side } };
  return { ...base, outcome: 'connected', ...(viaTurn && { variant: 'relayed' }) };
}

/** While ICE is waited for, whether the pages apply the candidates is looked at earlier. */
function look({ handshake, ladderState: { firstGap, probeSilent }, waits, now }: View): {
  dueAt: number;
  reportWantedFrom: string[];
} {
  let dueAt = firstGap?.dueAt ?? now;
  const reportWantedFrom: string[] = [];
  if (!firstGap || !connectingRungs.includes(firstGap.stage)) return { dueAt, reportWantedFrom };
  const oddAt = firstGap.since + waits.candidates;
  if (isOdd(handshake) && now < oddAt) dueAt = Math.min(dueAt, oddAt);
  if (firstGap.stage === 'dtls-connected') return { dueAt, reportWantedFrom };
  for (const side of sides) {
    const due = candidatesDue(handshake, side, waits);
    const taken = candidatesTaken(handshake, side, waits, now, probeSilent);
    if (due !== undefined && taken === 'waiting') dueAt = Math.min(dueAt, due);
    const heardBy = candidatesHeard(handshake, side, waits);
    if (heardBy !== undefined && taken === 'unheard' && now < heardBy) {
      dueAt = Math.min(dueAt, heardBy);
      reportWantedFrom.push(handshake[side].id);
    }
  }
  return { dueAt, reportWantedFrom };
}

/** More is known of its pages than that they are slow: it does not take the wait of the path to say so. */
function isOdd({ caller, callee, answeredTwice, contested }: View['handshake']): boolean {
  const odd =
    answeredTwice ?? contested ?? callee.doubled ?? caller.twin ?? callee.twin ?? caller.shared ?? callee.shared;
  return odd !== undefined;
}
