import { describe, expect, it } from '@jest/globals';
import { HopStream } from '../../src/hops/hop-stream.js';
import type { HopWatcher } from '../../src/hops/hop-watcher.js';
import { done, refuse, step } from '../../src/hops/step.js';
import type { Hop } from '../../src/domain/hop.js';
import { open } from '../../src/domain/handshake.js';
import { Timelines } from '../../src/projections/timelines.js';
import { diagnose } from '../../src/domain/diagnose.js';
import { defaultWaits } from '../../src/domain/ladder.js';
import { metric, pairIn, runGateway } from '../support/clients.js';
import { offer } from '../support/sdp.js';
import { atEnd } from '../support/teardown.js';

const from = { id: 'anna', username: 'Anna' };
const aHop: Hop = { kind: 'alive', result: 'reached', seenBy: 'transport', at: 10, tookMs: 1, from };
const handshake = open({ id: 'h', traceId: 't', spanId: 's', caller: 'anna', callee: 'boris' }, aHop);
const diagnosis = { handshake, verdict: diagnose(handshake, defaultWaits, 10) };

/** A stream and all that its one watcher hears. */
function watched() {
  const defects: [where: string, error: unknown][] = [];
  const stream = new HopStream((where, error) => defects.push([where, error]));
  const hops: Hop[] = [];
  stream.watch({ name: 'watcher', onHop: (hop) => void hops.push(hop) });
  return { stream, hops, defects };
}

describe('a step', () => {
  it('that goes well is one hop, with what the step has learned', () => {
    const { stream, hops, defects } = watched();

    const outcome = step(stream, { kind: 'joined', from: { id: 'anna' } }, (draft) => {
      draft.from = from;
      draft.room = 'den';
      return done(7);
    });

    expect(outcome).toEqual({ ok: true, value: 7 });
    expect(hops).toEqual([
      {
        kind: 'joined',
        result: 'reached',
        seenBy: 'gateway',
        from,
        room: 'den',
        at: expect.any(Number),
        tookMs: expect.any(Number),
      },
    ]);
    expect(hops[0]?.tookMs).toBeGreaterThanOrEqual(0);
    expect(Math.abs((hops[0]?.at ?? 0) - Date.now())).toBeLessThan(5000);
    expect(defects).toEqual([]);
  });

  it('that refuses is one hop with the reason', () => {
    const { stream, hops, defects } = watched();

    const outcome = step(stream, { kind: 'joined', from }, () => refuse('room-full', 'It holds 2 participants.'));

    expect(outcome).toEqual({
      ok: false,
      refusal: { code: 'room-full', message: 'The room is full. It holds 2 participants.' },
    });
    expect(hops).toMatchObject([{ kind: 'joined', result: 'refused', reason: 'room-full', from }]);
    expect(defects).toEqual([]);
  });

  it('that throws is one failed hop, a defect, and `internal` to the sender, who hears nothing of the error', () => {
    const { stream, hops, defects } = watched();
    const error = new Error('secret');

    const outcome = step(stream, { kind: 'offer-received', from }, () => {
      throw error;
    });

    expect(outcome).toEqual({
      ok: false,
      refusal: { code: 'internal', message: 'The gateway could not handle the message.' },
    });
    expect(hops).toMatchObject([{ kind: 'offer-received', result: 'failed', reason: 'internal', from }]);
    expect(defects).toEqual([['offer-received', error]]);
  });
});

