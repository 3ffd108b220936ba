import { sides, type Side } from '../../../protocol/verdict.js';
import { faultOf, gaveUp, owed, type Cause, type View } from './cause.js';

const variants: Readonly<Record<string, string>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'no-device',
  OverconstrainedError: 'no-device',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

const refusals = ({ handshake }: View, side: Side) =>
  handshake.faults.filter((fault) => fault.kind === 'media-captured' && fault.side === side);

/**
 * Its page owes the missing rung and has not tried it, has gone over the refusal, or its own probe says that nothing leaves
 * it. One that closes its connection over the refusal, and goes on with it all the same, has not tried.
 */
function stoppedBy(view: View, side: Side): boolean {
  if (gaveUp(view, side, refusals(view, side))) return true;
  const stage = owed(view, side);
  if (stage !== undefined) {
    const tried = faultOf(view, stage, side);
    const further = tried && tried.name !== 'unknown' && tried.signalingState !== 'closed';
    return !further && (side === 'caller' || view.handshake.rival === undefined);
  }
  return view.climb.stop?.stage === 'media-flowing' && faultOf(view, 'media-flowing', side)?.name === 'source';
}

export const mediaDenied: Cause = {
  code: 'media-denied',
  rule: 'getUserMedia threw on one side, and that page went over it, or the ladder has stopped at a rung that it owes and has not tried, with both still there, or at media that its own probe says it does not send.',
  owedBy: 'that user or browser',
  restsOn: ['side:media-captured!failed'],
  refutedBy: ['side:media-captured'],
  find: (view) => {
    const side = sides.find((known) => refusals(view, known).length > 0 && stoppedBy(view, known));
    if (!side) return undefined;
    const variant = variants[refusals(view, side)[0]?.name ?? ''];
    return { owedBy: side, evidence: 'probe', facts: { side }, ...(variant !== undefined && { variant }) };
  },
  sentence: {
    en: 'The browser of {side} could not open the microphone or camera, and its page went no further.',
    ru: 'Браузер участника {side} не смог открыть микрофон или камеру, и страница дальше не пошла.',
  },
  advice: {
    en: {
      caller: 'Check the microphone and camera of {side}, then reload that page.',
      callee: 'Check the microphone and camera of {side}, then reload that page.',
      developer:
        'Catch the error of getUserMedia, tell the user, and go on without the device: an offer or an answer needs no track of its own (`addTransceiver`, `recvonly`).',
    },
    ru: {
      caller: 'Проверьте микрофон и камеру участника {side}, затем обновите его страницу.',
      callee: 'Проверьте микрофон и камеру участника {side}, затем обновите его страницу.',
      developer:
        'Перехватите ошибку getUserMedia, скажите о ней человеку и продолжайте без устройства: для offer и answer своя дорожка не нужна (`addTransceiver`, `recvonly`).',
    },
  },
  variants: {
    denied: {
      sentence: {
        en: 'The browser of {side} was not allowed to use the microphone or camera, and its page went no further.',
        ru: 'Браузеру участника {side} не разрешили микрофон или камеру, и страница дальше не пошла.',
      },
      advice: {
        en: {
          caller: '{side} must allow the microphone and camera: the icon beside the address, then reload the page.',
          callee: '{side} must allow the microphone and camera: the icon beside the address, then reload the page.',
          developer:
            'getUserMedia was refused by the user, the system or a policy: the page needs HTTPS (or localhost), and an iframe `allow="microphone; camera"`. Catch the error and go on without the device (`recvonly`).',
        },
        ru: {
          caller: '{side} должен разрешить микрофон и камеру: значок рядом с адресом, затем обновить страницу.',
          callee: '{side} должен разрешить микрофон и камеру: значок рядом с адресом, затем обновить страницу.',
          developer:
            'В getUserMedia отказал человек, система или политика: странице нужен HTTPS (или localhost), а iframe — `allow="microphone; camera"`. Перехватите ошибку и продолжайте без устройства (`recvonly`).',
        },
      },
    },
    'no-device': {
      sentence: {
        en: 'The browser of {side} found no microphone or camera of the kind its page asked for, and the page went no further.',
        ru: 'Браузер участника {side} не нашёл микрофон или камеру, которые запросила страница, и она дальше не пошла.',
      },
      advice: {
        en: {
          caller: '{side} must plug in a microphone or camera, then reload the page.',
          callee: '{side} must plug in a microphone or camera, then reload the page.',
          developer:
            'Ask only for what is there (`enumerateDevices`), loosen the constraints, and go on without the device (`recvonly`).',
        },
        ru: {
          caller: '{side} должен подключить микрофон или камеру и обновить страницу.',
          callee: '{side} должен подключить микрофон или камеру и обновить страницу.',
          developer:
            'Запрашивайте только то, что есть (`enumerateDevices`), ослабьте ограничения и продолжайте без устройства (`recvonly`).',
        },
      },
    },
    busy: {
      sentence: {
        en: 'The microphone or camera of {side} is there but would not start, and its page went no further.',
        ru: 'Микрофон или камера участника {side} есть, но не запустились, и страница дальше не пошла.',
      },
      advice: {
        en: {
          caller: '{side} must close other programs that use the microphone or camera, then reload the page.',
          callee: '{side} must close other programs that use the microphone or camera, then reload the page.',
          developer:
            'The system or another program holds the device. Catch the error, offer another device, and go on without it (`recvonly`).',
        },
        ru: {
          caller: '{side} должен закрыть другие программы с микрофоном или камерой и обновить страницу.',
          callee: '{side} должен закрыть другие программы с микрофоном или камерой и обновить страницу.',
          developer:
            'Устройство занято системой или другой программой. Перехватите ошибку, предложите другое устройство и продолжайте без него (`recvonly`).',
        },
      },
    },
  },
};
