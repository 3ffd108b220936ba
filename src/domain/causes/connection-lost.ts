import { sides } from '../../../protocol/verdict.js';
import { faultOf, goneOver, networkOf, type Cause } from './cause.js';

/** A dead network shows on both connections, but the gateway waits longer before it gives one up. */
const togetherMs = 60_000;

export const connectionLost: Cause = {
  code: 'connection-lost',
  rule: 'The connection stood, and then a probe saw it fail or stand still. It is no failure when one of the two had left or closed the page before, or may have as far as the clocks of both can tell.',
  owedBy: 'the path, or the network of the one whose connection to the gateway broke too',
  restsOn: [],
  refutedBy: [],
  find: (view) => {
    const { handshake } = view;
    const lost = faultOf(view, 'connection-kept');
    if (
      !lost ||
      !sides.some((side) => handshake[side].marks['dtls-connected'] ?? handshake[side].marks['media-flowing'])
    )
      return undefined;
    const hungUp = sides.some((side) => {
      const { left } = handshake[side];
      return left && left.departure !== 'lost' && !goneOver(lost, side, left);
    });
    if (hungUp) return undefined;
    const gone = sides.find((side) => {
      const { left } = handshake[side];
      return left?.departure === 'lost' && Math.abs(left.at - lost.at) <= togetherMs;
    });
    const found = { stage: 'media-flowing', evidence: 'probe', facts: { side: gone ?? lost.side } } as const;
    return gone ? { ...found, owedBy: networkOf(gone), variant: 'gone' } : { ...found, owedBy: 'path' };
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
    gone: {
      sentence: {
        en: '{caller} and {callee} were connected; then the network of {side} broke: its connection to the gateway is gone too.',
        ru: '{caller} и {callee} были соединены, затем пропала сеть участника {side}: его связь со шлюзом тоже оборвалась.',
      },
    },
  },
};
