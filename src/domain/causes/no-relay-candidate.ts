import { sides } from '../../../protocol/verdict.js';
import { otherSide } from '../handshake.js';
import type { Cause } from './cause.js';
import { starved, withoutRelay } from './path.js';

export const noRelayCandidate: Cause = {
  code: 'no-relay-candidate',
  rule: 'One side may use relay candidates only and has none; or a TURN server is configured, neither side has a relay candidate, both pages have done all their steps, and no path was found.',
  owedBy: 'TURN configuration',
  restsOn: ['caller:answer-applied', 'callee:offer-applied'],
  refutedBy: ['side:turn-allocated', 'caller:ice-connected', 'callee:ice-connected'],
  find: (view) => {
    const found = { owedBy: 'turn', evidence: 'probe' } as const;
    const only = sides.find((side) => view.handshake[side].ice?.relayOnly && starved(view, side));
    if (only) return { ...found, facts: { side: only }, variant: 'relay-only' };
    const side = sides.find((known) => view.handshake[known].ice?.turn && starved(view, known));
    return side && withoutRelay(view.handshake[otherSide(side)]) ? { ...found, facts: { side } } : undefined;
  },
  sentence: {
    en: 'No path was found, and neither side has a relay candidate, although the page of {side} names a TURN server.',
    ru: 'Путь не найден, и ни у одной стороны нет relay-кандидата, хотя страница участника {side} указывает TURN-сервер.',
  },
  advice: {
    en: {
      caller: 'The page has a relay server and gets nothing from it. Tell whoever runs the page; try another network.',
      callee: 'The page has a relay server and gets nothing from it. Tell whoever runs the page; try another network.',
      developer:
        'Check the TURN URL (`turn:host:3478`, no `//`), user name and credential, and that the server hands out relays: `turnutils_uclient`, or the trickle ICE sample page. Give both pages the same `iceServers`.',
    },
    ru: {
      caller:
        'У страницы есть relay-сервер, но он ничего не даёт. Сообщите тому, кто её ведёт; попробуйте другую сеть.',
      callee:
        'У страницы есть relay-сервер, но он ничего не даёт. Сообщите тому, кто её ведёт; попробуйте другую сеть.',
      developer:
        'Проверьте адрес TURN (`turn:host:3478`, без `//`), имя и пароль и то, что сервер выдаёт relay: `turnutils_uclient` или страница trickle ICE. Дайте обеим страницам одинаковые `iceServers`.',
    },
  },
  variants: {
    'relay-only': {
      sentence: {
        en: 'The page of {side} allows relay candidates only, and its browser has none.',
        ru: 'Страница участника {side} разрешает только relay-кандидаты, а у браузера их нет.',
      },
      advice: {
        en: {
          caller: 'The page depends on its relay server and gets nothing from it. Tell whoever runs the page.',
          callee: 'The page depends on its relay server and gets nothing from it. Tell whoever runs the page.',
          developer:
            "With `iceTransportPolicy: 'relay'` nothing works without TURN: name a TURN server in `iceServers` (a STUN server is none), check its URL, user name and credential, or drop the policy.",
        },
        ru: {
          caller: 'Странице нужен relay-сервер, но он ничего не даёт. Сообщите тому, кто её ведёт.',
          callee: 'Странице нужен relay-сервер, но он ничего не даёт. Сообщите тому, кто её ведёт.',
          developer:
            "При `iceTransportPolicy: 'relay'` без TURN ничего не работает: укажите TURN-сервер в `iceServers` (STUN его не заменит), проверьте адрес, имя и пароль или уберите эту политику.",
        },
      },
    },
  },
};
