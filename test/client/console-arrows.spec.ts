import { describe, expect, it } from '@jest/globals';
import type { HandshakeDetail, TimelineHop } from '../../protocol/console.js';
import { arrowsOf } from '../../client/console/arrows.js';
import { reportOf } from '../../client/console/report.js';
import { pickText } from '../../client/console/text.js';
import { samples } from '../support/shown.js';

const text = pickText(['en']);
const none = { host: 0, srflx: 0, prflx: 0, relay: 0 };

const hop = (
  kind: TimelineHop['kind'],
  from: TimelineHop['from'],
  at: number,
  more: Partial<TimelineHop> = {},
): TimelineHop => ({
  kind,
  from,
  at: 1000 + at,
  tookMs: 1,
  result: 'reached',
  seenBy: 'gateway',
  ...more,
});

const detailOf = (timeline: TimelineHop[], more: Partial<HandshakeDetail> = {}): HandshakeDetail => ({
  id: 'h',
  traceId: 't',
  room: 'den',
  caller: { id: 'a', username: 'Anna' },
  callee: { id: 'b', username: 'Boris' },
  startedAt: 1000,
  outcome: 'signaled',
  evidence: 'gateway',
  sentence: 'It is so.',
  advice: '',
  remarks: [],
  notes: [],
  history: [],
  candidates: { caller: none, callee: none },
  ladder: [],
  timeline,
  omitted: 0,
  links: {},
  ...more,
});

const drawn = (detail: HandshakeDetail) =>
  arrowsOf(detail, text).map(({ from, to, label, look, at }) => `${at ?? '-'} ${from} > ${to} ${look}: ${label}`);

describe('the arrows of the diagram', () => {
  it('lead to the gateway and from it, and back where an arrival is proved', () => {
    const hops = [
      hop('offer-created', 'caller', 0, { seenBy: 'probe' }),
      hop('offer-received', 'caller', 1),
      hop('offer-forwarded', 'caller', 2),
      hop('offer-delivered', 'caller', 5),
      hop('answer-created', 'callee', 8, { seenBy: 'probe' }),
      hop('answer-received', 'callee', 9),
      hop('answer-forwarded', 'callee', 10),
      hop('answer-handled', 'callee', 11),
      hop('ice-connected', 'callee', 12),
    ];

    expect(drawn(detailOf(hops))).toEqual([
      '0 caller > caller message: offer created',
      '1 caller > gateway message: offer received',
      '2 gateway > callee message: offer forwarded',
      '5 callee > gateway reply: offer delivered',
      '8 callee > callee message: answer created',
      '9 callee > gateway message: answer received',
      '10 gateway > caller message: answer forwarded',
      '11 caller > gateway reply: answer taken by the page',
      '12 callee > callee message: ICE connected',
    ]);
  });

  it('gather candidates that follow each other, by whose they are', () => {
    const hops = [
      hop('candidate-received', 'caller', 1, { type: 'host' }),
      hop('candidate-forwarded', 'caller', 2, { type: 'host' }),
      hop('candidate-received', 'callee', 3, { type: 'relay' }),
      hop('candidate-received', 'caller', 4, { type: 'srflx' }),
      hop('candidate-delivered', 'caller', 5, { type: 'host' }),
      hop('answer-received', 'callee', 6),
      hop('candidate-received', 'caller', 7, { type: 'host' }),
      hop('candidate-forwarded', 'caller', 8, { type: 'host' }),
    ];

    expect(drawn(detailOf(hops))).toEqual([
      '1 caller > callee message: 2 candidates (host, srflx)',
      '3 callee > gateway message: 1 candidate (relay)',
      '6 callee > gateway message: answer received',
      '7 caller > callee message: 1 candidate (host)',
    ]);
  });

  it('say what was refused or threw, once', () => {
    const refused = hop('offer-forwarded', 'caller', 2, { result: 'refused', reason: 'target-missing' });
    const threw = hop('answer-applied', 'caller', 9, { result: 'failed', reason: 'InvalidStateError' });

    expect(drawn(detailOf([refused], { outcome: 'failed', stage: 'offer-forwarded' }))).toEqual([
      '2 gateway > callee refused: offer forwarded: refused (target-missing)',
    ]);
    expect(drawn(detailOf([threw], { outcome: 'failed', stage: 'answer-applied' }))).toEqual([
      '9 caller > caller failed: answer applied: failed (InvalidStateError)',
    ]);
  });

  it.each([
    ['offer-received', undefined, 'caller > gateway'],
    ['offer-delivered', undefined, 'gateway > callee'],
    ['offer-applied', undefined, 'callee > callee'],
    ['answer-received', undefined, 'callee > gateway'],
    ['answer-applied', undefined, 'caller > caller'],
    ['candidates-exchanged', 'callee', 'callee > caller'],
    ['ice-connected', undefined, 'caller > callee'],
  ] as const)('end with the missing one: %s', (stage, owedBy, way) => {
    const missing = drawn(detailOf([], { outcome: 'failed', stage, ...(owedBy && { owedBy }) }));
    const awaited = drawn(detailOf([], { outcome: 'pending', stage, ...(owedBy && { owedBy }) }));

    expect(missing).toEqual([expect.stringMatching(`^- ${way} missing: .*: missing$`)]);
    expect(awaited).toEqual([expect.stringMatching(`^- ${way} awaited: .*: waiting$`)]);
  });
});

