import { sides } from '../../../protocol/verdict.js';
import { faultOf, missing, passed, sees, type Cause } from './cause.js';
import { unaccounted } from './path.js';
import { unplacedText } from './shortage-texts.js';

export const dtlsFailed: Cause = {
  code: 'dtls-failed',
  rule: 'ICE has connected, and connectionState never became connected: it failed, or its wait is over on a side that is known to have both descriptions.',
  owedBy: 'the path, certificates, where both pages are seen; otherwise not known',
  restsOn: ['callee:offer-applied', 'caller:answer-applied'],
  refutedBy: ['side:dtls-connected'],
  find: (view) => {
    const { handshake, climb } = view;
    if (climb.stop?.stage !== 'dtls-connected') return undefined;
    const unknown = unaccounted(view);
    const known = sides.every((side) => sees(view, side)) && unknown === undefined;
    const variant = unknown === 'unplaced' ? { variant: unknown } : {};
    const found = { owedBy: known ? 'path' : 'not-known', evidence: 'probe', ...variant } as const;
    const failed = faultOf(view, 'dtls-connected')?.side;
    if (failed && !handshake[failed].marks['dtls-connected']) return { ...found, facts: { side: failed } };
    const connected = sides.some((side) => handshake[side].marks['dtls-connected']);
    return missing(view, 'dtls-connected') && !connected && passed(view, 'answer-applied') ? found : undefined;
  },
  sentence: {
    en: 'ICE has connected {caller} and {callee}, but the secure connection on top of it (DTLS) did not come about.',
    ru: 'ICE соединил {caller} и {callee}, но защищённое соединение поверх него (DTLS) не установилось.',
  },
  advice: {
    en: {
      caller:
        'The networks reach each other, but no secure connection comes about. Reload both pages, or try without a VPN.',
      callee:
        'The networks reach each other, but no secure connection comes about. Reload both pages, or try without a VPN.',
      developer:
        'Send the SDP unchanged: `a=fingerprint` and `a=setup` must be those of the very connection that answers, so look for a description of another or older RTCPeerConnection. Otherwise large UDP packets are lost (MTU, VPN) or a middlebox drops DTLS.',
    },
    ru: {
      caller:
        'Сети видят друг друга, но защищённое соединение не устанавливается. Обновите обе страницы или отключите VPN.',
      callee:
        'Сети видят друг друга, но защищённое соединение не устанавливается. Обновите обе страницы или отключите VPN.',
      developer:
        'Передавайте SDP без изменений: `a=fingerprint` и `a=setup` должны быть от того же соединения, ищите описание чужого или старого RTCPeerConnection. Иначе теряются большие UDP-пакеты (MTU, VPN) или промежуточный узел отбрасывает DTLS.',
    },
  },
  variants: { unplaced: unplacedText },
};
