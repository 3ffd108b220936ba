import { missing, seconds, deaf, works, type Cause } from './cause.js';

export const candidatesNone: Cause = {
  code: 'candidates-none',
  rule: 'Descriptions were exchanged, and neither side has sent a candidate, alone or in its description.',
  owedBy: 'both pages, or TURN',
  restsOn: ['gateway:answer-received', 'caller:alive', 'callee:alive'],
  refutedBy: ['caller:ice-connected', 'callee:ice-connected'],
  late: true,
  find: (view) => {
    const { caller, callee } = view.handshake;
    if (
      !missing(view, 'candidates-exchanged') ||
      view.handshake.ambiguous ||
      caller.received > 0 ||
      callee.received > 0
    )
      return undefined;
    if (deaf(view, 'caller') || deaf(view, 'callee')) return undefined;
    const owedBy = works(view, 'caller') && works(view, 'callee') ? 'both' : 'not-known';
    return { owedBy, evidence: 'gateway', facts: { seconds: seconds(view.waits['candidates-exchanged']) } };
  },
  sentence: {
    en: 'Neither {caller} nor {callee} has sent a single ICE candidate within {seconds} s.',
    ru: 'Ни {caller}, ни {callee} не прислали ни одного ICE-кандидата за {seconds} с.',
  },
  advice: {
    en: {
      caller: 'Neither page says where it can be reached. Reload both.',
      callee: 'Neither page says where it can be reached. Reload both.',
      developer:
        "Register `onicecandidate` before setLocalDescription and emit `ice-candidate` for each. With `iceTransportPolicy: 'relay'` there are candidates only if a TURN server works.",
    },
    ru: {
      caller: 'Ни одна страница не сообщает, где её найти. Обновите обе.',
      callee: 'Ни одна страница не сообщает, где её найти. Обновите обе.',
      developer:
        "Назначьте `onicecandidate` до setLocalDescription и отправляйте `ice-candidate` для каждого. При `iceTransportPolicy: 'relay'` кандидаты есть только с работающим TURN.",
    },
  },
};
