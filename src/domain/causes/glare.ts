import { sides } from '../../../protocol/verdict.js';
import { departures } from '../hop.js';
import { deaf, faultOf, missing, passed, wentAway, type Cause, type View } from './cause.js';
import { answeredTwice, held } from './path.js';

export const glare: Cause = {
  code: 'glare',
  rule: 'Offers went both ways, and neither was answered before its wait was over; or what followed from it stopped the call: both rolled back and answered, a description came in the wrong state, candidates were lost.',
  owedBy: 'both pages',
  restsOn: ['gateway:offer-received', 'gateway:crossing'],
  refutedBy: ['caller:dtls-connected', 'callee:dtls-connected'],
  late: true,
  find: (view) => {
    const { rival, marks, contested, misplacedAt } = view.handshake;
    if (rival === undefined || wentAway(view, ...departures)) return undefined;
    const found = { owedBy: 'both', evidence: 'gateway' } as const;
    if (wrongState(view)) return { ...found, evidence: 'probe', sure: true, variant: 'crossed' };
    if (deaf(view, 'callee')) return undefined;
    const unanswered = missing(view, 'offer-handled', 'offer-applied', 'answer-created', 'answer-received');
    const answeredAnother = misplacedAt !== undefined;
    if (!marks['answer-received'] && unanswered && !answeredAnother) return { ...found, stage: 'answer-received' };
    if (missing(view, 'candidates-exchanged')) return { ...found, variant: 'crossed' };
    const bare = !sides.some((side) => view.handshake[side].probe);
    const connected = sides.some((side) => view.handshake[side].marks['dtls-connected']);
    const broken = contested && !connected && (bare ? view.climb.stop === undefined : held(view));
    return broken ? { ...found, stage: 'answer-applied', sure: true, variant: 'crossed' } : undefined;
  },
  sentence: {
    en: '{caller} and {callee} called each other at the same time, and neither answered.',
    ru: '{caller} и {callee} вызвали друг друга одновременно, и ни один не ответил.',
  },
  advice: {
    en: {
      caller: 'Reload one of the two pages, not both.',
      callee: 'Reload one of the two pages, not both.',
      developer:
        'Let only one side offer (for instance the one that joined later), or use perfect negotiation (W3C webrtc-pc, section 10.7): the polite side rolls its own offer back and answers, and the impolite side ignores the offer that crossed its own.',
    },
    ru: {
      caller: 'Обновите одну из двух страниц, не обе.',
      callee: 'Обновите одну из двух страниц, не обе.',
      developer:
        'Пусть offer создаёт только одна сторона (например, вошедшая позже), или используйте perfect negotiation (W3C webrtc-pc, раздел 10.7): уступающая сторона откатывает свой offer и отвечает, а другая пропускает offer, который разминулся с её собственным.',
    },
  },
  variants: {
    crossed: {
      sentence: {
        en: '{caller} and {callee} called each other at the same time: their offers crossed, and the two negotiations broke each other.',
        ru: '{caller} и {callee} позвонили друг другу одновременно: их offer разминулись и сорвали друг друга.',
      },
    },
  },
};

/** A description came while the connection had taken, or made, that of the other offer; one that is closed had not. */
function wrongState(view: View): boolean {
  const threw = (step: 'offer-applied' | 'answer-applied') => {
    const fault = faultOf(view, step, step === 'offer-applied' ? 'callee' : 'caller');
    return fault?.name === 'InvalidStateError' && fault.signalingState !== 'closed';
  };
  if (passed(view, 'answer-applied') || answeredTwice(view)) return false;
  return (threw('offer-applied') && missing(view, 'offer-applied') !== undefined) || threw('answer-applied');
}
