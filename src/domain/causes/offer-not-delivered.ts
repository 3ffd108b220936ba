import { missing, seconds, deaf, waitedForProof, type Cause } from './cause.js';

export const offerNotDelivered: Cause = {
  code: 'offer-not-delivered',
  rule: "The offer was written to the callee's socket, and neither a pong nor an acknowledgement has come back.",
  owedBy: "the callee's network",
  restsOn: ['gateway:offer-forwarded'],
  refutedBy: ['gateway:offer-delivered', 'gateway:offer-handled', 'callee:offer-applied', 'gateway:answer-received'],
  find: (view) => {
    const broken = view.climb.stop?.stage === 'offer-delivered' && deaf(view, 'callee');
    if (!broken && !missing(view, 'offer-delivered')) return undefined;
    return {
      stage: 'offer-delivered',
      owedBy: 'callee-network',
      evidence: 'gateway',
      facts: { seconds: seconds(waitedForProof(view, 'offer', 'callee')) },
    };
  },
  sentence: {
    en: 'The offer of {caller} left the gateway, and the browser of {callee} has not confirmed it: no pong in {seconds} s.',
    ru: 'offer участника {caller} ушёл со шлюза, но браузер участника {callee} его не подтвердил: нет pong за {seconds} с.',
  },
  advice: {
    en: {
      caller: "The other one's connection is broken. Wait until it is back.",
      callee: 'Your connection to the server is broken, although it looks open: check the network, or reload.',
      developer:
        "Look at the callee's network and at proxies in between: a socket that is half open, a proxy that holds frames back. If a proxy answers pings itself or swallows them, set `PROOF=off`.",
    },
    ru: {
      caller: 'У собеседника оборвана связь. Подождите, пока она восстановится.',
      callee: 'Ваша связь с сервером оборвана, хотя выглядит открытой: проверьте сеть или обновите страницу.',
      developer:
        'Проверьте сеть вызываемого и прокси по пути: полуоткрытый сокет, прокси, придерживающий кадры. Если прокси сам отвечает на ping или глотает их, задайте `PROOF=off`.',
    },
  },
};
