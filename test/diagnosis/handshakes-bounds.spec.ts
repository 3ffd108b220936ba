import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { HandshakeRef, Hop } from '../../src/domain/hop.js';
import { HopStream } from '../../src/hops/hop-stream.js';
import type { Diagnosis } from '../../src/hops/hop-watcher.js';
import { Handshakes } from '../../src/diagnosis/handshakes/handshakes.js';
import { listHandshakes } from '../../src/projections/live/handshake-list.js';
import { connected, path, storyWaits, threw, time } from '../domain/hops.js';
import { alive, anna, boris, callOf, left, morning, refOf, storyOf } from '../support/stories.js';

/** The store on a stream of its own; each diagnosis reads the clock once. */
function storing(options: Partial<ConstructorParameters<typeof Handshakes>[0]> = {}) {
  const verdicts: Diagnosis[] = [];
  let [evicted, readings] = [0, 0];
  const stream = new HopStream((where, error) => {
    throw new Error(where, { cause: error });
  });
  const handshakes = new Handshakes({
    waits: storyWaits,
    limit: 10_000,
    limitOfOne: 10_000,
    ownerOf: (participant) => participant,
    stream,
    ask: () => undefined,
    requestReport: () => undefined,
    onDropped: (_, settled) => (evicted += settled ? 0 : 1),
    now: () => {
      readings++;
      return Date.now();
    },
    ...options,
  });
  stream.watch(handshakes, { name: 'told', onVerdict: (diagnosis) => void verdicts.push(diagnosis) });
  const tell = (...hops: readonly Hop[]) => hops.forEach((hop) => stream.emit(hop));
  return {
    handshakes,
    tell,
    outcomes: () => verdicts.map(({ verdict }) => verdict.cause ?? verdict.outcome),
    evicted: () => evicted,
    kept: async () => (await listHandshakes(handshakes, { limit: Infinity })).map(({ handshake }) => handshake.ref.id),
    /** How many handshakes are diagnosed for these hops. */
    diagnosed: (...hops: readonly Hop[]) => {
      const before = readings;
      tell(...hops);
      return readings - before;
    },
  };
}

const emptyReport = (who: typeof anna, ms: number): Hop => ({
  ...alive(who, ms),
  kind: 'probe-alive',
  seenBy: 'probe',
});
const offeredBy = (caller: string, id: string, more: Partial<HandshakeRef> = {}): Hop[] => {
  const ref = refOf(id, { caller, ...more });
  const { offerReceived, offerForwarded, offerDelivered } = storyOf(ref);
  return [offerReceived, offerForwarded, offerDelivered].map((hop) => ({ ...hop, from: { id: caller } }));
};
/** One that has settled, with its offer refused. */
const refusedBy = (caller: string, id: string): Hop[] =>
  offeredBy(caller, id)
    .slice(0, 1)
    .map((hop) => ({ ...hop, result: 'refused', reason: 'malformed' }));
const connectedAs = (id: string): Hop[] =>
  connected.map((hop) => ({ ...hop, handshake: { ...hop.handshake, id } as HandshakeRef }));
const flooderOrSelf = (participant: string) => (participant.startsWith('mallory') ? '192.0.2.1' : participant);
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

beforeEach(() => {
  jest.useFakeTimers({ now: morning });
});
afterEach(() => {
  jest.useRealTimers();
});

