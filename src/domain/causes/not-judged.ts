import { sides } from '../../../protocol/verdict.js';
import type { Cause } from './cause.js';

export const notJudged: Cause = {
  code: 'not-judged',
  rule: 'Both are here and no offer came, and a probe reports a connection with both descriptions, none of which was relayed here: they call each other through another channel. Not a failure, and not judged.',
  owedBy: 'nobody',
  restsOn: ['either:negotiated-elsewhere'],
  refutedBy: ['gateway:offer-received'],
  find: ({ handshake }) => {
    if (handshake.marks['offer-received'] || !sides.some((side) => handshake[side].elsewhere)) return undefined;
    return { outcome: 'not-judged', owedBy: 'nobody', evidence: 'probe' };
  },
  sentence: {
    en: 'Not judged: {caller} and {callee} are both here, and the signaling of their call does not pass through this gateway.',
    ru: 'Не оценено: {caller} и {callee} оба здесь, но сигнализация их звонка идёт не через этот шлюз.',
  },
  advice: {
    en: {
      caller: 'Nothing is known to be wrong.',
      callee: 'Nothing is known to be wrong.',
      developer:
        'The pages exchange their descriptions through another channel, such as a PeerJS server. Send offer, answer and candidates through the gateway, or put the watcher in front of that other server.',
    },
    ru: {
      caller: 'Об ошибках ничего не известно.',
      callee: 'Об ошибках ничего не известно.',
      developer:
        'Страницы обмениваются описаниями по другому каналу, например через сервер PeerJS. Отправляйте offer, answer и кандидатов через шлюз или поставьте наблюдение перед тем сервером.',
    },
  },
};
