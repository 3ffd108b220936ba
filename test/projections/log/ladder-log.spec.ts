import { describe, expect, it } from '@jest/globals';
import type { Language } from '../../../protocol/languages.js';
import type { Hop } from '../../../src/domain/hop.js';
import { LadderLog } from '../../../src/projections/log/log-lines.js';
import { timeOfDay } from '../../../src/projections/log/plain.js';
import { traceLink } from '../../../src/telemetry/trace-link.js';
import {
  alive,
  anna,
  boris,
  callOf,
  diagnosisOf,
  joined,
  left,
  morning,
  refOf,
  storyOf,
} from '../../support/stories.js';

/** What the log prints for a story; verdicts are drawn ten seconds after `morning`. */
function printed(language: Language, tell: (log: LadderLog) => void, jaeger?: string, debug = true): string[] {
  const lines: string[] = [];
  tell(
    new LadderLog({
      write: (line) => lines.push(line),
      language,
      now: () => morning + 10_000,
      link: traceLink(jaeger),
      nameOf: (id) => (id === boris.id ? 'Boris' : ''),
      debug,
    }),
  );
  return lines;
}
const hops = (language: Language, ...told: Hop[]) => printed(language, (log) => told.forEach((hop) => log.onHop(hop)));

const { offerReceived, offerForwarded, offerDelivered, candidateReceived } = storyOf(refOf('l1'));
const silent = [offerReceived, offerForwarded, offerDelivered, alive(boris, 5500)];

