import { failureNames } from '../../../protocol/reports.js';
import { sides } from '../../../protocol/verdict.js';
import { faultOf, type Cause, type Text } from './cause.js';
import { iceStopped } from './path.js';
import { candidatesDue, candidatesTaken } from '../candidates.js';
import { otherSide } from '../handshake.js';

/** What a browser throws, of the closed list that its probe tells: nothing that a page wrote gets into a sentence. */
const thrown = failureNames.filter((name) => name.endsWith('Error'));

/** Where it is not known whose mistake it is. */
const whole: Text['advice'] = {
  en: {
    caller: 'The page of {side} cannot use what the other one sends. Reload both pages and call again.',
    callee: 'The page of {side} cannot use what the other one sends. Reload both pages and call again.',
    developer:
      'Send `event.candidate` whole (`sdpMid`, `sdpMLineIndex`, `usernameFragment`), and add it to the connection it belongs to: not to one that is closed, nor to one made after an ICE restart or a reload.',
  },
  ru: {
    caller: 'Страница участника {side} не может использовать присланное. Обновите обе страницы и позвоните снова.',
    callee: 'Страница участника {side} не может использовать присланное. Обновите обе страницы и позвоните снова.',
    developer:
      'Отправляйте `event.candidate` целиком (`sdpMid`, `sdpMLineIndex`, `usernameFragment`) и добавляйте в то соединение, к которому он относится: не в закрытое и не в новое после ICE restart или перезагрузки.',
  },
};

