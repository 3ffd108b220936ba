import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import { pino } from 'pino';
import { candidateTypes } from '../../protocol/facts.js';
import { defaultBounds } from '../../src/bounds/bounds.js';
import type { HandshakeRef, Hop, HopKind } from '../../src/domain/hop.js';
import { defaultWaits } from '../../src/domain/ladder.js';
import { HopStream } from '../../src/hops/hop-stream.js';
import { Counters } from '../../src/projections/metrics/counters.js';
import { Funnel } from '../../src/projections/live/funnel.js';
import { Handshakes } from '../../src/diagnosis/handshakes/handshakes.js';
import { viewOf } from '../../src/locales/tell.js';
import { JsonLog } from '../../src/projections/log/log-lines.js';
import { LiveView } from '../../src/projections/live/live-view.js';
import { createMetrics } from '../../src/telemetry/metrics.js';
import { alive, anna, boris, left, morning, refOf, room } from '../support/stories.js';

/** Shorter than those of people, so that a story sees all of them, and no two alike. */
const waits = {
  ...defaultWaits,
  'offer-forwarded': 70,
  'offer-delivered': 300,
  'offer-handled': 150,
  answer: 420,
  'answer-forwarded': 80,
  'answer-delivered': 310,
  'answer-handled': 160,
  'candidates-exchanged': 350,
  probe: 90,
  silence: 120,
  report: 130,
  ring: 900,
};
const people = { anna, boris };
type Name = keyof typeof people;
const otherOf = { anna: 'boris', boris: 'anna' } as const;

/** A step of a story: what happens, of which of its handshakes, by whom, how long after the step before. */
interface Step {
  readonly what: (typeof happenings)[number];
  readonly which: number;
  readonly who: Name;
  readonly afterMs: number;
  readonly sight: NonNullable<NonNullable<Hop['to']>['sight']>;
  readonly refused: boolean;
  readonly type: (typeof candidateTypes)[number];
}

const happenings = ['offer', 'answer', 'candidate', 'delivered', 'handled', 'alive', 'report', 'left', 'look'] as const;
const likely = fc.constantFrom(...(['offer', 'answer', 'candidate', 'candidate', 'delivered', 'delivered'] as const));

const aStep: fc.Arbitrary<Step> = fc.record({
  what: fc.oneof({ weight: 12, arbitrary: likely }, { weight: 1, arbitrary: fc.constantFrom(...happenings) }),
  which: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(2) }),
  who: fc.constantFrom('anna' as const, 'boris' as const),
  afterMs: fc.oneof({ weight: 6, arbitrary: fc.nat(30) }, { weight: 1, arbitrary: fc.nat(500) }),
  sight: fc.oneof(
    { weight: 5, arbitrary: fc.constant({ transport: true, page: false }) },
    fc.record({ transport: fc.boolean(), page: fc.boolean() }),
    fc.constant({ transport: true, page: false, queued: true }),
  ),
  refused: fc.oneof({ weight: 15, arbitrary: fc.constant(false) }, fc.constant(true)),
  type: fc.constantFrom(...candidateTypes),
});
/** Mostly a call that comes about, among what else may happen. */
const aStory = fc.record({
  opening: fc.boolean(),
  steps: fc.array(aStep, { maxLength: 30 }),
  /** Does the connection of each answer, when it is asked for a sign of life? */
  answers: fc.record({ anna: fc.boolean(), boris: fc.boolean() }),
});
type Story = typeof aStory extends fc.Arbitrary<infer S> ? S : never;

const usual = { which: 0, sight: { transport: true, page: false }, refused: false, type: 'host', afterMs: 2 } as const;
const opening = [
  { ...usual, what: 'offer', who: 'anna' },
  { ...usual, what: 'delivered', who: 'anna' },
  { ...usual, what: 'answer', who: 'boris' },
  { ...usual, what: 'delivered', who: 'boris' },
  { ...usual, what: 'candidate', who: 'anna' },
  { ...usual, what: 'candidate', who: 'boris' },
] as const satisfies Step[];

const again = { ...usual, what: 'offer', who: 'anna' } as const;
/** An offer that takes the place of one that is on its way: its answer has been waited for since then. */
const found: [Story][] = [
  [
    {
      opening: false,
      answers: { anna: true, boris: true },
      steps: [
        again,
        { ...again, what: 'delivered' },
        { ...again, which: 2, afterMs: 300 },
        { ...again, what: 'delivered', which: 2 },
      ],
    },
  ],
];

const since = () => Date.now() - morning;

