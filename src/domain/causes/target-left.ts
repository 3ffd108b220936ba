import { passed, wentAway, type Cause } from './cause.js';

export const targetLeft: Cause<'target-left'> = {
  code: 'target-left',
  rule: 'The callee left the room just before the offer came, or before the offer had been delivered: the two crossed, and nothing has failed.',
  owedBy: 'callee',
  restsOn: ['gateway:absence'],
  refutedBy: ['gateway:offer-delivered'],
  find: (view) => {
    const found = { outcome: 'abandoned', owedBy: 'callee', evidence: 'gateway' } as const;
    if (view.handshake.refused.offer?.code === 'target-left' && !passed(view, 'offer-forwarded'))
      return { ...found, stage: 'offer-forwarded' };
    const undelivered = view.ladderState.firstGap?.stage === 'offer-delivered';
    return undelivered && wentAway(view, 'left', 'closed') === 'callee' ? found : undefined;
  },
};
