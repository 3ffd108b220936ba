import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { defaultBounds } from '../../../src/bounds/bounds.js';
import type { HandshakeRef, Hop } from '../../../src/domain/hop.js';
import { HopStream } from '../../../src/hops/hop-stream.js';
import { Handshakes } from '../../../src/diagnosis/handshakes/handshakes.js';
import { Spans } from '../../../src/projections/traces/spans.js';
import { Timelines } from '../../../src/projections/timelines.js';
import { CollectedSpans, faultsOf, textOf } from '../../support/collected-spans.js';
import {
  alive,
  answered,
  candidate,
  connected,
  left,
  met,
  negotiated,
  offered,
  offerForwarded,
  offerReceived,
  path,
  polling,
  probe,
  probeAlive,
  probeStarted,
  ref,
  refused,
  signaled,
  threw,
  time,
  storyWaits,
} from '../../domain/hops.js';

beforeEach(() => void jest.useFakeTimers({ now: time(0) }));
afterEach(() => void jest.useRealTimers());

const silent = () => undefined;

/** Plays hops through the projections, each at its time, and on until all waits are over; what was drawn. */
function tracesOf(hops: readonly Hop[], untilMs = 60_000): CollectedSpans['spans'] {
  const tracing = new CollectedSpans();
  const stream = new HopStream((where, error) => {
    throw new Error(where, { cause: error });
  });
  const now = Date.now;
  const timelines = new Timelines(10);
  stream.watch(
    timelines,
    new Spans({
      timelines,
      tracing,
      bounds: { ...defaultBounds, handshakes: 10 },
      sampling: { ratio: 1, healthy: 20, slowMs: 5000 },
      consoleLink: silent,
      onDefect: (error) => {
        throw error;
      },
      now,
    }),
    new Handshakes({
      stream,
      waits: { ...storyWaits, probe: 1000 },
      limit: 10,
      limitOfOne: 10,
      ownerOf: (participant) => participant,
      ask: silent,
      requestReport: silent,
      onDropped: silent,
      now,
    }),
  );
  for (const told of hops) {
    jest.advanceTimersByTime(Math.max(0, told.at - now()));
    stream.emit(told);
  }
  jest.advanceTimersByTime(time(untilMs) - now());
  return tracing.spans;
}

/** The same hops, of another handshake and later. */
function again(hops: readonly Hop[], more: Partial<HandshakeRef>, laterMs: number): Hop[] {
  const handshake = { ...ref, ...more };
  return hops.map((told) => ({ ...told, at: told.at + laterMs, ...(told.handshake && { handshake }) }));
}
const second = { id: 'h2', traceId: 'c'.repeat(32), spanId: 'd'.repeat(16), previous: 'h1' };

const stories: Record<string, readonly Hop[]> = {
  signaled,
  connected: [...connected].toSorted((a, b) => a.at - b.at),
  'connected, by clocks that are wrong by some ms': [
    ...offered,
    ...answered.slice(3),
    ...candidate('caller', 60),
    ...candidate('callee', 61),
    probe('caller', 'offer-created', -30),
    probe('callee', 'offer-applied', 90),
    probe('callee', 'answer-created', 2),
    probe('caller', 'answer-applied', 1),
    ...path('caller', 70, 'ice-connected', 'dtls-connected', 'media-flowing'),
    ...path('callee', 50, 'ice-connected', 'dtls-connected', 'media-flowing'),
  ],
  'no-answer': [...offered, alive('callee', 5050)],
  'offer-not-delivered': offered.slice(0, 2),
  'target-missing': [offerReceived(0), refused(offerForwarded(1), 'target-missing')],
  'offer-refused': [...offered, threw('callee', 'offer-applied', 20, { name: 'OperationError' })],
  'answer-not-created': [
    probeStarted('callee', 0),
    ...offered,
    probe('callee', 'offer-applied', 10),
    alive('callee', 5050),
    probeAlive('callee', 5060),
  ],
  'ice-failed': [
    ...negotiated().toSorted((a, b) => a.at - b.at),
    threw('caller', 'ice-connected', 15_000, { name: 'failed' }),
    threw('callee', 'ice-connected', 15_100, { name: 'failed' }),
  ],
  'never-offered': [
    met(0),
    probeStarted('caller', 0),
    probe('caller', 'offer-created', 10),
    probe('caller', 'candidates-gathered', 20),
    alive('caller', 2100),
    probeAlive('caller', 2110),
  ],
  'never-offered, and nothing tried': [
    met(0),
    probeAlive('callee', 5040),
    alive('caller', 5050),
    probeAlive('caller', 5060),
  ],
  abandoned: [...offered, left('callee', 700, 'closed')],
  'connected, then lost, then made anew': [
    ...[...connected].toSorted((a, b) => a.at - b.at),
    threw('caller', 'connection-kept', 20_000, { name: 'failed' }),
    ...again(
      [...connected].toSorted((a, b) => a.at - b.at),
      second,
      21_000,
    ),
  ],
  'connected, although a candidate was refused': [
    ...negotiated().toSorted((a, b) => a.at - b.at),
    ...candidate('caller', 63).map((told) =>
      told.kind === 'candidate-received' ? told : refused(told, 'target-left'),
    ),
    threw('callee', 'candidate-applied', 64, { name: 'OperationError' }),
    ...path('caller', 100, 'ice-connected', 'dtls-connected', 'media-flowing'),
    ...path('callee', 100, 'ice-connected', 'dtls-connected', 'media-flowing'),
  ].toSorted((a, b) => a.at - b.at),
  'no-answer, with candidates that come while it is waited for': [
    ...offered,
    ...candidate('caller', 40),
    ...candidate('caller', 900),
    alive('callee', 5050),
  ],
  'not known, over HTTP polling': [offerReceived(0), offerForwarded(1, polling)],
};
/** What the traces must be, as text: `# story`, and below it the lines of its traces. */
const expected = Object.fromEntries(
  readFileSync(new URL('traces.txt', import.meta.url), 'utf8')
    .split(/^# /m)
    .slice(1)
    .map((section) => {
      const [name = '', ...lines] = section.trimEnd().split('\n');
      return [name, lines];
    }),
);

it.each(Object.keys(stories))('the trace of a handshake that is %s', (name) => {
  expect(textOf(tracesOf(stories[name] ?? []), time(0))).toEqual(expected[name]);
});

it.each(Object.keys(stories))('nothing in it has no length, is outside its root or out of order: %s', (name) => {
  expect(faultsOf(tracesOf(stories[name] ?? []))).toEqual([]);
});

it('has a text for every story, and no other', () => {
  expect(Object.keys(expected)).toEqual(Object.keys(stories));
});
