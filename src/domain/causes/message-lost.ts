import { wentAway, networkOf, type Cause } from './cause.js';

export const messageLost: Cause = {
  code: 'message-lost',
  rule: "A side's connection to the gateway stopped answering while its message was waited for, so what it sent, if it sent, is lost.",
  owedBy: "the sender's network",
  find: (view) => {
    // Of an offer that nobody is known to have made, nothing is lost.
    if (view.climb.stop?.stage === 'offer-created') return undefined;
    const sender = wentAway(view, 'lost') ?? view.climb.stop?.dead[0];
    return sender && { owedBy: networkOf(sender), evidence: 'gateway', facts: { sender } };
  },
  sentence: {
    en: 'The connection of {sender} to the gateway broke in the middle of the handshake.',
    ru: 'Связь участника {sender} со шлюзом оборвалась посреди установления соединения.',
  },
  advice: {
    en: {
      caller: 'If it is your connection: check the network; the page connects again by itself.',
      callee: 'If it is your connection: check the network; the page connects again by itself.',
      developer: "Look at that side's network and proxies; pages should join again on `connect` and call anew.",
    },
    ru: {
      caller: 'Если оборвалась ваша связь: проверьте сеть, страница переподключится сама.',
      callee: 'Если оборвалась ваша связь: проверьте сеть, страница переподключится сама.',
      developer:
        'Проверьте сеть и прокси этой стороны; страница должна снова войти в комнату по `connect` и вызвать заново.',
    },
  },
};
