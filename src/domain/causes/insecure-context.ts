import { sides, type Side } from '../../../protocol/verdict.js';
import type { Stage } from '../../../protocol/stages.js';
import { faultOf, gaveUp, owed, passed, type Cause, type View } from './cause.js';

export const insecureContext: Cause = {
  code: 'insecure-context',
  rule: 'The page was opened over plain HTTP from another machine, by its probe or by the `Origin` of its connection, and has stopped at a rung that it owes, with both still there, or went after it had thrown: there `navigator.mediaDevices` is undefined (W3C Secure Contexts; mediacapture-streams, section 9).',
  owedBy: 'that page',
  restsOn: ['side:context-checked!failed'],
  refutedBy: ['gateway:answer-received'],
  late: true,
  find: (view) => {
    const side = sides.find((known) => faultsOf(view, known).length > 0 && stoppedAt(view, known));
    if (!side) return undefined;
    // Its own error about the microphone settles it; the address alone leaves a page that needs no microphone.
    const threw = faultsOf(view, side).some(({ name }) => name === 'TypeError');
    const evidence = view.handshake[side].probe ? 'probe' : 'gateway';
    return { owedBy: side, evidence, facts: { side }, ...(threw && { sure: true, variant: 'threw' }) };
  },
  sentence: {
    en: 'The page of {side} was opened over plain http, where browsers give no microphone and no camera, and it went no further.',
    ru: 'Страница участника {side} открыта по обычному http, где браузер не даёт ни микрофона, ни камеры, и дальше не пошла.',
  },
  advice: {
    en: {
      caller: 'Open the page of {side} over https.',
      callee: 'Open the page of {side} over https.',
      developer:
        'Open it over https, or as `http://localhost` on the same machine: elsewhere there is no `navigator.mediaDevices`, and asking for the microphone throws a TypeError. Test `isSecureContext` and say so to the person.',
    },
    ru: {
      caller: 'Откройте страницу участника {side} по https.',
      callee: 'Откройте страницу участника {side} по https.',
      developer:
        'Откройте её по https или как `http://localhost` на той же машине: иначе `navigator.mediaDevices` нет, и запрос микрофона бросает TypeError. Проверяйте `isSecureContext` и скажите об этом человеку.',
    },
  },
  variants: {
    threw: {
      sentence: {
        en: 'The page of {side} was opened over plain http, where there is no `navigator.mediaDevices`: asking for the microphone threw an error, and the page went no further.',
        ru: 'Страница участника {side} открыта по обычному http, где нет `navigator.mediaDevices`: запрос микрофона вызвал ошибку, и страница дальше не пошла.',
      },
    },
  },
};

const faultsOf = ({ handshake }: View, side: Side) =>
  handshake.faults.filter((fault) => fault.kind === 'context-checked' && fault.side === side);

/** Without a probe it is the answer, or the offer, that does not come. A step that threw, or was taken for another offer, was taken. */
function stoppedAt(view: View, side: Side): boolean {
  // Both have described what they send: what stops the call after that needs no microphone.
  if (passed(view, 'answer-received')) return false;
  const thrown = faultsOf(view, side).filter(({ name }) => name === 'TypeError');
  if (gaveUp(view, side, thrown)) return true;
  const bare: Stage = side === 'caller' ? 'offer-received' : 'answer-received';
  const stage = owed(view, side, bare);
  return stage !== undefined && !faultOf(view, stage, side) && view.handshake.misplacedAt === undefined;
}