describe('the ladder log in English', () => {
  it('has a line for every hop that a person can follow', () => {
    const noType: Hop = { ...candidateReceived, candidate: { bytes: 0, end: true } };
    expect(
      hops(
        'en',
        joined(anna, 0),
        offerReceived,
        { ...offerDelivered, tookMs: 12.6 },
        candidateReceived,
        noType,
        left(boris, 100, 'lost'),
      ),
    ).toEqual([
      '09:30:00.000  Anna                      joined  «den»  0.5 ms',
      '09:30:00.001  Anna → Boris              offer received  1.0 ms',
      '09:30:00.005  Anna → Boris              offer delivered  13 ms',
      '09:30:00.060  Anna → Boris              candidate host udp received  1.0 ms',
      '09:30:00.060  Anna → Boris              end of candidates received  1.0 ms',
      '09:30:00.100  Boris                     connection fell silent  «den»  0.5 ms',
    ]);
  });

  it('names the reason of a refusal and of a defect', () => {
    expect(
      hops(
        'en',
        { ...offerReceived, result: 'refused', reason: 'too-large' },
        { ...joined(anna, 3), result: 'refused', reason: 'room-full' },
        { ...offerReceived, result: 'failed', reason: 'internal' },
        { kind: 'connected', result: 'refused', reason: 'origin-refused', seenBy: 'gateway', at: morning, tookMs: 0 },
      ),
    ).toEqual([
      '09:30:00.001  Anna → Boris              offer REFUSED: too large  1.0 ms',
      '09:30:00.003  Anna                      join-room REFUSED: the room is full  «den»  0.5 ms',
      '09:30:00.003  Anna → Boris              offer FAILED: defect of the gateway  1.0 ms',
      '09:30:00.003  ?                         connect REFUSED: origin not allowed  0.0 ms',
    ]);
  });

  it('says which field of a refused message broke which rule, and names the event that nobody knows', () => {
    const unknown = { ...joined(anna, 3), kind: 'event-received', result: 'refused', reason: 'unknown-event' } as const;
    expect(
      hops(
        'en',
        { ...offerReceived, result: 'refused', reason: 'malformed', detail: 'offer.sdp: must be text\n09:30' },
        { ...unknown, event: 'callUser' },
        { ...unknown, reason: 'malformed' },
      ),
    ).toEqual([
      '09:30:00.001  Anna → Boris              offer REFUSED: malformed (offer.sdp: must be text\uFFFD09:30)  1.0 ms',
      '09:30:00.003  Anna                      callUser REFUSED: unknown event  «den»  0.5 ms',
      '09:30:00.003  Anna                      frame REFUSED: malformed  «den»  0.5 ms',
    ]);
  });

  it('names the step that failed in a page', () => {
    const threw: Hop = { ...joined(anna, 3), kind: 'answer-applied', seenBy: 'probe', result: 'failed', tookMs: 0 };
    expect(hops('en', { ...threw, failure: { name: 'InvalidStateError' } })).toEqual([
      '09:30:00.003  Anna                      answer applied: FAILED (InvalidStateError)  «den»  0.0 ms',
    ]);
  });

  it('has at other levels only what was refused or failed, and verdicts', () => {
    const failed: Hop = { ...offerReceived, result: 'failed', reason: 'internal' };
    const lines = printed(
      'en',
      (log) => [joined(anna, 0), offerReceived, failed].forEach((hop) => log.onHop(hop)),
      undefined,
      false,
    );
    expect(lines).toEqual(['09:30:00.001  Anna → Boris              offer FAILED: defect of the gateway  1.0 ms']);
  });

  it('has names where a hop has the id alone, as far as they are known', () => {
    const nameless: Hop = { ...offerReceived, from: { id: boris.id }, to: { id: 'somebody-else' } };
    expect(hops('en', nameless)[0]).toContain('Boris → somebody ');
  });

  it('goes forward in time, whatever is told late', () => {
    expect(hops('en', joined(anna, 50), joined(boris, 20)).map((line) => line.slice(0, 12))).toEqual([
      '09:30:00.050',
      '09:30:00.050',
    ]);
  });

  it('says nothing of connections and signs of life', () => {
    expect(hops('en', { ...alive(anna, 0) }, { ...alive(anna, 0), kind: 'connected' })).toEqual([]);
  });

  it('has one line for a handshake that went well', () => {
    expect(printed('en', (log) => log.onVerdict(diagnosisOf(callOf(refOf('l2')), 70)))).toEqual([
      '09:30:10.000  Anna → Boris              SIGNALED  0.1 s',
    ]);
  });

  it('draws the ladder up to the missing rung, who owes it and what to do', () => {
    expect(printed('en', (log) => log.onVerdict(diagnosisOf(silent, 5500)))).toEqual([
      [
        '09:30:10.000  Anna → Boris              FAILED · no-answer  5.5 s',
        '    ┆ offer created',
        '    │ offer received               1.0 ms',
        '    │ offer forwarded              1.0 ms',
        '    │ offer delivered              3.0 ms',
        '    ? offer taken by the page      nobody could see it',
        '    ? offer applied                nobody could see it',
        '    ? answer created               nobody could see it',
        "    ╳ answer received              ← missing; whose side: Boris's page",
        "    Boris's browser has the offer and its connection works, but the page did not answer within 5 s.",
        "    What to do: Look at the callee's page: does it have a handler for `offer`, registered before the socket connects? Does it throw, or wait for a person or for getUserMedia? The probe's script tag on that page names the exact step.",
      ].join('\n'),
    ]);
  });

  it('leads to the trace where a Jaeger is known', () => {
    const [drawn = ''] = printed(
      'en',
      (log) => log.onVerdict(diagnosisOf(silent, 5500)),
      'http://jaeger.example:16686',
    );
    expect(drawn.split('\n').at(-1)).toBe(`    http://jaeger.example:16686/trace/${refOf('l1').traceId}`);
  });

  it('says which verdict a new one takes back', () => {
    const { verdict: withdrawn } = diagnosisOf(silent, 5500);
    const diagnosis = diagnosisOf(callOf(refOf('l3')), 70);

    expect(printed('en', (log) => log.onVerdict({ ...diagnosis, withdrawn }))).toEqual([
      '09:30:10.000  Anna → Boris              SIGNALED  (withdrawn: FAILED)  0.1 s',
    ]);
  });
});

