import { passed, type Cause } from './cause.js';

export const targetMissing: Cause<'target-missing'> = {
  code: 'target-missing',
  rule: "The offer named a participant that is not in the sender's room, or the sender itself.",
  owedBy: 'the caller; the callee where its page is connected again and in no room',
  restsOn: ['gateway:refusal'],
  refutedBy: ['gateway:offer-forwarded'],
  find: (view) => {
    const code = view.handshake.refused.offer?.code;
    if ((code !== 'target-missing' && code !== 'target-self') || passed(view, 'offer-forwarded')) return undefined;
    const found = { stage: 'offer-forwarded', owedBy: 'caller', evidence: 'gateway' } as const;
    if (code === 'target-self') return { ...found, variant: 'self' };
    const { movedTo, outside } = view.handshake;
    if (outside) return { ...found, owedBy: 'callee', evidence: 'probe', variant: 'outside' };
    return movedTo === undefined ? found : { ...found, facts: { movedTo }, variant: 'moved' };
  },
};
