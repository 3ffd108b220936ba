import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { HandshakeRef, Hop } from '../../src/domain/hop.js';
import { storyWaits } from '../domain/hops.js';
import { HopStream } from '../../src/hops/hop-stream.js';
import type { Diagnosis } from '../../src/hops/hop-watcher.js';
import { Handshakes } from '../../src/diagnosis/handshakes/handshakes.js';
import { listHandshakes, type ListFilter } from '../../src/projections/live/handshake-list.js';
import { alive, anna, boris, callOf, left, morning, refOf, room, storyOf } from '../support/stories.js';

interface Told {
  verdicts: Diagnosis[];
  progress: Diagnosis[];
  asked: string[];
  heard: string[];
  evicted: number;
}

/** The store on a stream of its own, at the time of the faked clock. */
function storing(limit = 100, waits = storyWaits) {
  const told: Told = { verdicts: [], progress: [], asked: [], heard: [], evicted: 0 };
  const stream = new HopStream((where, error) => {
    throw new Error(where, { cause: error });
  });
  const handshakes = new Handshakes({
    waits,
    limit,
    limitOfOne: limit,
    ownerOf: (participant) => participant,
    stream,
    ask: (participant) => told.asked.push(participant),
    requestReport: (participant) => told.heard.push(participant),
    onDropped: (_, settled) => (told.evicted += settled ? 0 : 1),
    now: Date.now,
  });
  stream.watch(handshakes, {
    name: 'told',
    onVerdict: (diagnosis) => void told.verdicts.push(diagnosis),
    onProgress: (diagnosis) => void told.progress.push(diagnosis),
  });
  /** Each hop at its own time of the clock. */
  const tell = (...hops: Hop[]) => {
    for (const hop of hops) {
      if (hop.at > Date.now()) jest.advanceTimersByTime(hop.at - Date.now());
      stream.emit(hop);
    }
  };
  return { handshakes, tell, told };
}

const answerDeliveredOf = (diagnosis?: Diagnosis) =>
  diagnosis?.verdict.rungs.find(({ stage }) => stage === 'answer-delivered')?.status;
const outcomes = ({ verdicts }: Told) => verdicts.map(({ verdict }) => verdict.cause ?? verdict.outcome);
const reportedLate = (kind: Hop['kind'], ms: number): Hop => ({
  ...storyOf(refOf('slow')).answerReceived,
  kind,
  seenBy: 'probe',
  at: morning + ms,
});
const offeredIn = (ref: HandshakeRef): Hop[] => {
  const { offerReceived, offerForwarded, offerDelivered } = storyOf(ref);
  return [offerReceived, offerForwarded, offerDelivered];
};

