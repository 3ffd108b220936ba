import { sides, type Side } from '../../../protocol/verdict.js';
import { otherSide } from '../handshake.js';
import { faultOf, missing, ofSides, passed, type RemarkedCause, type View } from './cause.js';
import { held } from './path.js';

export const oneConnectionForMany: RemarkedCause<'one-connection-for-many'> = {
  code: 'one-connection-for-many',
  rule: 'One RTCPeerConnection has taken descriptions of two participants, by its probe; or offers of one session went to two participants and both answered. A connection has one other end: that it is in the wrong state for one of them follows from it.',
  owedBy: 'the page with that connection',
  restsOn: ['side:connection-shared'],
  // Also a call that came up ends when its connection takes another's description.
  refutedBy: [],
  find: (view) => {
    const side = sides.find((known) => view.handshake[known].shared);
    const seenBy = side && view.handshake[side].shared?.seenBy;
    if (!side || !seenBy || refusedBy(view, otherSide(side))) return undefined;
    // Without a probe nobody sees that the path never comes: what the descriptions show has to do.
    if (!held(view) && (seenBy === 'probe' || view.ladderState.firstGap !== undefined || connected(view)))
      return undefined;
    return {
      stage: missing(view, 'offer-applied') ?? 'answer-applied',
      owedBy: side,
      evidence: seenBy,
      facts: { side },
    };
  },
  remarks: ({ handshake }) => ofSides('connection-shared', handshake, ({ shared }) => shared),
};

/** A side could not take the other's description: where its own connection has one other end, that has a cause of its own. */
function refusedBy(view: View, side: Side): boolean {
  const stage = side === 'caller' ? 'answer-applied' : 'offer-applied';
  return !passed(view, stage) && faultOf(view, stage, side) !== undefined;
}

const connected = ({ handshake }: View): boolean =>
  sides.some((side) => handshake[side].marks['dtls-connected'] !== undefined);
