import { limits } from '../../../protocol/limits.js';
import type { RejectCode } from '../../../protocol/rejects.js';
import type { MessageKind, Stage } from '../../../protocol/stages.js';
import { sides, type Side } from '../../../protocol/verdict.js';
import { missing, passed, wentAway, type Cause, type View } from './cause.js';

export const rejected: Cause = {
  code: 'rejected',
  rule: 'The gateway refused the offer, the answer or all candidates of a side, with the reject reason; or it closed the connection of one, whose token had ended or who would not stop to flood.',
  owedBy: 'the sender of the refused message',
  restsOn: ['gateway:refusal'],
  refutedBy: ['both:media-flowing'],
  find: (view) => {
    const gone = wentAway(view, 'expelled');
    if (gone) return { owedBy: gone, evidence: 'gateway', facts: { gone }, variant: 'expelled' };
    const found = description(view) ?? candidate(view);
    if (!found || elsewhere.includes(found.code)) return undefined;
    const { message, sender, code, stage, large } = found;
    const owedBy = code === 'internal' ? 'gateway' : sender;
    const facts = { message, reason: code, sender };
    const by = { stage, owedBy, evidence: 'gateway' } as const;
    if (large) return { ...by, facts: { ...facts, bytes: limits.frameBytes }, variant: 'large' };
    return { ...by, facts, ...(code === 'not-in-room' && { variant: 'outside' }) };
  },
  sentence: {
    en: 'The gateway refused the {message} of {sender}: {reason}.',
    ru: 'Шлюз отклонил {message} участника {sender}: {reason}.',
  },
  advice: {
    en: {
      caller: 'Reload the page; if that does not help, tell whoever runs it.',
      callee: 'Reload the page; if that does not help, tell whoever runs it.',
      developer:
        'Read the acknowledgement or the `signaling-error` that the sender got: it names the field and the rule it breaks.',
    },
    ru: {
      caller: 'Обновите страницу; если не поможет, сообщите тому, кто её ведёт.',
      callee: 'Обновите страницу; если не поможет, сообщите тому, кто её ведёт.',
      developer:
        'Прочтите подтверждение или `signaling-error`, которые получил отправитель: там названы поле и нарушенное правило.',
    },
  },
  variants: {
    outside: {
      sentence: {
        en: 'The gateway refused the {message} of {sender}: its connection is in no room (not-in-room).',
        ru: 'Шлюз отклонил {message} участника {sender}: его соединение не находится ни в какой комнате (not-in-room).',
      },
      advice: {
        en: {
          caller: 'The page of {sender} was reconnected and has not joined again. Reload it.',
          callee: 'The page of {sender} was reconnected and has not joined again. Reload it.',
          developer:
            'Send `join-room` on every `connect`, not once at load: `socket.on("connect", () => socket.emit("join-room", …))`. After a reconnect the socket has a new id and is in no room.',
        },
        ru: {
          caller: 'Страница участника {sender} переподключилась и не вошла в комнату снова. Обновите её.',
          callee: 'Страница участника {sender} переподключилась и не вошла в комнату снова. Обновите её.',
          developer:
            'Отправляйте `join-room` при каждом `connect`, а не один раз при загрузке: `socket.on("connect", () => socket.emit("join-room", …))`. После переподключения у сокета новый id, и он ни в какой комнате.',
        },
      },
    },
    large: {
      sentence: {
        en: 'The {message} of {sender} is over the bound of {bytes} bytes ({reason}), and its connection was closed for it.',
        ru: '{message} участника {sender} больше допустимых {bytes} байт ({reason}), и его соединение из-за этого закрыто.',
      },
      advice: {
        en: {
          caller: 'The page of {sender} sends too much at once. Tell the people who made it.',
          callee: 'The page of {sender} sends too much at once. Tell the people who made it.',
          developer:
            'A WebSocket message may have {bytes} bytes, and a larger one closes its socket with code 1009. Look at what is put into the {message} beside its description: send files and the like over a data channel.',
        },
        ru: {
          caller: 'Страница участника {sender} отправляет слишком много сразу. Сообщите её авторам.',
          callee: 'Страница участника {sender} отправляет слишком много сразу. Сообщите её авторам.',
          developer:
            'Сообщение WebSocket может занимать {bytes} байт; большее закрывает сокет с кодом 1009. Посмотрите, что кладётся в {message} кроме самого описания: файлы и подобное отправляйте по каналу данных.',
        },
      },
    },
    expelled: {
      sentence: {
        en: 'The gateway closed the connection of {gone}: the token had ended, or too much was sent.',
        ru: 'Шлюз закрыл соединение участника {gone}: истёк токен или отправлялось слишком много.',
      },
      advice: {
        en: {
          caller: 'Join again, then call again.',
          callee: 'Join again, and let the other one call again.',
          developer:
            'That page was told why by `signaling-error`: on `token-expired` renew in time, on `token-expiring`; on `flooding` wait when an acknowledgement says `rate-limited`.',
        },
        ru: {
          caller: 'Войдите снова и позвоните снова.',
          callee: 'Войдите снова; пусть собеседник позвонит снова.',
          developer:
            'Странице сообщили причину в `signaling-error`: при `token-expired` обновляйте токен заранее, по `token-expiring`; при `flooding` ждите, когда подтверждение говорит `rate-limited`.',
        },
      },
    },
  },
};

interface Refused {
  message: MessageKind;
  sender: Side;
  code: RejectCode;
  stage: Stage;
  /** Its frame was over the bound, for which its connection was closed. */
  large?: boolean;
}

/** Refusals of what could not be handed on: causes of their own. */
const elsewhere: readonly RejectCode[] = ['target-left', 'target-missing', 'instance-unreachable'];

function description(view: View): Refused | undefined {
  const { offer, answer } = view.handshake.refused;
  if (offer && !passed(view, 'offer-forwarded'))
    return { message: 'offer', sender: 'caller', code: offer.code, stage: 'offer-received', large: isLarge(offer) };
  if (answer && !passed(view, 'answer-forwarded'))
    return { message: 'answer', sender: 'callee', code: answer.code, stage: 'answer-received', large: isLarge(answer) };
  return undefined;
}

/** A field that is too large is named by itself. */
const isLarge = ({ code, detail = '' }: { code: RejectCode; detail?: string }): boolean =>
  code === 'too-large' && detail.startsWith('frame:');

/** A side none of whose candidates was taken has not been silent. */
function candidate(view: View): Refused | undefined {
  const stage = missing(view, 'candidates-exchanged');
  const sender = sides.find((side) => view.handshake[side].received === 0 && view.handshake[side].refusedCandidate);
  const code = sender && view.handshake[sender].refusedCandidate;
  return stage && sender && code && { message: 'ice-candidate', sender, code, stage };
}
