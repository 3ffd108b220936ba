import { sides, type Side } from '../../../protocol/verdict.js';
import { pathRungs } from '../ladder.js';
import { passed, type Cause, type Finding, type View } from './cause.js';
import type { CauseVariant } from './variants.js';

type Variant = CauseVariant<'not-forwarded'>;

export const notForwarded: Cause<'not-forwarded'> = {
  code: 'not-forwarded',
  rule: 'Only with `hopline watch`: the server got an offer, an answer or the candidates of a side, and has written them to nobody within its time for that, or back to their own sender.',
  owedBy: "the server's own code",
  restsOn: ['gateway:astray'],
  refutedBy: ['both:media-flowing'],
  late: true,
  find: (view) => description(view) ?? candidates(view),
};

const unseen = { some: 'unseen', all: 'alone', gone: 'gone' } as const;

function description(view: View): Finding<Variant> | undefined {
  const { strayed } = view.handshake;
  for (const message of ['offer', 'answer'] as const) {
    const found = strayed?.[message];
    const stage = `${message}-forwarded` as const;
    if (!found || (found.to === 'another' && !found.unseen) || passed(view, stage)) continue;
    const sender: Side = message === 'offer' ? 'caller' : 'callee';
    const facts = { message, side: sender, event: found.event ?? 'message' };
    const base = { stage, evidence: 'gateway', facts } as const;
    // Who goes past the proxy may have got it, and nobody needs to get what is for somebody who has left.
    if (found.unseen) {
      const variant = unseen[found.unseen];
      return { ...base, outcome: 'not-judged', owedBy: 'not-known', variant };
    }
    return { ...base, owedBy: 'server', ...(found.to === 'sender' && { variant: 'returned' }) };
  }
  return undefined;
}

/** None of a side's candidates has got through, and the server had some. */
function candidates({ handshake, ladderState: { firstGap } }: View): Finding<Variant> | undefined {
  if (!firstGap || (firstGap.stage !== 'candidates-exchanged' && !pathRungs.includes(firstGap.stage))) return undefined;
  const { strayed } = handshake;
  const sender = sides.find((side) => strayed?.[side] && handshake[side].forwarded === 0);
  if (!sender) return undefined;
  const facts = { side: sender, event: strayed?.[sender]?.event ?? 'message' };
  return { stage: 'candidates-exchanged', owedBy: 'server', evidence: 'gateway', facts, variant: 'candidates' };
}
