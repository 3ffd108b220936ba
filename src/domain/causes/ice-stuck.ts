import { faultOf, missing, seconds, type Cause } from './cause.js';
import { gathered, shortage, unaccounted } from './path.js';
import { shortageTexts, unplacedText } from './shortage-texts.js';

export const iceStuck: Cause = {
  code: 'ice-stuck',
  rule: 'ICE has neither connected nor failed before its wait was over: the probes still see it checking. What each side gathered says why.',
  owedBy: 'the path, where every step of both pages is known; otherwise not known',
  restsOn: ['callee:offer-applied', 'caller:answer-applied', 'caller:candidate-applied', 'callee:candidate-applied'],
  refutedBy: ['caller:ice-connected', 'callee:ice-connected'],
  find: (view) => {
    if (!missing(view, 'ice-connected') || faultOf(view, 'ice-connected')) return undefined;
    const facts = { ...gathered(view), seconds: seconds(view.waits['ice-connected']) };
    const unknown = unaccounted(view);
    if (unknown) return { owedBy: 'not-known', evidence: 'probe', facts, variant: unknown };
    return { owedBy: 'path', evidence: 'probe', facts, variant: shortage(view) };
  },
  sentence: {
    en: 'No path within {seconds} s. {caller} sent {callerHost} host, {callerSrflx} srflx, {callerRelay} relay candidates; {callee} {calleeHost} host, {calleeSrflx} srflx, {calleeRelay} relay.',
    ru: 'Нет пути за {seconds} с. {caller} прислал кандидатов: host {callerHost}, srflx {callerSrflx}, relay {callerRelay}; {callee}: host {calleeHost}, srflx {calleeSrflx}, relay {calleeRelay}.',
  },
  advice: shortageTexts['no-relay'].advice,
  variants: {
    ...shortageTexts,
    unapplied: {
      sentence: {
        en: 'No path within {seconds} s; whether the page of {caller} has applied the answer is not known: nobody present could see it.',
        ru: 'Нет пути за {seconds} с; применила ли страница участника {caller} answer, неизвестно: этого некому было увидеть.',
      },
      advice: shortageTexts.unapplied.advice,
    },
    unplaced: unplacedText,
    untaken: {
      sentence: {
        en: 'No path within {seconds} s; whether both pages have applied the candidates they got is not known.',
        ru: 'За {seconds} с путь не найден; применили ли обе страницы полученных кандидатов, неизвестно.',
      },
      advice: shortageTexts.untaken.advice,
    },
  },
};