describe('what is said of a participant as a whole', () => {
  it('touches none of its handshakes that went well and await nothing, where it is a report or a sign of life', () => {
    const { handshakes, tell, diagnosed } = storing();
    for (const index of numbers(2000)) tell(...callOf(refOf(`s${index}`)));
    expect(handshakes.kept).toBe(2000);

    expect(diagnosed(emptyReport(anna, 70), emptyReport(anna, 80), alive(boris, 90))).toBe(0);
  });

  it('touches some of very many that are open, and the others when they are looked at', () => {
    const { tell, diagnosed, outcomes } = storing();
    for (const index of numbers(200)) tell(...offeredBy(anna.id, `o${index}`));

    expect(diagnosed(emptyReport(anna, 70))).toBeLessThanOrEqual(32);
    jest.advanceTimersByTime(storyWaits.answer + 100);
    expect(diagnosed(alive(boris, storyWaits.answer + 50))).toBeLessThanOrEqual(32);
    jest.advanceTimersByTime(storyWaits.silence + 100);

    // The page is there, as its sign of life has shown, so that nobody's network is blamed.
    expect(outcomes()).toEqual(numbers(200).map(() => 'no-answer'));
  });

  it('touches a few of very many that have failed, the latest', () => {
    const { tell, diagnosed } = storing();
    for (const index of numbers(200)) tell(...refusedBy(anna.id, `f${index}`));

    expect(diagnosed(emptyReport(anna, 70))).toBe(16);
  });

  it('touches, where it is a going, some that are open and a few that went well at once, and all that are open soon', () => {
    const { handshakes, tell, diagnosed, outcomes } = storing();
    for (const index of numbers(2000)) tell(...callOf(refOf(`s${index}`)));
    for (const index of numbers(256)) tell(...offeredBy(anna.id, `o${index}`));
    const before = outcomes().length;

    expect(diagnosed(left(anna, 70))).toBeLessThanOrEqual(32 + 16 + 1);
    jest.advanceTimersByTime(200);
    expect(outcomes().slice(before)).toEqual(numbers(256).map(() => 'abandoned'));
    expect([handshakes.open, handshakes.openOf(boris.id)]).toEqual([0, []]);
  });

  it('counts for a handshake that it did not touch, as soon as that is named: who had left was not lost', () => {
    jest.setSystemTime(time(0));
    const { handshakes, tell, outcomes } = storing();
    for (const index of numbers(40)) tell(...connectedAs(`c${index}`));
    const { handshake, ...going } = threw('callee', 'connection-kept', 9000, { name: 'failed' });
    tell({ ...going, kind: 'left', result: 'reached', seenBy: 'gateway', departure: 'left', from: { id: 'boris' } });
    jest.setSystemTime(time(20_000));

    for (const index of numbers(40))
      tell({
        ...threw('caller', 'connection-kept', 15_000, { name: 'failed' }),
        handshake: { ...handshake, id: `c${index}` } as HandshakeRef,
      });

    expect(outcomes()).not.toContain('connection-lost');
    expect(numbers(40).map((index) => handshakes.get(`c${index}`)?.handshake.faults.length)).toEqual(
      numbers(40).map(() => 1),
    );
  });

  it('does not count for a handshake that began later', () => {
    const { handshakes, tell } = storing();
    tell(...offeredBy(anna.id, 'first'), { ...emptyReport(boris, 10), kind: 'page-gone' });
    tell(...offeredBy(anna.id, 'second'), storyOf(refOf('second')).answerReceived);

    expect(handshakes.get('second')?.handshake.callee.left).toBeUndefined();
  });

  it('is told of few handshakes where it concerns those that are live', () => {
    const { handshakes, tell } = storing();
    for (const index of numbers(2000)) tell(...callOf(refOf(`s${index}`)));
    tell(...offeredBy(anna.id, 'open'));

    expect(handshakes.liveRefs(anna.id).map(({ id }) => id)).toEqual([
      'open',
      ...numbers(16).map((index) => `s${1984 + index}`),
    ]);
    tell(left(boris, 100));
    expect(handshakes.liveRefs(anna.id)).toEqual([]);
  });
});