describe('the ladder log in Russian', () => {
  it('has the same lines', () => {
    expect(
      hops(
        'ru',
        joined(anna, 0),
        offerReceived,
        { ...offerReceived, result: 'refused', reason: 'target-missing' },
        { ...candidateReceived, candidate: { bytes: 0, end: true } },
        left(boris, 100),
      ),
    ).toEqual([
      '09:30:00.000  Anna                      вошёл в комнату  «den»  0,5 мс',
      '09:30:00.001  Anna → Boris              offer получен  1,0 мс',
      '09:30:00.001  Anna → Boris              offer ОТКАЗ: в комнате нет такого участника  1,0 мс',
      '09:30:00.060  Anna → Boris              конец кандидатов получен  1,0 мс',
      '09:30:00.100  Boris                     вышел из комнаты  «den»  0,5 мс',
    ]);
  });

  it('draws the same ladder', () => {
    const [drawn = ''] = printed('ru', (log) => log.onVerdict(diagnosisOf(silent, 5500)));

    expect(drawn.split('\n').slice(0, -1)).toEqual([
      '09:30:10.000  Anna → Boris              НЕ УДАЛОСЬ · страница не ответила  5,5 с',
      '    ┆ offer создан',
      '    │ offer получен                1,0 мс',
      '    │ offer переслан               1,0 мс',
      '    │ offer доставлен              3,0 мс',
      '    ? offer принят страницей       никто не мог видеть',
      '    ? offer применён               никто не мог видеть',
      '    ? answer создан                никто не мог видеть',
      '    ╳ answer получен               ← нет; на чьей стороне: страница участника Boris',
      '    Браузер участника Boris получил offer, и его связь работает, но страница не ответила за 5 с.',
    ]);
    expect(drawn).toMatch(/\n {4}Что делать: .+$/);
  });
});

describe('a name in the ladder log', () => {
  const forging = [
    ['a line feed', 'Anna\n09:30:00.000  Boris  joined'],
    ['a carriage return', 'Anna\rBoris'],
    ['an escape sequence', '\u001b[2J\u001b[31mAnna'],
    ['a right-to-left override', 'Anna\u202eannoD'],
    ['a line separator', 'Anna\u2028Boris'],
    ['a bidirectional isolate', '\u2066Anna\u2069'],
    ['a null', 'An\u0000na'],
  ] as const;
  // oxlint-disable-next-line no-control-regex -- what must not be there
  const unsafe = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

  it.each(forging)('can forge no line with %s', (_, username) => {
    const from = { ...anna, username };
    const lines = [
      ...hops('en', joined(from, 0), joined(anna, 1, username), { ...offerReceived, from, to: from }),
      ...printed('en', (log) => log.onVerdict(diagnosisOf([{ ...offerReceived, from }, ...silent.slice(1)], 5500))),
      ...printed('ru', (log) => log.onVerdict(diagnosisOf([{ ...offerReceived, from }, ...silent.slice(1)], 5500))),
    ];

    expect(lines).toHaveLength(5);
    for (const line of lines.slice(0, 3)) expect(line.split('\n')).toHaveLength(1);
    for (const drawing of lines.slice(3)) expect(drawing.split('\n')).toHaveLength(11);
    expect(lines.filter((line) => unsafe.test(line))).toEqual([]);
    expect(lines[0]).toContain('\ufffd');
  });

  it('is cut when it is long, and is the id where there is none', () => {
    const [long, none] = hops(
      'en',
      { ...joined({ ...anna, username: 'x'.repeat(64) }, 0) },
      { ...joined(anna, 0), from: { id: anna.id } },
    );

    expect(long).toContain(`  ${'x'.repeat(31)}…  joined`);
    expect(none).toContain('  aaaaaaaa  ');
  });
});

describe('the time of a line', () => {
  it('has milliseconds, and never runs ahead of its second', () => {
    expect([0, 1.4, 999, 999.7, 1000].map((ms) => timeOfDay(morning + ms))).toEqual([
      '09:30:00.000',
      '09:30:00.001',
      '09:30:00.999',
      '09:30:00.999',
      '09:30:01.000',
    ]);
  });
});