describe('the stream', () => {
  const failure = new Error('a watcher fails');
  const fails = () => {
    throw failure;
  };
  const failing: HopWatcher = { name: 'failing', onHop: fails, onProgress: fails, onVerdict: fails, close: fails };

  it('tells the watchers after a failing one all the same, and counts the failure under its name', async () => {
    const { stream, hops, defects } = watched();
    const told: string[] = [];
    stream.watch(failing, {
      name: 'last',
      onHop: ({ kind }) => void told.push(kind),
      onProgress: () => void told.push('progress'),
      onVerdict: () => void told.push('verdict'),
      close: () => void told.push('close'),
    });

    stream.emit(aHop);
    stream.progress(diagnosis);
    stream.conclude(diagnosis);
    await stream.close();

    expect(told).toEqual(['alive', 'progress', 'verdict', 'close']);
    expect(hops).toEqual([aHop]);
    expect(defects).toEqual(Array.from({ length: 4 }, () => ['failing', failure]));
  });

  it('waits for each watcher to close, in their order, a rejecting one included', async () => {
    const { stream, defects } = watched();
    const told: string[] = [];
    stream.watch(
      { name: 'rejects', close: () => Promise.reject(failure) },
      { name: 'slow', close: async () => void told.push(await Promise.resolve('slow')) },
      { name: 'last', close: () => void told.push('last') },
    );

    await stream.close();

    expect(told).toEqual(['slow', 'last']);
    expect(defects).toEqual([['rejects', failure]]);
  });

  it('tells a closed watcher nothing more', async () => {
    const { stream, hops } = watched();

    await stream.close();
    stream.emit(aHop);

    expect(hops).toEqual([]);
  });

  it('hands a watcher the kinds of hops that it wants, and of all others what was refused or has failed', () => {
    const { stream, hops: all } = watched();
    const hops: Hop[] = [];
    stream.watch({ name: 'choosy', kinds: ['joined'], onHop: (hop) => void hops.push(hop) });
    const wanted: Hop[] = [
      { ...aHop, kind: 'joined' },
      { ...aHop, kind: 'candidate-received', result: 'refused', reason: 'malformed' },
      { ...aHop, kind: 'answer-applied', result: 'failed' },
    ];

    for (const hop of [...wanted, aHop]) stream.emit(hop);

    expect(hops).toEqual(wanted);
    expect(all).toEqual([...wanted, aHop]);
  });

  it('hands on what a watcher brings about once everybody has what it follows from, in its order', () => {
    const { stream, defects } = watched();
    const told: string[] = [];
    stream.watch(
      {
        name: 'first',
        onHop: ({ kind }) => {
          if (kind !== 'alive') return;
          stream.behind('first', () => void told.push('behind'));
          stream.emit({ ...aHop, kind: 'left' });
          stream.progress(diagnosis);
          stream.conclude(diagnosis);
          stream.behind('first', fails);
        },
        onProgress: () => stream.emit({ ...aHop, kind: 'joined' }),
      },
      {
        name: 'last',
        onHop: ({ kind }) => void told.push(kind),
        onProgress: () => void told.push('progress'),
        onVerdict: () => void told.push('verdict'),
      },
    );

    stream.emit(aHop);

    expect(told).toEqual(['alive', 'behind', 'left', 'progress', 'verdict', 'joined']);
    expect(defects).toEqual([['first', failure]]);
  });

  it('keeps what is emitted meanwhile as it was: its record goes on to the next step', () => {
    const { stream, hops } = watched();
    const draft: Hop = { ...aHop, kind: 'left' };
    stream.watch({
      name: 'reuses',
      onHop: ({ kind }) => {
        if (kind !== 'alive') return;
        stream.emit(draft);
        draft.kind = 'met';
      },
    });

    stream.emit(aHop);

    expect(hops.map(({ kind }) => kind)).toEqual(['alive', 'left']);
  });

  it('runs what follows from no hop once what is being done is done', async () => {
    const { stream, defects } = watched();
    const told: string[] = [];

    stream.behind('watcher', () => void told.push('behind'));
    stream.behind('watcher', fails);
    told.push('now');

    await Promise.resolve();
    expect(told).toEqual(['now', 'behind']);
    expect(defects).toEqual([['watcher', failure]]);
  });

  it('goes on with the next hop where what counts a failure has failed itself', () => {
    let isBroken = true;
    const stream = new HopStream(() => {
      if (isBroken) throw new Error('of what counts');
    });
    const hops: Hop[] = [];
    stream.watch({
      name: 'failing',
      onHop: () => {
        throw new Error('of a watcher');
      },
    });
    stream.watch({ name: 'watcher', onHop: (hop) => void hops.push(hop) });

    expect(() => stream.emit(aHop)).toThrow('of what counts');
    isBroken = false;
    stream.emit({ ...aHop, at: 11 });

    expect(hops.map(({ at }) => at)).toEqual([11]);
  });

  it('answers for a watcher that throws when it is asked, and counts it', () => {
    const { stream, defects } = watched();

    expect([stream.guard('watcher', () => 7, 1), stream.guard<number>('watcher', fails, 1)]).toEqual([7, 1]);
    expect(defects).toEqual([['watcher', failure]]);
  });
});

describe('a defect in a watcher of a running gateway', () => {
  it('is counted, and the messages arrive', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    // oxlint-disable-next-line typescript/unbound-method -- put back as it was
    const { onHop } = Timelines.prototype;
    atEnd(() => (Timelines.prototype.onHop = onHop));
    Timelines.prototype.onHop = () => {
      throw new Error('a defect');
    };

    anna.emit('offer', { target: boris.id, offer: offer() });

    expect(await boris.next('offer')).toMatchObject({ sender: anna.id });
    expect(await metric(url, 'hopline_watcher_failures_total{watcher="timelines"}')).toBeGreaterThanOrEqual(2);
  });
});
