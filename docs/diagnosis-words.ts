import type { Language } from '../protocol/languages.js';
import type { Waits } from '../src/domain/ladder.js';

/** What the page of the diagnosis says beside what it takes from the code. */
export interface DiagnosisWords {
  title: string;
  written: string;
  introduction: string;
  /** What only the English page has. */
  elsewhere?: string;
  ladder: string;
  rungs: readonly [string, string, string, string, string];
  otherWaits: (waits: Waits) => string;
  causes: string;
  causesIntroduction: string;
  variant: string;
  noCause: string;
  remarks: string;
  gaps: string;
  rows: Readonly<Record<'sentence' | 'both' | 'caller' | 'callee' | 'self' | 'other' | 'developer', string>>;
}

export const diagnosisWords: Readonly<Record<Language, DiagnosisWords>> = {
  en: {
    title: 'Diagnosis',
    written:
      'Written by `npm run docs` from `src/domain` and `src/locales`; edit it there. [По-русски](diagnosis.ru.md).',
    introduction:
      'A handshake climbs a ladder of sixteen rungs. The first rung that is missing, and whose wait is over, is where the ' +
      'problem is. A rung is `reached`, `implied` (a rung above proves it), `pending`, `missing` (its wait is over) or ' +
      '`unseen` (nobody present could have seen it). Telemetry that is missing is not a stage that is missing: a client ' +
      'without a probe is never blamed for what only a probe could have seen.',
    ladder: 'The ladder',
    rungs: ['#', 'rung', 'seen by', 'owed by', 'wait after the rung before'],
    otherWaits: (waits) =>
      'Some waits are not of one rung. The gateway waits for the answer of a page without a probe ' +
      `${waits.answer} ms after the delivery of its offer (\`WAIT_ANSWER\`), and ${waits.probe} ms for the first report of a ` +
      'probe before a handshake counts as `signaled` (`WAIT_PROBE`). Before it names a silent page, it pings that page once ' +
      `more. It waits up to ${waits.silence} ms for the pong (\`WAIT_SILENCE\`), and up to ${waits.report} ms for a last report ` +
      'that it asks the probe for (`WAIT_REPORT`). Over HTTP polling there is no pong: delivery and silence stay unproved, and where nothing else is ' +
      'known the verdict names no cause. While a browser asks its user for the microphone, its page owes nothing for up to ' +
      `${waits.permission} ms (\`WAIT_PERMISSION\`). A page that sends its description with its candidates has up to ` +
      `${waits.gathering} ms to gather them (\`WAIT_GATHERING\`).`,
    causes: 'Causes',
    causesIntroduction:
      'First the rules are asked of what may stop a call at any rung, then those of the rung where it stops, each in this order; ' +
      'the first that finds something names the cause. `{caller}`, `{callee}`, `{side}` and other words in braces are filled in. What a cause rests on, and what would refute it, are steps that ' +
      'went well or failed; where nobody present could have seen one, the sentence says so. The sentence and the advice for ' +
      'developers stand in the console, the logs and the spans; the JSON log and the spans say `caller` and `callee` instead of names. ' +
      'The other advice goes to the two people in the call.',
    variant: 'Variant',
    noCause: 'Where no cause is named',
    remarks: 'Remarks',
    gaps: 'What nobody could see',
    rows: {
      sentence: 'sentence',
      both: 'for both people',
      caller: 'for the caller',
      callee: 'for the callee',
      self: 'for the person at `{side}`',
      other: 'for the other person',
      developer: 'for developers',
    },
  },
  ru: {
    title: 'Диагностика',
    written:
      'Эту страницу пишет `npm run docs` из `src/domain` и `src/locales`; правьте там. [In English](diagnosis.md).',
    introduction:
      'Соединение поднимается по лестнице из шестнадцати ступеней. Проблема там, где стоит первая ступень, которой нет и ' +
      'время ожидания которой вышло. Ступень бывает `reached` (пройдена), `implied` (её доказывает ступень выше), `pending` ' +
      '(ждём), `missing` (время вышло) или `unseen` (её некому было увидеть). Если нет наблюдений, это не значит, что нет ' +
      'шага: страницу без probe никогда не обвиняют в том, что мог увидеть только probe.',
    elsewhere:
      'Правила причин, на чём они основаны и что их опровергает, описаны [на английской странице](diagnosis.md#causes).',
    ladder: 'Лестница',
    rungs: ['№', 'ступень', 'кто видит', 'на чьей стороне', 'ожидание после предыдущей ступени'],
    otherWaits: (waits) =>
      'Есть и другие ожидания. Ответа страницы без probe шлюз ждёт ' +
      `${waits.answer} мс после доставки её offer (\`WAIT_ANSWER\`), первого отчёта probe — ${waits.probe} мс, прежде чем ` +
      'соединение считается `signaled` (`WAIT_PROBE`). Прежде чем назвать молчащую страницу, шлюз ещё раз отправляет ей ' +
      `ping, ждёт pong до ${waits.silence} мс (\`WAIT_SILENCE\`), а последнего отчёта, о котором он просит probe, — до ` +
      `${waits.report} мс (\`WAIT_REPORT\`). По HTTP ` +
      'polling pong нет: доставка и молчание остаются недоказанными, и если больше ничего не известно, причина не ' +
      'названа. Пока браузер спрашивает человека о микрофоне, его страница ничего не должна до ' +
      `${waits.permission} мс (\`WAIT_PERMISSION\`). Странице, которая отправляет описание вместе с кандидатами, даётся до ` +
      `${waits.gathering} мс на их сбор (\`WAIT_GATHERING\`).`,
    causes: 'Причины',
    causesIntroduction:
      'Сначала проверяются правила о том, что может прервать звонок на любой ступени, затем правила ступени, на которой он ' +
      'остановился, в этом порядке; причину называет первое, которое что-то нашло. Вместо `{caller}`, `{callee}`, `{side}` и других слов в скобках стоят имена и числа. Фраза и совет разработчику видны в консоли и ' +
      'журнале; остальные советы получают два человека в звонке.',
    variant: 'Вариант',
    noCause: 'Где причина не названа',
    remarks: 'Замечания',
    gaps: 'Чего никто не мог увидеть',
    rows: {
      sentence: 'фраза',
      both: 'обоим людям',
      caller: 'звонящему',
      callee: 'вызываемому',
      self: 'человеку на стороне `{side}`',
      other: 'другому человеку',
      developer: 'разработчику',
    },
  },
};
