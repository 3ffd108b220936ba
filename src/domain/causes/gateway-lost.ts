import { wentAway, type Cause } from './cause.js';

export const gatewayLost: Cause = {
  code: 'gateway-lost',
  rule: 'The gateway itself cut the connection of one side while the handshake was going: it was stopping, or it went away.',
  owedBy: 'gateway',
  find: (view) => {
    const gone = wentAway(view, 'cut');
    return gone && { owedBy: 'gateway', evidence: 'gateway', facts: { gone } };
  },
  sentence: {
    en: 'The gateway dropped the connection of {gone} in the middle of the handshake.',
    ru: 'Шлюз оборвал соединение участника {gone} посреди установления связи.',
  },
  advice: {
    en: {
      caller: 'Wait a moment: the page connects again by itself.',
      callee: 'Wait a moment: the page connects again by itself.',
      developer:
        "Look at the gateway's log for a restart or a drain; pages should join again on `connect` and call anew.",
    },
    ru: {
      caller: 'Подождите: страница переподключится сама.',
      callee: 'Подождите: страница переподключится сама.',
      developer:
        'Посмотрите в журнале шлюза перезапуск или остановку; страница должна снова войти в комнату по `connect` и вызвать заново.',
    },
  },
};
