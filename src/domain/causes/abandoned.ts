import { wentAway, type Cause } from './cause.js';

export const abandoned: Cause<'abandoned'> = {
  code: 'abandoned',
  rule: 'One of the two left the room, closed the page or closed its RTCPeerConnection while the handshake was still going. Not a failure: counted apart.',
  owedBy: 'nobody',
  restsOn: ['either:left'],
  refutedBy: ['both:media-flowing'],
  find: (view) => {
    const side = wentAway(view, 'left', 'closed');
    if (!side) return undefined;
    const { seenBy, departure } = view.handshake[side].left ?? {};
    const found = { outcome: 'abandoned', owedBy: 'nobody', facts: { side } } as const;
    // Whether a person has hung up, or code that tidies up, nobody can see: the page is still here.
    const closed = seenBy === 'probe' && departure === 'left';
    return closed ? { ...found, evidence: 'probe', variant: 'closed' } : { ...found, evidence: 'gateway' };
  },
};
