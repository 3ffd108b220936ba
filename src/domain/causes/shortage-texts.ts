import type { Text } from './cause.js';

/** Several offers were open, and which of them was answered nobody has seen: what failed may be two halves of two calls. */
export const unplacedText: Text = {
  sentence: {
    en: '{caller} had made several offers, {callee} answered one of them, and no path came about; which one was answered is not known.',
    ru: '{caller} отправил несколько offer, {callee} ответил на один из них, и путь не найден; на какой именно, неизвестно.',
  },
  advice: {
    en: {
      caller: 'Reload both pages and call again.',
      callee: 'Reload both pages and call again.',
      developer:
        'Make one offer at a time: wait for its answer before the next (`signalingState` is `stable`), and let the callee take a newer offer on the connection that it has. Put the probe on both pages to see which offer was answered.',
    },
    ru: {
      caller: 'Обновите обе страницы и позвоните снова.',
      callee: 'Обновите обе страницы и позвоните снова.',
      developer:
        'Создавайте по одному offer: ждите ответа, прежде чем создать следующий (`signalingState` равен `stable`), и пусть вызываемый принимает новый offer в своём соединении. Добавьте probe на обе страницы: он покажет, на какой offer ответили.',
    },
  },
};

const otherNetwork = {
  en: 'The two networks do not let the browsers reach each other. Try another network (mobile data), or without a VPN.',
  ru: 'Сети не дают браузерам связаться напрямую. Попробуйте другую сеть (мобильную) или отключите VPN.',
};

const advice = (en: string, ru: string, people = otherNetwork): Pick<Text, 'advice'> => ({
  advice: {
    en: { caller: people.en, callee: people.en, developer: en },
    ru: { caller: people.ru, callee: people.ru, developer: ru },
  },
});

/** What the candidates that passed mean for a path that was not found. */
export const shortageTexts = {
  'host-only': advice(
    'Only host candidates came from at least one side: STUN is blocked (UDP) or missing from `iceServers`, so that nobody outside that network finds it. Add a STUN and a TURN server. A remote track that is `muted` by now only says that no packet has come: it is no muted microphone.',
    'Хотя бы одна сторона прислала только host-кандидатов: STUN заблокирован (UDP) или не указан в `iceServers`, и снаружи её не найти. Добавьте STUN- и TURN-сервер. `muted` у чужой дорожки сейчас значит лишь, что пакетов ещё не было: это не выключенный микрофон.',
  ),
  'no-relay': advice(
    'STUN works and no relay candidate came from either side: there is no TURN, and a symmetric NAT or a firewall needs one. Add a TURN server to `iceServers` on both pages. A remote track that is `muted` by now only says that no packet has come: it is no muted microphone.',
    'STUN работает, но relay-кандидатов нет ни у кого: TURN отсутствует, а симметричный NAT или файрвол его требует. Добавьте TURN-сервер в `iceServers` на обеих страницах. `muted` у чужой дорожки сейчас значит лишь, что пакетов ещё не было: это не выключенный микрофон.',
  ),
  'relay-one': advice(
    'Only one side has a relay candidate. Give both pages the same TURN server, with TCP and TLS beside UDP (`turns:` on port 443), and open its relay ports. A remote track that is `muted` by now only says that no packet has come: it is no muted microphone.',
    'relay-кандидат есть только у одной стороны. Дайте обеим страницам один TURN-сервер, кроме UDP и через TCP и TLS (`turns:` на порту 443), и откройте его relay-порты. `muted` у чужой дорожки сейчас значит лишь, что пакетов ещё не было: это не выключенный микрофон.',
  ),
  'relay-both': advice(
    "Both sides have a relay candidate and still found no path: the TURN server's relay ports (49152-65535 UDP, or `min-port` to `max-port`) are closed, its `external-ip` is wrong, or it denies the peer's address. A remote track that is `muted` by now is no muted microphone.",
    'relay-кандидаты есть у обеих сторон, но пути нет: закрыты relay-порты TURN-сервера (49152-65535 UDP или от `min-port` до `max-port`), неверен `external-ip` или адрес собеседника запрещён. `muted` у чужой дорожки сейчас — не выключенный микрофон.',
  ),
  unapplied: advice(
    'Look first whether the page of {caller} calls setRemoteDescription(answer): put the probe on it, or look at its console. Only then look at STUN, TURN and firewalls.',
    'Сначала проверьте, вызывает ли страница участника {caller} setRemoteDescription(answer): добавьте на неё probe или посмотрите её консоль. Только потом проверяйте STUN, TURN и файрволы.',
    {
      en: 'Reload both pages and call again. If that does not help, try another network.',
      ru: 'Обновите обе страницы и позвоните снова. Если не поможет, попробуйте другую сеть.',
    },
  ),
  untaken: advice(
    'Look first whether both pages call addIceCandidate with every candidate they get: put the probe on both, or look at their consoles. Only then look at STUN, TURN and firewalls.',
    'Сначала проверьте, вызывают ли обе страницы addIceCandidate для каждого кандидата: добавьте probe на обе или посмотрите их консоли. Только потом проверяйте STUN, TURN и файрволы.',
    {
      en: 'Reload both pages and call again. If that does not help, try another network.',
      ru: 'Обновите обе страницы и позвоните снова. Если не поможет, попробуйте другую сеть.',
    },
  ),
} satisfies Record<string, Pick<Text, 'advice'>>;
