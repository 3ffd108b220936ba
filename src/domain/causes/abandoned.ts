import { wentAway, type Cause } from './cause.js';

export const abandoned: Cause<'abandoned'> = {
  code: 'abandoned',
  rule: 'One of the two left the room, closed the page or closed its RTCPeerConnection while the handshake was still going. Not a failure: counted apart.',
  owedBy: 'nobody',
  restsOn: ['either:left'],
  refutedBy: ['both:media-flowing'],
  find: (view) => {
    const side = wentAway(view, 'left', 'closed');
    return side && { outcome: 'abandoned', owedBy: 'nobody', evidence: 'gateway', facts: { side } };
  },
};
