import { faultOf, passed, type Cause } from './cause.js';
import { gathered, shortage } from './path.js';
import { shortageTexts } from './shortage-texts.js';

export const iceFailed: Cause = {
  code: 'ice-failed',
  rule: 'A probe says that ICE has failed: candidates passed both ways, and no pair of them works. What each side gathered says why.',
  owedBy: 'the path',
  find: (view) => {
    const fault = faultOf(view, 'ice-connected');
    if (!fault || view.climb.stop?.stage !== 'ice-connected') return undefined;
    const found = { evidence: 'probe', facts: { ...gathered(view), side: fault.side } } as const;
    if (!passed(view, 'answer-applied')) return { ...found, owedBy: 'not-known', variant: 'unapplied' };
    return { ...found, owedBy: 'path', variant: shortage(view) };
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
  },
};
