import { missing, seconds, deaf, waitedForProof, type Cause } from './cause.js';

export const answerNotDelivered: Cause = {
  code: 'answer-not-delivered',
  rule: "The answer was written to the caller's socket, and neither a pong nor an acknowledgement has come back.",
  owedBy: "the caller's network",
  restsOn: ['gateway:answer-forwarded'],
  refutedBy: ['gateway:answer-delivered', 'gateway:answer-handled', 'caller:answer-applied'],
  find: (view) => {
    const broken = view.climb.stop?.stage === 'answer-delivered' && deaf(view, 'caller');
    if (!broken && !missing(view, 'answer-delivered')) return undefined;
    return {
      stage: 'answer-delivered',
      owedBy: 'caller-network',
      evidence: 'gateway',
      facts: { seconds: seconds(waitedForProof(view, 'answer', 'caller')) },
    };
  },
  sentence: {
    en: 'The answer of {callee} left the gateway, and the browser of {caller} has not confirmed it: no pong in {seconds} s.',
    ru: 'answer участника {callee} ушёл со шлюза, но браузер участника {caller} его не подтвердил: нет pong за {seconds} с.',
  },
  advice: {
    en: {
      caller: 'Your connection to the server is broken, although it looks open: check the network, or reload.',
      callee: "The other one's connection is broken. Wait until it is back.",
      developer:
        "Look at the caller's network and at proxies in between: a socket that is half open, a proxy that holds frames back. If a proxy answers pings itself or swallows them, set `PROOF=off`.",
    },
    ru: {
      caller: 'Ваша связь с сервером оборвана, хотя выглядит открытой: проверьте сеть или обновите страницу.',
      callee: 'У собеседника оборвана связь. Подождите, пока она восстановится.',
      developer:
        'Проверьте сеть вызывающего и прокси по пути: полуоткрытый сокет, прокси, придерживающий кадры. Если прокси сам отвечает на ping или глотает их, задайте `PROOF=off`.',
    },
  },
};
