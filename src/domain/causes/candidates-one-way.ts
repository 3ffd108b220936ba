import { sides } from '../../../protocol/verdict.js';
import { missing, seconds, deaf, works, type Cause } from './cause.js';

export const candidatesOneWay: Cause = {
  code: 'candidates-one-way',
  rule: 'Candidates came from one side only, and the connection of the silent side works; where that is not proved, as over HTTP polling, nobody is named.',
  owedBy: 'the silent side',
  restsOn: ['gateway:answer-received', 'side:alive'],
  refutedBy: ['caller:ice-connected', 'callee:ice-connected'],
  late: true,
  find: (view) => {
    const silent = sides.filter((side) => view.handshake[side].received === 0);
    const [side] = silent;
    if (
      !missing(view, 'candidates-exchanged') ||
      view.handshake.ambiguous ||
      silent.length !== 1 ||
      !side ||
      deaf(view, side)
    )
      return undefined;
    return {
      owedBy: works(view, side) ? side : 'not-known',
      evidence: 'gateway',
      facts: { silent: side, seconds: seconds(view.waits['candidates-exchanged']) },
    };
  },
  sentence: {
    en: '{silent} has sent no ICE candidate within {seconds} s; the other side has.',
    ru: 'Участник {silent} не прислал ни одного ICE-кандидата за {seconds} с, другая сторона прислала.',
  },
  advice: {
    en: {
      caller: 'One of the two pages does not say where it can be reached. Reload the page of the silent one.',
      callee: 'One of the two pages does not say where it can be reached. Reload the page of the silent one.',
      developer:
        "On the silent side, register `onicecandidate` before setLocalDescription, emit `ice-candidate` with the right target, and look for a page that gathers before it knows the other's id and throws the candidates away.",
    },
    ru: {
      caller: 'Одна из страниц не сообщает, где её найти. Обновите страницу молчащей стороны.',
      callee: 'Одна из страниц не сообщает, где её найти. Обновите страницу молчащей стороны.',
      developer:
        'На молчащей стороне назначьте `onicecandidate` до setLocalDescription, отправляйте `ice-candidate` с верным target и проверьте, не собирает ли страница кандидатов раньше, чем знает id собеседника, и не теряет ли их.',
    },
  },
};
