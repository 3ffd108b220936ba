import { sides } from '../../../protocol/verdict.js';
import type { Cause } from './cause.js';
import { starved } from './path.js';

export const turnUnauthorized: Cause = {
  code: 'turn-unauthorized',
  rule: "A TURN server refused one side's credentials (401) or its request (403), this side has no relay candidate, and no path was found with nothing else to blame: it may use no other, or both pages have done all their steps.",
  owedBy: 'TURN',
  restsOn: ['side:turn-allocated!failed', 'caller:answer-applied', 'callee:offer-applied'],
  refutedBy: ['side:turn-allocated', 'caller:ice-connected', 'callee:ice-connected'],
  find: (view) => {
    const refusals = view.handshake.faults.filter(
      ({ kind, code }) => kind === 'turn-allocated' && (code === 401 || code === 403),
    );
    const side = sides.find((known) => refusals.some((fault) => fault.side === known) && starved(view, known));
    if (!side) return undefined;
    const forbidden = !refusals.some((fault) => fault.side === side && fault.code === 401);
    return { owedBy: 'turn', evidence: 'probe', facts: { side }, ...(forbidden && { variant: 'forbidden' }) };
  },
  sentence: {
    en: 'The TURN server refused the credentials of {side} (401), so that its browser has no relay, and no path was found.',
    ru: 'TURN-сервер не принял учётные данные участника {side} (401): relay нет, и путь не найден.',
  },
  advice: {
    en: {
      caller:
        'The page has no valid access to its relay server. Reload it; if that does not help, tell whoever runs it.',
      callee:
        'The page has no valid access to its relay server. Reload it; if that does not help, tell whoever runs it.',
      developer:
        'Credentials made from a shared secret expire: fetch them right before each RTCPeerConnection. Compare `TURN_SECRET` with `static-auth-secret` and the realm of the TURN server, and the clocks of both machines.',
    },
    ru: {
      caller:
        'У страницы нет действующего доступа к relay-серверу. Обновите её; если не поможет, сообщите тому, кто её ведёт.',
      callee:
        'У страницы нет действующего доступа к relay-серверу. Обновите её; если не поможет, сообщите тому, кто её ведёт.',
      developer:
        'Учётные данные на общем секрете истекают: запрашивайте их перед каждым RTCPeerConnection. Сравните `TURN_SECRET` с `static-auth-secret`, realm TURN-сервера и часы обеих машин.',
    },
  },
  variants: {
    forbidden: {
      sentence: {
        en: 'The TURN server forbade a relay to {side} (403), and no path was found.',
        ru: 'TURN-сервер запретил relay участнику {side} (403), и путь не найден.',
      },
      advice: {
        en: {
          caller: 'The relay server does not serve you. Tell whoever runs the page.',
          callee: 'The relay server does not serve you. Tell whoever runs the page.',
          developer:
            'The credentials hold, but a rule of the TURN server forbids the request: look at its denied and allowed peer addresses, its origins and its quotas.',
        },
        ru: {
          caller: 'Relay-сервер вас не обслуживает. Сообщите тому, кто ведёт страницу.',
          callee: 'Relay-сервер вас не обслуживает. Сообщите тому, кто ведёт страницу.',
          developer:
            'Учётные данные верны, но правило TURN-сервера запрещает запрос: проверьте запрещённые и разрешённые адреса, origin и квоты.',
        },
      },
    },
  },
};
