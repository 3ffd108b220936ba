import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { JsonLog } from '../../../src/projections/log/log-lines.js';
import { traceLink } from '../../../src/telemetry/trace-link.js';
import { alive, anna, boris, callOf, diagnosisOf, joined, left, refOf, storyOf } from '../../support/stories.js';

const levels = { debug: 20, info: 30, warn: 40, error: 50 };

/** What the JSON log writes for a story, line by line. */
function written(level: string, tell: (log: JsonLog) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  const logger = pino({ level, base: null, timestamp: false }, { write: (line: string) => void lines.push(line) });
  tell(new JsonLog(logger, traceLink('https://jaeger.example/')));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

const ref = refOf('j1');
const story = storyOf(ref);
const ids = { trace_id: ref.traceId, span_id: ref.spanId, handshake: 'j1', from: anna.id, to: boris.id };

describe('the JSON log', () => {
  it('has a line for each hop at debug, with the ids of its trace', () => {
    expect(
      written('debug', (log) => {
        log.onHop({ ...story.offerDelivered, tookMs: 2.34567 });
        log.onHop(left(anna, 3, 'closed'));
      }),
    ).toEqual([
      {
        level: levels.debug,
        ...ids,
        stage: 'offer-delivered',
        result: 'reached',
        seen_by: 'transport',
        took_ms: 2.346,
        msg: 'offer-delivered reached',
      },
      {
        level: levels.debug,
        from: anna.id,
        stage: 'left',
        result: 'reached',
        departure: 'closed',
        seen_by: 'gateway',
        took_ms: 0.5,
        msg: 'left reached',
      },
    ]);
  });

  it('has refusals as warnings and defects as errors, and no other hop above debug', () => {
    const lines = written('info', (log) => {
      for (const hop of callOf(ref)) log.onHop(hop);
      log.onHop({ ...story.offerReceived, result: 'refused', reason: 'malformed' });
      log.onHop({ ...story.offerReceived, result: 'failed', reason: 'internal' });
    });

    expect(lines.map(({ level, reason, msg }) => [level, reason, msg])).toEqual([
      [levels.warn, 'malformed', 'offer-received refused'],
      [levels.error, 'internal', 'offer-received failed'],
    ]);
  });

  it('says of a refusal which event it was, and which field broke which rule', () => {
    const lines = written('debug', (log) => {
      log.onHop({ ...story.offerReceived, result: 'refused', reason: 'malformed', detail: 'offer.sdp: must be text' });
      log.onHop({
        ...joined(anna, 1),
        kind: 'event-received',
        result: 'refused',
        reason: 'unknown-event',
        event: 'callUser',
      });
      log.onHop({ ...joined(anna, 1), result: 'refused', reason: 'room-full' });
      log.onHop(story.offerReceived);
    });

    expect(lines.map(({ event, detail }) => [event, detail])).toEqual([
      ['offer', 'offer.sdp: must be text'],
      ['callUser', undefined],
      ['join-room', undefined],
      [undefined, undefined],
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/Anna|Boris|den/);
  });

  it('has a verdict that went well as one short line', () => {
    expect(written('info', (log) => log.onVerdict(diagnosisOf(callOf(ref), 70)))).toEqual([
      {
        level: levels.info,
        ...ids,
        outcome: 'signaled',
        evidence: 'transport',
        took_ms: 70,
        msg: 'handshake signaled',
      },
    ]);
  });

  it('has a verdict that did not with its cause, its sentence and what to do', () => {
    const silent = [story.offerReceived, story.offerForwarded, story.offerDelivered, alive(boris, 5500)];

    expect(written('info', (log) => log.onVerdict(diagnosisOf(silent, 5500)))).toEqual([
      {
        level: levels.info,
        ...ids,
        outcome: 'failed',
        stage: 'answer-received',
        cause: 'no-answer',
        owed_by: 'callee',
        evidence: 'transport',
        took_ms: 5500,
        sentence:
          "The callee's browser has the offer and its connection works, but the page did not answer within 5 s.",
        advice: expect.stringMatching(/^Look at the callee's page/),
        trace_url: `https://jaeger.example/trace/${ref.traceId}`,
        msg: 'handshake failed',
      },
    ]);
  });

  it('names nobody and no room, whatever happens', () => {
    const who = { ...anna, username: 'Name-Secret' };
    const lines = written('debug', (log) => {
      log.onHop(joined(who, 0, 'Room-Secret'));
      for (const hop of callOf(ref)) {
        log.onHop({ ...hop, from: who, room: 'Room-Secret' });
        log.onHop({ ...hop, from: who, room: 'Room-Secret', result: 'refused', reason: 'not-in-room' });
      }
      for (const until of [0, 2, 3, 9]) {
        const told = callOf(ref)
          .slice(0, until + 1)
          .map((hop) => ({ ...hop, from: hop.from?.id === anna.id ? who : boris, room: 'Room-Secret' }));
        log.onVerdict(diagnosisOf(told, 60_000));
      }
    });

    expect(lines.length).toBe(25);
    expect(JSON.stringify(lines)).not.toContain('Secret');
    expect(JSON.stringify(lines)).not.toContain('Boris');
  });
});
