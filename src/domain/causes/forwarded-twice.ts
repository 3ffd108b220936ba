import { sides, type Side } from '../../../protocol/verdict.js';
import { ownDescription } from '../ladder.js';
import type { Handshake } from '../handshake.js';
import { faultOf, type RemarkedCause, type Remarked, type View } from './cause.js';
import { answeredTwice, held } from './path.js';

export const forwardedTwice: RemarkedCause<'forwarded-twice'> = {
  code: 'forwarded-twice',
  rule: 'Only with `hopline watch`: the server got an offer once and has written it to the callee twice, word for word; and the call does not come up, as the page has answered it from two connections, or a step of it came in the wrong state. Otherwise it is a remark, no failure.',
  owedBy: "the server's own code",
  restsOn: ['gateway:astray'],
  refutedBy: ['both:media-flowing'],
  find: (view) => {
    const { twice, callee } = view.handshake;
    const { firstGap } = view.ladderState;
    if (!twice?.offer || !firstGap || !(answeredTwice(view) || isInWrongState(view))) return undefined;
    const facts = { message: 'offer', side: 'caller', event: twice.offer };
    return { stage: firstGap.stage, owedBy: 'server', evidence: callee.probe ? 'probe' : 'gateway', facts };
  },
  remarks: ({ handshake: { twice } }) => (twice ? sides.flatMap((side) => toldTwice(twice, side)) : []),
};

const isInWrongState = (view: View): boolean =>
  held(view) &&
  (['offer-applied', 'answer-created'] as const).some(
    (step) => faultOf(view, step, 'callee')?.name === 'InvalidStateError',
  );

function toldTwice(twice: NonNullable<Handshake['twice']>, side: Side): Remarked<'forwarded-twice'>[] {
  const { message } = ownDescription[side];
  const event = twice[message];
  return event === undefined ? [] : [{ remark: 'forwarded-twice', facts: { message, side, event } }];
}