describe('an arrow', () => {
  it('of what is overdue leads the way of the rung that is late', () => {
    const overdue = {
      stage: 'offer-applied',
      owedBy: 'callee',
      evidence: 'probe',
      sentence: 'Late.',
      advice: '',
      since: 6000,
    } as const;

    expect(drawn(detailOf([], { outcome: 'pending', stage: 'answer-received', overdue }))).toEqual([
      '- callee > callee overdue: offer applied: overdue',
    ]);
  });

  it('of media that has nothing to carry says so', () => {
    const media = hop('media-flowing', 'caller', 20, { seenBy: 'probe' });

    expect(drawn(detailOf([media], { ladder: [{ stage: 'media-flowing', status: 'nothing-to-send' }] }))).toEqual([
      '20 caller > caller nothing: media flowing: nothing to send',
    ]);
    expect(drawn(detailOf([media], { ladder: [{ stage: 'media-flowing', status: 'reached' }] }))).toEqual([
      '20 caller > caller message: media flowing',
    ]);
  });
});

describe('the report', () => {
  it('has what is overdue, what was remarked on, and what changed the verdict', () => {
    const { overdue, nothingToSend, refused } = samples;
    const changes = text.detail.changes;

    expect(reportOf(overdue, text).split('\n').slice(1, 5)).toEqual([
      "Outcome: overdue · no-answer, whose side: Boris's page",
      'Boris has the call and has not answered for 5 s.',
      expect.stringMatching(/^Overdue since 09:30:05 \(\+5\.0\ss\)$/),
      'What to do: Ask Boris to accept the call.',
    ]);
    expect(reportOf(refused, text)).not.toContain(changes);
    expect(reportOf(overdue, text).split('\n').slice(8, 11)).toEqual([
      changes,
      expect.stringMatching(
        /^ +\+5\.0\ss {2}overdue · no-answer {2}answer received {2}whose side: Boris's network {2}a wait was over$/,
      ),
      expect.stringMatching(/whose side: Boris's page {2}connection works$/),
    ]);
    const told = reportOf(nothingToSend, text).split('\n');
    expect(told).toContain('Anna hears nothing: the microphone of Boris is not allowed.');
    expect(told.slice(told.indexOf(changes), told.indexOf(changes) + 3)).toEqual([
      changes,
      expect.stringMatching(/^ +\+600\sms {2}signaled {2}a wait was over$/),
      expect.stringMatching(/^ +\+900\sms {2}connected {2}media flowing$/),
    ]);
    expect(reportOf(refused, text)).toContain('missing (malformed; offer.sdp: a string is expected)');
  });

  it('has the verdict, and a name on one line whatever it holds', () => {
    const caller = { id: 'a', username: 'An\nna\u202E' };
    const detail = detailOf([], {
      caller,
      outcome: 'failed',
      cause: 'no-answer',
      owedBy: 'callee',
      sentence: 'Silence.',
    });

    const [first, second, third] = reportOf(detail, text).split('\n');

    expect([first, second, third]).toEqual([
      'Hopline: An\uFFFDna\uFFFD → Boris (Room: den)',
      "Outcome: failed · no-answer, whose side: Boris's page",
      'Silence.',
    ]);
  });
});
