import { missing, networkOf, wentAway, type Cause, type Finding, type View } from './cause.js';

export const messageLost: Cause = {
  code: 'message-lost',
  rule: "A side's probe saw it hand the message to its signaling socket, and the gateway never got it; or its connection to the gateway broke, or stopped answering, while the handshake was going, so what it sent, if it sent, is lost.",
  owedBy: "the sender's network",
  restsOn: ['gateway:silence'],
  refutedBy: ['both:media-flowing'],
  find: (view) => {
    // Of an offer that nobody is known to have made, nothing is lost.
    if (view.climb.stop?.stage === 'offer-created') return undefined;
    const gone = wentAway(view, 'lost');
    const written = handedOver(view);
    // What comes of the other's going first is not held against who has sent it.
    if (written && (gone ?? written.facts?.['sender']) === written.facts?.['sender']) return written;
    const sender = gone ?? view.climb.stop?.dead[0];
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
  variants: {
    sent: {
      sentence: {
        en: 'The page of {sender} sent its {message}, and it has not reached the gateway: it was lost on the way in.',
        ru: 'Страница участника {sender} отправила {message}, но до шлюза он не дошёл: потерян по пути.',
      },
      advice: {
        en: {
          caller: 'A message of {sender} was lost on its way to the server. Reload both pages and call again.',
          callee: 'A message of {sender} was lost on its way to the server. Reload both pages.',
          developer:
            'The page is not the reason: its WebSocket took the message. Look at what stands between it and the gateway: a proxy that drops or cuts frames, an extension, a fault that is switched on.',
        },
        ru: {
          caller: 'Сообщение участника {sender} потерялось по пути к серверу. Обновите обе страницы и позвоните снова.',
          callee: 'Сообщение участника {sender} потерялось по пути к серверу. Обновите обе страницы.',
          developer:
            'Дело не в странице: её WebSocket принял сообщение. Проверьте, что стоит между ней и шлюзом: прокси, который теряет или обрезает кадры, расширение, включённая неисправность.',
        },
      },
    },
  },
};

/** Its probe saw the page hand the missing description to its socket. */
function handedOver(view: View): Finding | undefined {
  const found = { evidence: 'probe', variant: 'sent' } as const;
  const { caller, callee } = view.handshake;
  if (missing(view, 'offer-received') && caller.done['offer-sent'] !== undefined)
    return { ...found, owedBy: 'caller-network', facts: { sender: 'caller', message: 'offer' } };
  if (
    missing(view, 'offer-handled', 'offer-applied', 'answer-created', 'answer-received') &&
    callee.done['answer-sent'] !== undefined
  )
    return {
      ...found,
      stage: 'answer-received',
      owedBy: 'callee-network',
      facts: { sender: 'callee', message: 'answer' },
    };
  return undefined;
}
