import { sides } from '../../../protocol/verdict.js';
import { otherSide, watched } from '../handshake.js';
import { networkOf, type Cause } from './cause.js';
import { broken } from './path.js';

/** A dead network shows on both connections, but the gateway waits longer before it gives one up. */
const togetherMs = 60_000;

export const connectionLost: Cause = {
  code: 'connection-lost',
  rule: 'The connection stood, and then a probe saw it fail or stand still. It is no failure when one of the two had left or closed the page before, or may have as far as the clocks of both can tell.',
  owedBy:
    'the network of the one whose connection to the gateway broke too; the path, where both probes are there; otherwise not known',
  restsOn: ['either:connection-kept!failed', 'either:dtls-connected', 'caller:probe-started', 'callee:probe-started'],
  // A connection that is kept after all takes the failure back that this rests on.
  refutedBy: [],
  find: (view) => {
    const { handshake } = view;
    const lost = broken(view);
    if (
      !lost ||
      // What broke then is the connection of the offer that the answer was made for.
      handshake.misplacedAt !== undefined ||
      !sides.some((side) => handshake[side].marks['dtls-connected'] ?? handshake[side].marks['media-flowing'])
    )
      return undefined;
    const gone = sides.find((side) => {
      const { left } = handshake[side];
      return left?.departure === 'lost' && Math.abs(left.at - lost.at) <= togetherMs;
    });
    const found = { stage: 'media-flowing', evidence: 'probe', facts: { side: gone ?? lost.side } } as const;
    if (gone) return { ...found, owedBy: networkOf(gone), variant: 'gone' };
    // A page without a probe may have closed its connection itself.
    if (!watched(handshake, otherSide(lost.side))) return { ...found, owedBy: 'not-known', variant: 'one-sided' };
    return { ...found, owedBy: 'path' };
  },
  sentence: {
    en: '{caller} and {callee} were connected; then the connection broke, as the browser of {side} saw it.',
    ru: '{caller} и {callee} были соединены, затем связь оборвалась: это увидел браузер участника {side}.',
  },
  advice: {
    en: {
      caller: 'The network between you and the other one has changed or broken. Check it, then call again.',
      callee: 'The network between you and the other one has changed or broken. Check it, then ask for a new call.',
      developer:
        'On `connectionState` `failed` call `restartIce()` and send the new offer: a change of network needs new candidates. If it breaks after the same time in every call, look at the lifetime of NAT bindings and TURN allocations.',
    },
    ru: {
      caller: 'Сеть между вами и собеседником изменилась или оборвалась. Проверьте её и позвоните снова.',
      callee: 'Сеть между вами и собеседником изменилась или оборвалась. Проверьте её и попросите позвонить снова.',
      developer:
        'При `connectionState` `failed` вызовите `restartIce()` и отправьте новый offer: после смены сети нужны новые кандидаты. Если связь рвётся всегда через одно и то же время, проверьте срок жизни привязок NAT и TURN.',
    },
  },
  variants: {
    'one-sided': {
      advice: {
        en: {
          caller: 'Call again. If it breaks again, try another network.',
          callee: 'Ask for a new call. If it breaks again, try another network.',
          developer:
            'See first whether the other page closes its RTCPeerConnection without leaving the room: put the probe on it. If it does not, call `restartIce()` on `connectionState` `failed` and send the new offer.',
        },
        ru: {
          caller: 'Позвоните снова. Если связь снова оборвётся, попробуйте другую сеть.',
          callee: 'Попросите позвонить снова. Если связь снова оборвётся, попробуйте другую сеть.',
          developer:
            'Сначала проверьте, не закрывает ли другая страница RTCPeerConnection, не выходя из комнаты: добавьте на неё probe. Если нет, при `connectionState` `failed` вызовите `restartIce()` и отправьте новый offer.',
        },
      },
    },
    gone: {
      sentence: {
        en: '{caller} and {callee} were connected; then the network of {side} broke: its connection to the gateway is gone too.',
        ru: '{caller} и {callee} были соединены, затем пропала сеть участника {side}: его связь со шлюзом тоже оборвалась.',
      },
    },
  },
};
