import { passed, type Cause } from './cause.js';

export const targetMissing: Cause = {
  code: 'target-missing',
  rule: "The offer named a participant that is not in the sender's room, or the sender itself.",
  owedBy: 'caller',
  find: (view) => {
    const code = view.handshake.refused.offer?.code;
    if ((code !== 'target-missing' && code !== 'target-self') || passed(view, 'offer-forwarded')) return undefined;
    const found = { stage: 'offer-forwarded', owedBy: 'caller', evidence: 'gateway' } as const;
    return code === 'target-self' ? { ...found, variant: 'self' } : found;
  },
  sentence: {
    en: '{caller} called a participant that is not in the room.',
    ru: '{caller} вызывает участника, которого нет в комнате.',
  },
  variants: {
    self: { sentence: { en: '{caller} called itself.', ru: '{caller} вызывает самого себя.' } },
  },
  advice: {
    en: {
      caller: 'The page calls somebody who is not here: reload it.',
      callee: 'Nobody has to do anything at this end.',
      developer:
        'Take the target from the last `room-users` and `user-joined`, drop it on `user-left`: socket ids change with every reconnect.',
    },
    ru: {
      caller: 'Страница вызывает того, кого здесь нет: обновите её.',
      callee: 'С этой стороны ничего делать не нужно.',
      developer:
        'Берите target из последних `room-users` и `user-joined`, забывайте его по `user-left`: id сокета меняется при каждом переподключении.',
    },
  },
};
