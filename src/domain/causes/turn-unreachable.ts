import { sides } from '../../../protocol/verdict.js';
import type { Cause } from './cause.js';
import { starved } from './path.js';

export const turnUnreachable: Cause = {
  code: 'turn-unreachable',
  rule: 'A TURN server did not answer one side (701), this side has no relay candidate, and no path was found with nothing else to blame: it may use no other, or both pages have done all their steps. Where a path was found, it is a remark.',
  owedBy: 'TURN',
  restsOn: ['side:turn-allocated!failed', 'caller:answer-applied', 'callee:offer-applied'],
  refutedBy: ['side:turn-allocated', 'caller:ice-connected', 'callee:ice-connected'],
  find: (view) => {
    const unanswered = view.handshake.faults.filter(({ kind, code }) => kind === 'turn-allocated' && code === 701);
    const side = sides.find((known) => unanswered.some((fault) => fault.side === known) && starved(view, known));
    return side && { owedBy: 'turn', evidence: 'probe', facts: { side } };
  },
  sentence: {
    en: 'The TURN server did not answer the browser of {side} (701), so that it has no relay, and no path was found.',
    ru: 'TURN-сервер не ответил браузеру участника {side} (701): relay нет, и путь не найден.',
  },
  advice: {
    en: {
      caller: 'The relay server cannot be reached from the network of {side}. Try another network.',
      callee: 'The relay server cannot be reached from the network of {side}. Try another network.',
      developer:
        'Is the TURN server running, does its name resolve, is its port open from outside (3478 UDP and TCP, 5349 TLS)? Where a firewall lets only HTTPS out, offer `turns:` on port 443 with `transport=tcp`.',
    },
    ru: {
      caller: 'Relay-сервер недоступен из сети участника {side}. Попробуйте другую сеть.',
      callee: 'Relay-сервер недоступен из сети участника {side}. Попробуйте другую сеть.',
      developer:
        'Запущен ли TURN-сервер, разрешается ли его имя, открыт ли порт снаружи (3478 UDP и TCP, 5349 TLS)? Если файрвол выпускает только HTTPS, добавьте `turns:` на порту 443 с `transport=tcp`.',
    },
  },
};
