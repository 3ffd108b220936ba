import { sides } from '../../../protocol/verdict.js';
import { otherSide, watched } from '../handshake.js';
import { networkOf, type Cause } from './cause.js';
import { broken } from './path.js';

/** A dead network shows on both connections, but the gateway waits longer before it gives one up. */
const togetherMs = 60_000;

export const connectionLost: Cause<'connection-lost'> = {
  code: 'connection-lost',
  rule: 'The connection stood, and then a probe saw it fail or stand still. It is no failure when one of the two had left or closed the page before, or may have as far as the clocks of both can tell.',
  owedBy:
    'the network of the one whose connection to the gateway broke too; the path, where both probes are there; otherwise not known',
  restsOn: ['either:connection-kept!failed', 'either:dtls-connected', 'caller:probe-started', 'callee:probe-started'],
  // A connection that is kept after all takes the failure back that this rests on.
  refutedBy: [],
  find: (view) => {
    const { handshake } = view;
    const lost = broken(view);
    if (
      !lost ||
      // What broke then is the connection of the offer that the answer was made for.
      handshake.misplacedAt !== undefined ||
      !sides.some((side) => handshake[side].marks['dtls-connected'] ?? handshake[side].marks['media-flowing'])
    )
      return undefined;
    const gone = sides.find((side) => {
      const { left } = handshake[side];
      return left?.departure === 'lost' && Math.abs(left.at - lost.at) <= togetherMs;
    });
    const found = { stage: 'media-flowing', evidence: 'probe', facts: { side: gone ?? lost.side } } as const;
    if (gone) return { ...found, owedBy: networkOf(gone), variant: 'gone' };
    // A page without a probe may have closed its connection itself.
    if (!watched(handshake, otherSide(lost.side))) return { ...found, owedBy: 'not-known', variant: 'one-sided' };
    return { ...found, owedBy: 'path' };
  },
};
