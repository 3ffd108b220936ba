import { sides } from '../../../protocol/verdict.js';
import { carriesNothing } from '../media.js';
import { otherSide, watched } from '../handshake.js';
import { missing, type Cause, type View } from './cause.js';

export const noMedia: Cause<'no-media'> = {
  code: 'no-media',
  rule: 'Connected, and what was negotiated does not arrive: nothing leaves a side, by its own probe (source), or it leaves, by its own probe too, and does not arrive (path). Where the probe of the sender does not tell, which of the two is not known.',
  owedBy: 'the side that sends nothing, or the path',
  restsOn: ['either:dtls-connected', 'caller:probe-started', 'callee:probe-started'],
  refutedBy: ['both:media-flowing'],
  find: (view) => {
    const { firstGap } = view.ladderState;
    if (!firstGap && carriesNothing(view.handshake))
      return { stage: 'media-flowing', owedBy: 'both', evidence: 'probe', variant: 'nobody' };
    if (firstGap?.stage !== 'media-flowing') return undefined;
    const [source, another] = sides.filter((side) => named(view, 'source', side) && !arrivesFrom(view, side));
    if (another) return { owedBy: 'both', evidence: 'probe', variant: 'nobody' };
    if (source) {
      const variant = view.handshake[source].media?.sends === 'ended' ? 'ended' : 'source';
      return { owedBy: source, evidence: 'probe', facts: { side: source }, variant };
    }
    const fault = view.handshake.faults.find(({ kind, name }) => kind === 'media-flowing' && name !== 'source');
    if (!fault) return undefined;
    const other = otherSide(fault.side);
    const found = { evidence: 'probe', facts: { side: fault.side, other } } as const;
    if (fault.name === 'path' && sendsBy(view, other)) return { ...found, owedBy: 'path' };
    // What the other probe says of its own side may still be on its way.
    if (watched(view.handshake, other) && !missing(view, 'media-flowing')) return undefined;
    return { ...found, owedBy: 'not-known', variant: 'one-sided' };
  },
};

const named = (view: View, name: string, side: 'caller' | 'callee') =>
  view.handshake.faults.some((fault) => fault.kind === 'media-flowing' && fault.name === name && fault.side === side);

/** Its own probe has seen packets leave the side: all flows there, or all that it misses is what should arrive. */
const sendsBy = (view: View, side: 'caller' | 'callee') =>
  view.handshake[side].marks['media-flowing'] !== undefined ||
  (named(view, 'path', side) && !named(view, 'source', side));

/** What a side sends is received at the other end, by the other's probe. */
const arrivesFrom = ({ handshake }: View, side: 'caller' | 'callee') =>
  handshake[otherSide(side)].marks['media-flowing'] !== undefined;