/** What the watchers say of a story, and when, where every step is watched or none. */
async function told({ opening: opens, steps, answers }: Story, watched: boolean) {
  jest.setSystemTime(morning);
  const heard: unknown[] = [];
  /** Without the machine's own clock, which the faked one has nothing to do with. */
  const lines: string[] = [];
  const metrics = createMetrics('test');
  const now = Date.now;
  const stream = new HopStream((where, error) => {
    throw new Error(where, { cause: error });
  });
  const ask = (id: string) => {
    heard.push([since(), 'asked', id]);
    const name = id === anna.id ? 'anna' : 'boris';
    if (answers[name]) setTimeout(() => stream.emit({ ...alive(people[name], since()) }), 4);
  };
  const handshakes = new Handshakes({
    waits,
    limit: 100,
    limitOfOne: 100,
    ownerOf: (id) => id,
    stream,
    ask,
    requestReport: (id) => heard.push([since(), 'wanted', id]),
    isWatched: () => watched,
    onDropped: () => undefined,
    now,
  });
  const funnel = new Funnel({ limit: 100, now });
  const logger = pino(
    { level: 'info', timestamp: () => `,"time":${since()}` },
    { write: (line) => lines.push(line.replace(/"since":\d+/, '')) },
  );
  let diagnoses = 0;
  stream.watch(
    new Counters(metrics, { live: new LiveView(), handshakes }, defaultBounds),
    new JsonLog(logger, () => undefined),
    handshakes,
    funnel,
    {
      name: 'told',
      onVerdict: ({ handshake, verdict, ...more }) => void heard.push([since(), handshake, verdict, { ...more }]),
      onProgress: ({ handshake: { ref }, verdict: { overdue } }) => {
        diagnoses++;
        if (overdue) heard.push([since(), ref.id, overdue]);
      },
    },
  );
  const refs = new Map<string, HandshakeRef>();
  for (const step of opens ? [...opening, ...steps] : steps) {
    jest.advanceTimersByTime(step.afterMs);
    if (step.what === 'look') heard.push(look(handshakes, refs.values().next().value));
    else for (const hop of hopsOf(step, refs)) stream.emit(hop);
  }
  const looked = Array.from(refs.values(), (ref) => look(handshakes, ref));
  jest.advanceTimersByTime(4000);
  const page = metrics.page();
  jest.runAllTicks();
  handshakes.close();
  return { heard, lines, looked, funnel: funnel.view(), page: await counted(page), diagnoses };
}

/** What the API and the console show of it now. */
function look(handshakes: Handshakes, ref: HandshakeRef | undefined) {
  const { handshake, verdict, settledAt, history } = handshakes.get(ref?.id ?? '') ?? {};
  return handshake && verdict && viewOf(handshake, verdict, settledAt, 'en', 'developer', history);
}

/** What is counted and timed of calls; memory and the like are the process's. */
async function counted(page: Promise<string>): Promise<string[]> {
  return (await page).split('\n').filter((line) => line.startsWith('hopline_') && !line.startsWith('hopline_build'));
}

const stepsOf: Record<string, readonly HopKind[]> = {
  offer: ['offer-received', 'offer-forwarded'],
  answer: ['answer-received', 'answer-forwarded'],
  candidate: ['candidate-received', 'candidate-forwarded'],
};

function hopsOf({ what, which, who, sight, refused, type }: Step, refs: Map<string, HandshakeRef>): Hop[] {
  const at = Date.now();
  const [self, other] = [people[who], people[otherOf[who]]];
  if (what === 'alive') return [alive(self, at - morning)];
  if (what === 'left') return [left(self, at - morning, 'closed')];
  // An offer is of its author's call, an answer of the other's; the rest is of either.
  const calls = what === 'offer' ? who : what === 'answer' ? otherOf[who] : which === 1 ? 'boris' : 'anna';
  const key = `${calls}${which}`;
  const previous = [...refs.values()].at(-1)?.id;
  const ref =
    refs.get(key) ??
    refOf(key, {
      caller: people[calls].id,
      callee: people[otherOf[calls]].id,
      mintedAt: at,
      ...(previous !== undefined && { previous }),
    });
  refs.set(key, ref);
  const facts = {
    description: {
      bytes: 3000,
      media: { audio: 1, video: 0, application: 0 },
      candidates: { host: 0, srflx: 0, prflx: 0, relay: 0 },
      ufrag: `${who}${which % 2}`,
      session: who,
    },
    candidate: { bytes: 100, end: false, type },
  };
  const base = {
    result: 'reached',
    seenBy: 'gateway',
    at,
    tookMs: 0,
    handshake: ref,
    room,
    from: self,
    to: other,
  } as const;
  switch (what) {
    case 'delivered':
    case 'handled': {
      const message = who === calls ? 'offer' : 'answer';
      const [from, to] = [self, other];
      return [
        { ...base, kind: `${message}-${what}`, message, from, to, seenBy: what === 'handled' ? 'page' : 'transport' },
      ];
    }
    case 'report':
      return [{ ...base, kind: 'media-captured', seenBy: 'probe' }];
    default: {
      const [received = 'offer-received', forwarded = 'offer-forwarded'] = stepsOf[what] ?? [];
      const message = what === 'candidate' ? 'ice-candidate' : what === 'answer' ? 'answer' : 'offer';
      const said = message === 'ice-candidate' ? { candidate: facts.candidate } : { description: facts.description };
      const hop = { ...base, message, ...said } as const;
      if (refused) return [{ ...hop, kind: received, result: 'refused', reason: 'malformed' }];
      return [
        { ...hop, kind: received },
        { ...hop, kind: forwarded, to: { ...other, sight } },
      ];
    }
  }
}

describe('a call that nobody looks at', () => {
  beforeEach(
    () => void jest.useFakeTimers({ now: morning, doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] }),
  );
  afterEach(() => void jest.useRealTimers());

  it('has the verdicts, at the times, of one that is asked at every step: for the log, the metrics, the funnel', async () => {
    let saved = 0;
    const outcomes = new Set<string | undefined>();
    await fc.assert(
      fc.asyncProperty(aStory, async (story) => {
        const { diagnoses: every, ...watched } = await told(story, true);
        const { diagnoses: some, ...unwatched } = await told(story, false);
        expect(unwatched).toEqual(watched);
        saved += every - some;
        for (const line of watched.lines) outcomes.add(/"outcome":"(.*?)"/.exec(line)?.[1]);
      }),
      // The same stories every time, so that all outcomes are among them.
      { numRuns: 100, seed: 1, examples: found },
    );
    expect(saved).toBeGreaterThan(100);
    expect([...outcomes]).toEqual(expect.arrayContaining(['pending', 'signaled', 'failed', 'abandoned', 'superseded']));
  });
});
