import { passed, wentAway, type Cause, type Finding, type View } from './cause.js';

export const gatewayLost: Cause = {
  code: 'gateway-lost',
  rule: 'The gateway itself failed the handshake while it was going: it cut the connection of one side, as it was stopping or an instance went away; or one of its instances could not reach the other, or lost the handshake.',
  owedBy: 'gateway',
  restsOn: ['gateway:breakdown'],
  refutedBy: ['both:media-flowing'],
  find: (view) => {
    const found = unreachable(view) ?? lost(view);
    if (found) return { owedBy: 'gateway', evidence: 'gateway', ...found };
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
  variants: {
    unreachable: {
      sentence: {
        en: 'The {message} of {sender} did not get from one instance of the gateway to the other: they do not reach each other.',
        ru: '{message} участника {sender} не дошёл от одного экземпляра шлюза до другого: связи между ними нет.',
      },
      advice: {
        en: {
          caller: 'Wait a moment, then call again.',
          callee: 'Wait a moment, then let the other one call again.',
          developer:
            "Do the instances reach each other on `CLUSTER_PORT`? Look at the one that has the other's connection: has it stopped, or is it overloaded? The sender was refused with `instance-unreachable` and may try again.",
        },
        ru: {
          caller: 'Подождите немного и позвоните снова.',
          callee: 'Подождите немного: пусть собеседник позвонит снова.',
          developer:
            'Видят ли экземпляры друг друга на `CLUSTER_PORT`? Проверьте тот, к которому подключён собеседник: не остановлен ли он, не перегружен ли? Отправитель получил отказ `instance-unreachable` и может повторить.',
        },
      },
    },
    lost: {
      sentence: {
        en: 'The instance of the gateway that kept this handshake was lost in the middle of it, or lost the other one.',
        ru: 'Экземпляр шлюза, который вёл это соединение, пропал посреди него или потерял связь с другим.',
      },
      advice: {
        en: {
          caller: 'Wait a moment, then call again if the call has not come about.',
          callee: 'Wait a moment, then let the other one call again if the call has not come about.',
          developer:
            'Look at the logs of the instances: was one killed, stopped for a while, or cut off from the other? What was sent after that moment may have arrived, and belongs to a new handshake.',
        },
        ru: {
          caller: 'Подождите немного; если связи нет, позвоните снова.',
          callee: 'Подождите немного; если связи нет, пусть собеседник позвонит снова.',
          developer:
            'Посмотрите журналы экземпляров: не был ли один убит, остановлен на время или отрезан от другого? Отправленное после этого могло дойти и относится уже к новому установлению связи.',
        },
      },
    },
  },
};

/** Refused, as the instance that has the other's connection does not answer. */
function unreachable(view: View): Partial<Finding> | undefined {
  const { refused } = view.handshake;
  for (const message of ['offer', 'answer'] as const) {
    const sender = message === 'offer' ? 'caller' : 'callee';
    if (refused[message]?.code === 'instance-unreachable' && !passed(view, `${message}-forwarded`))
      return { facts: { message, sender }, variant: 'unreachable' };
  }
  return undefined;
}

function lost({ handshake: { lostAt }, climb: { stop } }: View): Partial<Finding> | undefined {
  return lostAt !== undefined && stop !== undefined && lostAt < stop.dueAt ? { variant: 'lost' } : undefined;
}
