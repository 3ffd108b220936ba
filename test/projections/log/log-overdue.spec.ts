import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { Change, HandshakeView } from '../../../protocol/verdict.js';
import { viewOf } from '../../../src/locales/tell.js';
import type { HopWatcher } from '../../../src/hops/hop-watcher.js';
import { drawSettled } from '../../../src/projections/log/ladder-drawing.js';
import { JsonLog, LadderLog } from '../../../src/projections/log/log-lines.js';
import { words } from '../../../src/projections/log/words.js';
import { traceLink } from '../../../src/telemetry/trace-link.js';
import { alive, anna, boris, callOf, diagnosisOf, morning, overdueOf, refOf, storyOf } from '../../support/stories.js';

const ref = refOf('v1');
const { offerReceived, offerForwarded, offerDelivered } = storyOf(ref);
const silent = [offerReceived, offerForwarded, offerDelivered, alive(boris, 5500)];
const at = morning + 10_000;
const because = [
  { at: morning + 5500, outcome: 'failed', cause: 'no-answer' },
  { at: morning + 9000, outcome: 'signaled', because: 'answer-received' },
] satisfies Change[];

function drawn(language: 'en' | 'ru', tell: (log: LadderLog) => void): string[] {
  const lines: string[] = [];
  const log = new LadderLog({
    write: (line) => lines.push(line),
    language,
    now: () => at,
    link: traceLink('https://jaeger.example'),
    nameOf: () => '',
    debug: true,
  });
  tell(log);
  return lines;
}

const draw = (view: HandshakeView) => drawSettled(view, { at, text: words.en }).split('\n');

const viewFor = (hops: Parameters<typeof diagnosisOf>[0], ms: number, more: Partial<HandshakeView>) => {
  const { handshake, verdict, settledAt } = diagnosisOf(hops, ms);
  return { ...viewOf(handshake, verdict, settledAt, 'en', 'developer'), ...more };
};

function written(tell: (log: Required<Pick<HopWatcher, 'onProgress' | 'onVerdict'>>) => void): unknown[] {
  const lines: string[] = [];
  const logger = pino(
    { level: 'info', base: null, timestamp: false },
    { write: (line: string) => void lines.push(line) },
  );
  tell(new JsonLog(logger, traceLink('https://jaeger.example')));
  return lines.map((line) => JSON.parse(line) as unknown);
}

