import { sides } from '../../../protocol/verdict.js';
import { faultOf, type Cause } from './cause.js';
import { iceStopped } from './path.js';

export const candidateRefused: Cause = {
  code: 'candidate-refused',
  rule: "addIceCandidate threw on one side, its probe has seen none applied since, and no path was found. InvalidStateError: the candidate came before the description, and the receiver's page did not keep it.",
  owedBy: "the receiver's page",
  find: (view) => {
    const side = sides.find((known) => {
      const fault = faultOf(view, 'candidate-applied', known);
      return fault && !((view.handshake[known].done['candidate-applied'] ?? -Infinity) > fault.at);
    });
    if (!side || !iceStopped(view)) return undefined;
    const { name, signalingState } = faultOf(view, 'candidate-applied', side) ?? {};
    const early = name === 'InvalidStateError' && signalingState !== 'closed';
    const found = { evidence: 'probe', facts: { side } } as const;
    return early ? { ...found, owedBy: side } : { ...found, owedBy: 'not-known', variant: 'other' };
  },
  sentence: {
    en: 'The page of {side} lost ICE candidates: it added them before the description they belong to, and no path was found.',
    ru: 'Страница участника {side} потеряла ICE-кандидатов: она добавила их раньше описания, и путь не найден.',
  },
  advice: {
    en: {
      caller: 'The page of {side} takes candidates too early. Reload it and call again.',
      callee: 'The page of {side} takes candidates too early. Reload it and call again.',
      developer:
        'Candidates may come before their description. On that page keep them in an array while `pc.remoteDescription` is null, and add them, in order, once setRemoteDescription has resolved.',
    },
    ru: {
      caller: 'Страница участника {side} принимает кандидатов слишком рано. Обновите её и позвоните снова.',
      callee: 'Страница участника {side} принимает кандидатов слишком рано. Обновите её и позвоните снова.',
      developer:
        'Кандидаты могут прийти раньше своего описания. Складывайте их на этой странице в массив, пока `pc.remoteDescription` равен null, и добавляйте по порядку после завершения setRemoteDescription.',
    },
  },
  variants: {
    other: {
      sentence: {
        en: 'The browser of {side} could not add the ICE candidates it was given, and no path was found.',
        ru: 'Браузер участника {side} не смог добавить полученных ICE-кандидатов, и путь не найден.',
      },
      advice: {
        en: {
          caller: 'The page of {side} cannot use what the other one sends. Reload both pages and call again.',
          callee: 'The page of {side} cannot use what the other one sends. Reload both pages and call again.',
          developer:
            'Send `event.candidate` whole (`sdpMid`, `sdpMLineIndex`, `usernameFragment`), and add it to the connection it belongs to: not to one that is closed, nor to one made after an ICE restart or a reload.',
        },
        ru: {
          caller:
            'Страница участника {side} не может использовать присланное. Обновите обе страницы и позвоните снова.',
          callee:
            'Страница участника {side} не может использовать присланное. Обновите обе страницы и позвоните снова.',
          developer:
            'Отправляйте `event.candidate` целиком (`sdpMid`, `sdpMLineIndex`, `usernameFragment`) и добавляйте в то соединение, к которому он относится: не в закрытое и не в новое после ICE restart или перезагрузки.',
        },
      },
    },
  },
};
