import { passed, wentAway, type Cause } from './cause.js';

export const targetLeft: Cause = {
  code: 'target-left',
  rule: 'The callee left the room just before the offer came, or before the offer had been delivered: the two crossed, and nothing has failed.',
  owedBy: 'callee',
  restsOn: ['gateway:absence'],
  refutedBy: ['gateway:offer-delivered'],
  find: (view) => {
    const found = { outcome: 'abandoned', owedBy: 'callee', evidence: 'gateway' } as const;
    if (view.handshake.refused.offer?.code === 'target-left' && !passed(view, 'offer-forwarded'))
      return { ...found, stage: 'offer-forwarded' };
    const undelivered = view.climb.stop?.stage === 'offer-delivered';
    return undelivered && wentAway(view, 'left', 'closed') === 'callee' ? found : undefined;
  },
  sentence: {
    en: '{callee} left before the offer reached it.',
    ru: 'Участник {callee} вышел раньше, чем offer до него дошёл.',
  },
  advice: {
    en: {
      caller: 'The other one has left. Wait until it is back.',
      callee: 'You left before the call reached you. Join again to be called.',
      developer: 'Nothing is wrong: an offer and a departure crossed. Close the connection on `user-left`.',
    },
    ru: {
      caller: 'Собеседник вышел. Подождите, пока он вернётся.',
      callee: 'Вы вышли раньше, чем вызов дошёл. Войдите снова, чтобы вас вызвали.',
      developer: 'Ошибки нет: offer и выход участника разминулись. Закройте соединение по `user-left`.',
    },
  },
};
