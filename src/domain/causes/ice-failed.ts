import { faultOf, type Cause } from './cause.js';
import { gathered, shortage, unaccounted } from './path.js';
import { shortageTexts, unplacedText } from './shortage-texts.js';

export const iceFailed: Cause = {
  code: 'ice-failed',
  rule: 'A probe says that ICE has failed: candidates passed both ways, and no pair of them works. What each side gathered says why.',
  owedBy: 'the path, where every step of both pages is known; otherwise not known',
  restsOn: [
    'either:ice-connected!failed',
    'callee:offer-applied',
    'caller:answer-applied',
    'caller:candidate-applied',
    'callee:candidate-applied',
  ],
  refutedBy: ['caller:dtls-connected', 'callee:dtls-connected'],
  find: (view) => {
    const fault = faultOf(view, 'ice-connected');
    if (!fault || view.climb.stop?.stage !== 'ice-connected') return undefined;
    const found = { evidence: 'probe', facts: { ...gathered(view), side: fault.side } } as const;
    const unknown = unaccounted(view);
    return unknown
      ? { ...found, owedBy: 'not-known', variant: unknown }
      : { ...found, owedBy: 'path', variant: shortage(view) };
  },
  sentence: {
    en: 'ICE failed. {caller} sent {callerHost} host, {callerSrflx} srflx, {callerRelay} relay candidates; {callee} {calleeHost} host, {calleeSrflx} srflx, {calleeRelay} relay.',
    ru: 'ICE не нашёл пути. {caller} прислал кандидатов: host {callerHost}, srflx {callerSrflx}, relay {callerRelay}; {callee}: host {calleeHost}, srflx {calleeSrflx}, relay {calleeRelay}.',
  },
  advice: shortageTexts['no-relay'].advice,
  variants: {
    ...shortageTexts,
    unapplied: {
      sentence: {
        en: 'ICE failed at {side}; whether the page of {caller} has applied the answer is not known: nobody present could see it.',
        ru: 'ICE не нашёл пути у {side}; применила ли страница участника {caller} answer, неизвестно: этого некому было увидеть.',
      },
      advice: shortageTexts.unapplied.advice,
    },
    unplaced: unplacedText,
    untaken: {
      sentence: {
        en: 'ICE failed at {side}; whether both pages have applied the candidates they got is not known.',
        ru: 'ICE не удался у {side}; применили ли обе страницы полученных кандидатов, неизвестно.',
      },
      advice: shortageTexts.untaken.advice,
    },
  },
};
