import { wentAway, type Cause } from './cause.js';

export const abandoned: Cause = {
  code: 'abandoned',
  rule: 'One of the two left the room, closed the page or closed its RTCPeerConnection while the handshake was still going. Not a failure: counted apart.',
  owedBy: 'nobody',
  restsOn: ['either:left'],
  refutedBy: ['both:media-flowing'],
  find: (view) => {
    const gone = wentAway(view, 'left', 'closed');
    return gone && { outcome: 'abandoned', owedBy: 'nobody', evidence: 'gateway', facts: { gone } };
  },
  sentence: {
    en: '{gone} left, or closed the connection, while the call was being set up.',
    ru: 'Участник {gone} ушёл или закрыл соединение, пока соединение устанавливалось.',
  },
  advice: {
    en: {
      caller: 'Nothing is wrong. Call again when both are here.',
      callee: 'Nothing is wrong. Call again when both are here.',
      developer: 'Nothing is wrong. Close the connection on `user-left`.',
    },
    ru: {
      caller: 'Ошибки нет. Позвоните снова, когда оба будут на месте.',
      callee: 'Ошибки нет. Позвоните снова, когда оба будут на месте.',
      developer: 'Ошибки нет. Закройте соединение по `user-left`.',
    },
  },
};