describe('the handshakes', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: morning });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('settle a call that works with its last rung, and no timer is left', () => {
    const { handshakes, tell, told } = storing();

    tell(...callOf(refOf('h1')));

    expect(outcomes(told)).toEqual(['signaled']);
    expect(told.verdicts[0]).toMatchObject({ settledAt: morning + 63, handshake: { openedAt: morning, room } });
    expect([handshakes.open, jest.getTimerCount()]).toEqual([0, 1]);
    jest.advanceTimersByTime(100);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('tell of every rung that is climbed, and only of those', () => {
    const { tell, told } = storing();
    const { candidateReceived, candidateForwarded } = storyOf(refOf('h2'));

    tell(...offeredIn(refOf('h2')), candidateReceived, candidateForwarded, candidateReceived);

    expect(told.progress.map(({ verdict }) => verdict.furthest)).toEqual([
      'offer-received',
      'offer-forwarded',
      'offer-delivered',
    ]);
  });

  it('tell of a rung below the verdict that is seen late, once', () => {
    const { tell, told } = storing();
    const { answerDelivered, ...story } = storyOf(refOf('late'));
    const flowing = (from: Hop['from']) =>
      ({ ...story.answerForwarded, kind: 'media-flowing', from, seenBy: 'probe', at: morning + 400 }) as Hop;
    tell(...Object.values(story), flowing(anna), flowing(boris));
    const [verdict] = told.verdicts;
    told.progress = [];

    tell(answerDelivered, answerDelivered);

    expect([outcomes(told), answerDeliveredOf(verdict)]).toEqual([['connected'], 'implied']);
    expect(told.progress.map(answerDeliveredOf)).toEqual(['reached']);
    expect(told.progress).toMatchObject([{ settledAt: morning + 400, verdict: { outcome: 'connected' } }]);
  });

  it('ask a probe that spoke up late what it has seen, though all seemed well', () => {
    const { tell, told } = storing();
    const delivered: Hop = {
      ...storyOf(refOf('slow')).candidateForwarded,
      kind: 'candidate-delivered',
      at: morning + 64,
    };
    tell(...callOf(refOf('slow')), { ...delivered, seenBy: 'transport' });
    jest.advanceTimersByTime(1500);
    expect(outcomes(told)).toEqual(['signaled']);

    tell(reportedLate('offer-applied', 20), reportedLate('answer-created', 30));
    jest.advanceTimersByTime(storyWaits.candidates + 100);

    expect(told.heard).toContain(boris.id);
  });

  it('ask a silent page for a sign of life before they name it', () => {
    const { tell, told } = storing();
    tell(...offeredIn(refOf('h3')));

    jest.advanceTimersByTime(storyWaits.answer);
    expect([told.asked, outcomes(told)]).toEqual([[], []]);
    jest.advanceTimersByTime(100);
    expect([told.asked, outcomes(told)]).toEqual([[boris.id], []]);
    tell(alive(boris, Date.now() - morning + 3));

    expect([told.asked, outcomes(told)]).toEqual([[boris.id], ['no-answer']]);
  });

  it('name the network where no sign of life comes, a tick after its wait', () => {
    const { tell, told } = storing();
    tell(...offeredIn(refOf('h4')));

    jest.advanceTimersByTime(storyWaits.answer + storyWaits.silence - 10);
    expect(outcomes(told)).toEqual([]);
    jest.advanceTimersByTime(120);

    expect(told.asked).toEqual([boris.id]);
    expect(told.verdicts).toMatchObject([{ verdict: { outcome: 'failed', owedBy: 'callee-network' } }]);
  });

  it('put off no verdict for news of a page that tells more and more, and nothing of what is waited for', () => {
    const { tell, told } = storing();
    tell(...offeredIn(refOf('slow')));

    for (let ms = 3000; ms <= 15_000; ms += 1500) {
      jest.advanceTimersByTime(1500);
      tell({ ...reportedLate('turn-allocated', ms - 3000), result: 'failed', failure: { name: 'turn', code: ms } });
    }

    expect(outcomes(told)[0]).toBe('message-lost');
  });

  it('withdraw a verdict when the missing rung is climbed after all', () => {
    const { handshakes, tell, told } = storing();
    tell(...offeredIn(refOf('h5')));
    jest.advanceTimersByTime(10_000);

    const [, , , ...rest] = callOf(refOf('h5')).map((hop) => ({ ...hop, at: hop.at + 12_000 }));
    tell(...rest);

    expect(told.verdicts.map(({ verdict, withdrawn }) => [verdict.outcome, withdrawn?.outcome])).toEqual([
      ['failed', undefined],
      ['pending', 'failed'],
      ['signaled', undefined],
    ]);
    expect(handshakes.open).toBe(0);
  });

  it('have in their history, with the step that brought it, another rung and owner that people are told of', () => {
    const { tell, told } = storing();
    const call = callOf(refOf('h8')).slice(0, 8);
    tell(...call);
    jest.advanceTimersByTime(12_000);

    tell({ ...storyOf(refOf('h8')).offerReceived, kind: 'offer-created', seenBy: 'probe' });
    const saidAt = Date.now();
    jest.advanceTimersByTime(storyWaits.silence + 100);

    const before = {
      outcome: 'failed',
      stage: 'candidates-exchanged',
      cause: 'message-lost',
      owedBy: 'callee-network',
    };
    const after = { ...before, stage: 'answer-applied', owedBy: 'caller-network' };
    const [first, asked] = [
      { ...before, at: expect.any(Number) },
      // What is told late is asked about first.
      { outcome: 'pending', at: saidAt, because: 'offer-created' },
    ];
    expect(told.verdicts.map(({ history }) => history)).toEqual([
      [first],
      [first, asked],
      [first, asked, { ...after, at: expect.any(Number) }],
    ]);
  });

  it('have nothing in their history of what only climbs', () => {
    const { handshakes, tell } = storing(100, { ...storyWaits, ring: 30_000 });
    tell(...offeredIn(refOf('h9')));
    jest.advanceTimersByTime(storyWaits.answer + 100);
    tell(alive(boris, Date.now() - morning));
    const after = Date.now() - morning;

    tell(
      ...callOf(refOf('h9'))
        .slice(3)
        .map((hop) => ({ ...hop, at: hop.at + after })),
    );

    expect(handshakes.get('h9')?.history).toMatchObject([
      { outcome: 'pending', stage: 'answer-received', cause: 'no-answer', owedBy: 'callee', because: 'alive' },
      { outcome: 'pending', because: 'answer-received' },
      { outcome: 'signaled', because: 'candidate-forwarded' },
    ]);
  });

  it('are abandoned when somebody leaves meanwhile, and leave no timer behind', () => {
    const { handshakes, tell, told } = storing();
    for (let index = 0; index < 50; index++) tell(...offeredIn(refOf(`a${index}`)));

    tell(left(boris, 20, 'closed'), left(anna, 30, 'closed'));
    jest.advanceTimersByTime(100);

    expect(outcomes(told)).toEqual(Array.from({ length: 50 }, () => 'abandoned'));
    expect([handshakes.open, jest.getTimerCount()]).toEqual([0, 0]);
    jest.advanceTimersByTime(60_000);
    expect(told.verdicts).toHaveLength(50);
  });

  it('are kept up to a limit, and settled ones go first', async () => {
    const { handshakes, tell, told } = storing(10);
    tell(...offeredIn(refOf('open')));
    for (let index = 0; index < 20; index++) tell(...callOf(refOf(`s${index}`)));

    const ids = (await listHandshakes(handshakes, { limit: 100 })).map(({ handshake }) => handshake.ref.id);

    expect(ids).toHaveLength(10);
    expect([ids[0], ids.at(-1), told.evicted]).toEqual(['s19', 'open', 0]);
  });

  it('lose the oldest open one when all are open, and count it', () => {
    const { handshakes, tell, told } = storing(10);
    for (let index = 0; index < 12; index++) tell(...offeredIn(refOf(`o${index}`)));

    expect(told.evicted).toBe(2);
    expect([handshakes.get('o0'), handshakes.get('o1')]).toEqual([undefined, undefined]);
    expect(handshakes.get('o2')?.verdict.outcome).toBe('pending');
    expect(handshakes.open).toBe(10);
  });

  it('are listed newest first, by room, outcome and cause', async () => {
    const { handshakes, tell } = storing();
    tell(...callOf(refOf('one')));
    tell(...callOf(refOf('two')).map((hop) => ({ ...hop, room: 'attic' })));
    tell(...offeredIn(refOf('three')));
    const ids = async (filter: Partial<ListFilter>) =>
      (await listHandshakes(handshakes, { limit: 10, ...filter })).map(({ handshake }) => handshake.ref.id);

    expect(await ids({})).toEqual(['three', 'two', 'one']);
    expect(await ids({ limit: 2 })).toEqual(['three', 'two']);
    expect(await ids({ room: 'attic' })).toEqual(['two']);
    expect(await ids({ outcome: 'signaled' })).toEqual(['two', 'one']);
    jest.advanceTimersByTime(60_000);
    expect(await ids({ outcome: 'pending' })).toEqual([]);
    expect(await ids({ cause: 'no-answer' })).toEqual([]);
    expect(await ids({ outcome: 'failed' })).toEqual(['three']);
  });

  it('supersede an offer that a newer one replaces', () => {
    const { tell, told } = storing();
    tell(...offeredIn(refOf('old')));

    tell(...offeredIn(refOf('new', { previous: 'old' })).map((hop) => ({ ...hop, at: hop.at + 100 })));

    expect(told.verdicts.map(({ handshake, verdict }) => [handshake.ref.id, verdict.outcome])).toEqual([
      ['old', 'superseded'],
    ]);
  });

  it('forget candidates whose offer never comes', () => {
    const { handshakes, tell, told } = storing();
    const { candidateReceived, candidateForwarded } = storyOf(refOf('h6'));
    tell(candidateReceived, candidateForwarded);
    expect(handshakes.open).toBe(1);

    jest.advanceTimersByTime(60_000);

    expect([handshakes.open, told.verdicts, handshakes.get('h6')]).toEqual([0, [], undefined]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('stop looking at anything when they are closed', () => {
    const { handshakes, tell, told } = storing();
    tell(...offeredIn(refOf('h7')));

    handshakes.close();
    jest.advanceTimersByTime(60_000);

    expect([told.verdicts, jest.getTimerCount()]).toEqual([[], 0]);
  });

  it('pay no heed to hops of no handshake', async () => {
    const { handshakes, tell, told } = storing();

    tell(left(anna, 1), alive(boris, 2), { kind: 'connected', result: 'reached', seenBy: 'gateway', at: 0, tookMs: 0 });

    expect([await listHandshakes(handshakes, { limit: 10 }), told.verdicts, told.progress]).toEqual([[], [], []]);
  });
});