describe('a handshake that becomes overdue', () => {
  it('is one line of the ladder log, with its sentence and what to do, and said once', () => {
    const overdue = overdueOf(silent, 5500);

    expect(
      drawn('en', (log) => {
        log.onProgress(diagnosisOf(silent.slice(0, 2), 3));
        log.onProgress(overdue);
        log.onProgress(overdue);
      }),
    ).toEqual([
      expect.stringMatching(
        /^09:30:10\.000 {2}Anna → Boris {14}OVERDUE · no-answer {2}5\.0 s\n {6}answer received {14}← overdue; whose side: Boris's page {2}seen by: ping\n {4}Boris's browser has [^\n]+\n {4}What to do: [^\n]+$/,
      ),
    ]);
    expect(drawn('ru', (log) => log.onProgress(overdue))).toEqual([
      expect.stringMatching(
        /ЗАДЕРЖИВАЕТСЯ · страница не ответила {2}5,0 с\n {6}answer получен {15}← задерживается; на чьей стороне: страница участника Boris {2}кто видел: ping\n {4}Браузер участника Boris [^\n]+\n {4}Что делать: [^\n]+$/,
      ),
    ]);
  });

  it('is told again when it is another one who owes it', () => {
    const before = overdueOf(silent, 5500);
    const { overdue } = before.verdict;
    if (!overdue) throw new Error('it is overdue');
    const owedBy = 'callee-network';
    const after = {
      ...before,
      verdict: { ...before.verdict, overdue: { ...overdue, verdict: { ...overdue.verdict, owedBy } } },
    } as const;

    expect(written((log) => [before, after, after].forEach((diagnosis) => log.onProgress(diagnosis)))).toMatchObject([
      { overdue: { owed_by: 'callee' } },
      { overdue: { owed_by: 'callee-network' } },
    ]);
  });

  it('is a line of the JSON log at info, whose cause stands apart', () => {
    const overdue = overdueOf(silent, 5500);

    expect(written((log) => [overdue, overdue].forEach((diagnosis) => log.onProgress(diagnosis)))).toEqual([
      {
        level: 30,
        trace_id: ref.traceId,
        span_id: ref.spanId,
        handshake: 'v1',
        from: anna.id,
        to: boris.id,
        outcome: 'pending',
        stage: 'answer-received',
        overdue: {
          stage: 'answer-received',
          cause: 'no-answer',
          owed_by: 'callee',
          evidence: 'transport',
          sentence: expect.stringMatching(/^The callee's browser has the offer/),
          advice: expect.stringMatching(/^Look at the callee's page/),
          since: morning + 5005,
        },
        took_ms: 5005,
        msg: 'handshake overdue',
      },
    ]);
  });
});

describe('a verdict in the log', () => {
  it('says what took the one before it back', () => {
    const { verdict: withdrawn } = diagnosisOf(silent, 5500);
    const diagnosis = { ...diagnosisOf(callOf(ref), 70), withdrawn, history: because };

    expect(drawn('en', (log) => log.onVerdict(diagnosis))).toEqual([
      '09:30:10.000  Anna → Boris              SIGNALED  (withdrawn: FAILED, because: answer received)  0.1 s',
    ]);
    expect(written((log) => log.onVerdict(diagnosis))).toMatchObject([
      { outcome: 'signaled', withdrawn: 'failed', because: 'answer-received' },
    ]);
  });

  it('names its remarks by their codes in the JSON log, where there are any', () => {
    const { handshake, verdict, ...rest } = diagnosisOf(callOf(ref), 70);
    const [plain, remarked] = written((log) => {
      log.onVerdict({ handshake, verdict, ...rest });
      log.onVerdict({ handshake, verdict: { ...verdict, remarks: ['candidate-refused'] }, ...rest });
    });

    expect(plain).not.toHaveProperty('remarks');
    expect(remarked).toHaveProperty('remarks', ['candidate-refused']);
  });

  it('has below it who sends nothing and why, and what was remarked on', () => {
    const ladder = [
      {
        stage: 'media-flowing',
        status: 'nothing-to-send',
        silent: [{ side: 'callee', why: 'denied' }],
      },
    ] satisfies HandshakeView['ladder'];

    expect(
      draw(viewFor(callOf(ref), 70, { outcome: 'connected', ladder, notes: ['One note.', 'Another\none.'] })),
    ).toEqual([
      '09:30:10.000  Anna → Boris              CONNECTED  0.1 s',
      '    Boris sends nothing: microphone or camera denied',
      '    One note.',
      '    Another\ufffdone.',
    ]);
    expect(draw(viewFor(silent, 5500, { notes: ['One note.'] })).slice(-2)).toEqual([
      expect.stringMatching(/^ {4}What to do: /),
      '    One note.',
    ]);
  });

  it('is one line with its sentence where a handshake is not judged', () => {
    expect(draw(viewFor(callOf(ref), 70, { outcome: 'not-judged', sentence: 'Both are here.' }))).toEqual([
      '09:30:10.000  Anna → Boris              NOT JUDGED  0.1 s  Both are here.',
    ]);
  });

  it('says which field of a refused message broke which rule', () => {
    const rung = {
      stage: 'offer-received',
      status: 'missing',
      reason: 'malformed',
      detail: 'offer.sdp: a string',
    } as const;

    expect(draw(viewFor(silent, 5500, { ladder: [rung], owedBy: 'caller' }))[1]).toBe(
      "    ╳ offer received               malformed  offer.sdp: a string  ← missing; whose side: Anna's page",
    );
  });
});