export const candidateRefused: Cause = {
  code: 'candidate-refused',
  rule: "addIceCandidate threw on one side, its probe has seen none applied since, and no path was found. InvalidStateError: the candidate came before the description, and the receiver's page did not keep it.",
  owedBy: "the receiver's page",
  restsOn: ['gateway:answer-received', 'caller:answer-applied', 'side:candidate-applied!failed'],
  refutedBy: ['side:ice-connected', 'side:candidate-applied'],
  late: true,
  find: (view) => {
    const { handshake, waits, now, climb } = view;
    const stopped = iceStopped(view);
    const refusing = sides.filter((known) => {
      const fault = faultOf(view, 'candidate-applied', known);
      if (!fault || (handshake[known].done['candidate-applied'] ?? -Infinity) > fault.at) return false;
      return stopped || candidatesTaken(handshake, known, waits, now, climb.mute) === 'refused';
    });
    // The other side may lose them too: its own time is not over yet.
    const open = sides.some((known) => now < (candidatesDue(handshake, known, waits) ?? 0));
    if (open && !stopped) return undefined;
    const [side] = refusing;
    if (
      !side ||
      climb.stop?.stage !== 'ice-connected' ||
      sides.some((known) => handshake[known].marks['ice-connected'])
    )
      return undefined;
    const { name, signalingState } = faultOf(view, 'candidate-applied', side) ?? {};
    const early = name === 'InvalidStateError' && signalingState !== 'closed';
    const found = { evidence: 'probe', facts: { side, other: otherSide(side) } } as const;
    const owedBy = refusing.length === 2 ? 'both' : side;
    if (early) return { ...found, owedBy, ...(stopped && { sure: true }) };
    if (signalingState === 'closed') return { ...found, owedBy, sure: true, variant: 'closed' };
    if (name !== 'TypeError') {
      const error = thrown.find((known) => known === name);
      const told = error ? { facts: { ...found.facts, error }, variant: 'named' } : { variant: 'other' };
      return { ...found, ...told, owedBy: 'not-known', sure: true };
    }
    // What was sent without its place, the receiver cannot put right; what was sent whole, it has spoilt itself.
    const unplaced = handshake[otherSide(side)].unplaced === true;
    const variant = owedBy === 'both' ? 'both' : unplaced ? 'unplaced' : 'rebuilt';
    return { ...found, owedBy, sure: true, variant };
  },
  sentence: {
    en: 'The page of {side} lost ICE candidates: it added them before the description they belong to (InvalidStateError), and no path was found.',
    ru: 'Страница участника {side} потеряла ICE-кандидатов: она добавила их раньше описания (InvalidStateError), и путь не найден.',
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
    both: {
      sentence: {
        en: 'Neither page could use the ICE candidates it got: they came to `addIceCandidate` without `sdpMid` and `sdpMLineIndex`, and the browsers threw a TypeError.',
        ru: 'Ни одна страница не смогла использовать ICE-кандидатов: в `addIceCandidate` они попали без `sdpMid` и `sdpMLineIndex`, и браузеры бросили TypeError.',
      },
      advice: {
        en: {
          caller: 'The pages do not understand each other. Tell the people who made them.',
          callee: 'The pages do not understand each other. Tell the people who made them.',
          developer:
            'Send `event.candidate` whole instead of single fields of it, and give it to `addIceCandidate` as it came: a candidate needs `sdpMid` or `sdpMLineIndex`. The network is not the reason.',
        },
        ru: {
          caller: 'Страницы не понимают друг друга. Сообщите их авторам.',
          callee: 'Страницы не понимают друг друга. Сообщите их авторам.',
          developer:
            'Отправляйте `event.candidate` целиком, а не отдельные поля, и давайте его `addIceCandidate` как пришёл: кандидату нужен `sdpMid` или `sdpMLineIndex`. Дело не в сети.',
        },
      },
    },
    closed: {
      sentence: {
        en: 'The page of {side} gave the ICE candidates it got to a connection that is closed, and no path was found.',
        ru: 'Страница участника {side} передала полученных ICE-кандидатов закрытому соединению, и путь не найден.',
      },
      advice: {
        en: {
          caller: 'The page of {side} mixed up an old call with this one. Reload it and call again.',
          callee: 'The page of {side} mixed up an old call with this one. Reload it and call again.',
          developer:
            'On that page find the connection by the `sender` of each candidate, and take a closed one out of the map: a handler that captured an old RTCPeerConnection goes on feeding that one.',
        },
        ru: {
          caller: 'Страница участника {side} перепутала старый звонок с этим. Обновите её и позвоните снова.',
          callee: 'Страница участника {side} перепутала старый звонок с этим. Обновите её и позвоните снова.',
          developer:
            'Находите на этой странице соединение по `sender` каждого кандидата и убирайте закрытое из словаря: обработчик, запомнивший старый RTCPeerConnection, продолжает отдавать кандидатов ему.',
        },
      },
    },
    rebuilt: {
      sentence: {
        en: 'The page of {side} could use none of the ICE candidates it got: it rebuilt them without `sdpMid` and `sdpMLineIndex`, and the browser threw a TypeError.',
        ru: 'Страница участника {side} не смогла использовать ни одного ICE-кандидата: она собрала их заново без `sdpMid` и `sdpMLineIndex`, и браузер бросил TypeError.',
      },
      advice: {
        en: {
          caller: 'The page of {side} cannot use what it gets. Tell the people who made it.',
          callee: 'The page of {side} cannot use what it gets. Tell the people who made it.',
          developer:
            'Pass on `event.candidate` whole, and give it to `addIceCandidate` as it came: `candidate`, `sdpMid`, `sdpMLineIndex` and `usernameFragment`. The network is not the reason.',
        },
        ru: {
          caller: 'Страница участника {side} не может использовать полученное. Сообщите её авторам.',
          callee: 'Страница участника {side} не может использовать полученное. Сообщите её авторам.',
          developer:
            'Передавайте `event.candidate` целиком и давайте его `addIceCandidate` как пришёл: `candidate`, `sdpMid`, `sdpMLineIndex` и `usernameFragment`. Дело не в сети.',
        },
      },
    },
    unplaced: {
      sentence: {
        en: 'The page of {side} could use none of the ICE candidates it got: {other} sends them without `sdpMid` and `sdpMLineIndex`, the page of {side} does not add them, and the browser threw a TypeError.',
        ru: 'Страница участника {side} не смогла использовать ни одного ICE-кандидата: {other} присылает их без `sdpMid` и `sdpMLineIndex`, страница {side} их не добавляет, и браузер бросил TypeError.',
      },
      advice: {
        en: {
          caller: 'The two pages do not understand each other. Tell the people who made them.',
          callee: 'The two pages do not understand each other. Tell the people who made them.',
          developer:
            'Send `event.candidate` whole instead of single fields of it, and give it to `addIceCandidate` as it came: a candidate needs `sdpMid` or `sdpMLineIndex`. The network is not the reason.',
        },
        ru: {
          caller: 'Страницы не понимают друг друга. Сообщите их авторам.',
          callee: 'Страницы не понимают друг друга. Сообщите их авторам.',
          developer:
            'Отправляйте `event.candidate` целиком, а не отдельные поля, и давайте его `addIceCandidate` как пришёл: кандидату нужен `sdpMid` или `sdpMLineIndex`. Дело не в сети.',
        },
      },
    },
    named: {
      sentence: {
        en: 'The browser of {side} could not add the ICE candidates it was given ({error}), and no path was found.',
        ru: 'Браузер участника {side} не смог добавить полученных ICE-кандидатов ({error}), и путь не найден.',
      },
      advice: whole,
    },
    other: {
      sentence: {
        en: 'The browser of {side} could not add the ICE candidates it was given, and no path was found.',
        ru: 'Браузер участника {side} не смог добавить полученных ICE-кандидатов, и путь не найден.',
      },
      advice: whole,
    },
  },
};