describe('a flood of handshakes', () => {
  it('takes its own first where the store is full, by address, and leaves those of an honest pair', async () => {
    const { tell, kept, evicted } = storing({ limit: 100, ownerOf: flooderOrSelf });
    tell(...callOf(refOf('settled')), ...offeredBy('carol', 'open'));
    for (const index of numbers(500)) tell(...refusedBy(`mallory${index}`, `m${index}`));

    expect(await kept()).toEqual([...numbers(98).map((index) => `m${499 - index}`), 'open', 'settled']);
    expect(evicted()).toBe(0);
  });

  it('takes its own open ones too, and those are counted', async () => {
    const { tell, kept, evicted } = storing({ limit: 100, ownerOf: (participant) => participant.slice(0, 4) });
    tell(...callOf(refOf('settled')), ...offeredBy('carol', 'open'));
    for (const index of numbers(200)) tell(...offeredBy(`mall${index}`, `m${index}`));

    expect((await kept()).slice(-2)).toEqual(['open', 'settled']);
    expect([(await kept()).length, evicted()]).toEqual([100, 102]);
  });

  it('is bounded for one participant while there is room for others', async () => {
    const { tell, kept, evicted } = storing({ limitOfOne: 20 });
    tell(...offeredBy('mallory', 'open'));
    for (const index of numbers(50)) tell(...refusedBy('mallory', `m${index}`));
    tell(...callOf(refOf('settled')));

    expect(await kept()).toEqual(['settled', ...numbers(19).map((index) => `m${49 - index}`), 'open']);
    expect(evicted()).toBe(0);
  });

  it('counts for who began it, and not for who is called', async () => {
    const { tell, kept } = storing({ limitOfOne: 20 });
    for (const index of numbers(50)) tell(...refusedBy(`caller${index}`, `c${index}`));

    expect(await kept()).toHaveLength(50);
  });

  it('where all have few, takes the oldest that settled, whosever that is', async () => {
    const { tell, kept } = storing({ limit: 10 });
    for (const index of numbers(9)) tell(...refusedBy(`caller${index}`, `c${index}`));
    tell(...offeredBy('mesh', 'm0'), ...offeredBy('mesh', 'm1'), ...offeredBy('mesh', 'm2'));

    expect(await kept()).toEqual(['m2', 'm1', 'm0', ...numbers(7).map((index) => `c${8 - index}`)]);
  });

  it('leaves no verdict on what it took: of a handshake that had to go the rest opens nothing', () => {
    const { handshakes, tell, outcomes } = storing({ limit: 10 });
    tell(...offeredBy(anna.id, 'first'));
    for (const index of numbers(10)) tell(...offeredBy(`caller${index}`, `c${index}`));
    expect(handshakes.get('first')).toBeUndefined();

    tell(...callOf(refOf('first')).slice(3), ...offeredBy(anna.id, 'first'));

    expect([handshakes.get('first'), outcomes(), handshakes.kept]).toEqual([undefined, [], 10]);
  });

  it('leaves no verdict on what went before very many others, whatever is relayed of it still', async () => {
    const { tell, kept, outcomes } = storing({ limit: 100 });
    const forgotten = refOf('forgotten', { mintedAt: morning });
    const { offerReceived, candidateReceived, answerReceived, answerForwarded } = storyOf(forgotten);
    tell(offerReceived);
    for (let i = 0; i < 300; i++) tell(...offeredBy(`caller${i}`, `h${i}`).slice(0, 1));
    outcomes().splice(0);

    const late = [candidateReceived, answerReceived, answerForwarded];
    tell(...late.map((hop) => ({ ...hop, at: morning + 30_000 })));

    expect([(await kept()).includes('forgotten'), outcomes()]).toEqual([false, []]);
  });

  it('leaves no verdict on what went so long ago that its id is forgotten too, whatever its pages report', () => {
    jest.setSystemTime(time(0));
    const { handshakes, tell, outcomes } = storing();

    tell(threw('caller', 'connection-kept', 9000, { name: 'failed' }), ...path('callee', 100, 'ice-connected'));
    jest.advanceTimersByTime(60_000);

    expect([handshakes.kept, outcomes()]).toEqual([0, []]);
  });

  it('forgets candidates without an offer so that they may begin again', () => {
    const { handshakes, tell } = storing();
    const { candidateReceived } = storyOf(refOf('late'));
    tell(candidateReceived);
    jest.advanceTimersByTime(60_000);
    expect(handshakes.get('late')).toBeUndefined();

    tell(...offeredBy(anna.id, 'late').map((hop) => ({ ...hop, at: hop.at + 60_000 })));
    expect(handshakes.get('late')?.verdict.outcome).toBe('pending');
  });
});
