import { silentSides } from '../media.js';
import { ofSides, type RemarkedCause } from './cause.js';

/** A remark only: what is sent, and why not, stands in its notes. */
export const nothingToSend: RemarkedCause<'nothing-to-send'> = {
  code: 'nothing-to-send',
  rule: 'Connected, and one side sends nothing that could be heard or seen: refused, muted, without a track, with one that was never negotiated, or nothing was negotiated. A remark, no failure; where neither side sends anything, it is `no-media`.',
  owedBy: 'nobody',
  restsOn: ['either:media-flowing'],
  // Never named by a verdict; a side that sends later takes its remark back.
  refutedBy: [],
  find: () => undefined,
  remarks: ({ handshake, ladderState: { rungs } }) => {
    const { marks, caller, callee } = handshake;
    // Where nobody sees what is sent, the descriptions still say what never will be.
    const isUnseen = marks['answer-received'] !== undefined && !caller.media && !callee.media;
    const never = isUnseen ? ofSides('nothing-negotiated', handshake, ({ sends }) => sends === false) : [];
    const up = rungs.at(-1)?.status;
    const silent = up === 'reached' || up === 'nothing-to-send' ? silentSides(handshake) : [];
    return [...never, ...silent.map(({ side, why }) => ({ remark: why, facts: { side } }))];
  },
};
