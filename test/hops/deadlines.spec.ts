import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Deadlines } from '../../src/hops/deadlines.js';

const wait = (ms: number): unknown => jest.advanceTimersByTime(ms);
const tickMs = 50;
const beginning = 1_700_000_000_000;

describe('deadlines', () => {
  let due: { id: string; at: number }[];
  let deadlines: Deadlines;

  beforeEach(() => {
    jest.useFakeTimers({ now: beginning });
    due = [];
    deadlines = new Deadlines((id) => due.push({ id, at: Date.now() - beginning }), Date.now);
  });
  afterEach(() => {
    deadlines.close();
    jest.useRealTimers();
  });

  it.each([1, 49, 50, 51, 999, 2000])('is due once, not early and within a tick: %i ms', (ms) => {
    deadlines.set('a', beginning + ms);

    wait(10_000);

    expect(due).toEqual([{ id: 'a', at: expect.any(Number) }]);
    expect(due[0]?.at).toBeGreaterThanOrEqual(ms);
    expect(due[0]?.at).toBeLessThan(ms + 2 * tickMs);
  });

  it('comes in the order of time, whatever the order they were set in', () => {
    deadlines.set('late', beginning + 900);
    deadlines.set('early', beginning + 100);
    deadlines.set('middle', beginning + 500);

    wait(1000);

    expect(due.map(({ id }) => id)).toEqual(['early', 'middle', 'late']);
  });

  it('moves a deadline that is set again, both ways', () => {
    deadlines.set('later', beginning + 100);
    deadlines.set('later', beginning + 1000);
    deadlines.set('sooner', beginning + 1000);
    deadlines.set('sooner', beginning + 100);

    wait(500);
    expect(due.map(({ id }) => id)).toEqual(['sooner']);
    wait(600);
    expect(due.map(({ id }) => id)).toEqual(['sooner', 'later']);
    expect(deadlines.size).toBe(0);
  });

  it('forgets a deadline that is cleared', () => {
    deadlines.set('a', beginning + 100);
    deadlines.set('b', beginning + 100);
    deadlines.clear('a');
    deadlines.clear('never set');

    wait(1000);

    expect(due.map(({ id }) => id)).toEqual(['b']);
  });

  it('lets the one that is due set the next deadline', () => {
    let rounds = 0;
    const own = new Deadlines((id) => {
      if (++rounds < 3) own.set(id, Date.now() + 200);
    }, Date.now);
    own.set('a', beginning + 200);

    wait(2000);

    expect(rounds).toBe(3);
    expect(own.size).toBe(0);
  });

  it('is due at the next tick when it is in the past, after a long idle time too', () => {
    deadlines.set('first', beginning + 10);
    wait(3_600_000);
    due.length = 0;

    deadlines.set('past', Date.now() - 30_000);
    wait(2 * tickMs);

    expect(due.map(({ id }) => id)).toEqual(['past']);
    expect(deadlines.size).toBe(0);
  });

  it('keeps no timer while there is nothing to wait for', () => {
    expect(jest.getTimerCount()).toBe(0);
    deadlines.set('a', beginning + 100);
    expect(jest.getTimerCount()).toBe(1);

    wait(1000);

    expect(jest.getTimerCount()).toBe(0);
  });

  it('keeps no timer after it was closed', () => {
    deadlines.set('a', beginning + 100);

    deadlines.close();
    wait(1000);

    expect([due, deadlines.size, jest.getTimerCount()]).toEqual([[], 0, 0]);
  });

  it('is due with a few others in one iteration of the event loop, however many are due: what else has come is not kept waiting', () => {
    for (let index = 0; index < 1000; index++) deadlines.set(String(index), beginning + 10);
    const inOneTurn: number[] = [];
    const count = () => {
      inOneTurn.push(due.length);
      if (due.length < 1000) setImmediate(count);
    };
    setImmediate(count);

    wait(2 * tickMs);

    const steps = inOneTurn.map((sum, index) => sum - (inOneTurn[index - 1] ?? 0));
    expect(due).toHaveLength(1000);
    expect(Math.max(...steps)).toBeLessThanOrEqual(32);
  });

  it('is due with no more in one turn where the timer comes again meanwhile', async () => {
    deadlines.close();
    jest.useRealTimers();
    const total = 400;
    let done = 0;
    const busy = new Deadlines(() => {
      // So long that 32 of them take longer than a tick.
      for (const until = performance.now() + 2; performance.now() < until;);
      done++;
    }, Date.now);
    for (let index = 0; index < total; index++) busy.set(String(index), Date.now());
    const steps: number[] = [];
    for (let before = 0; before < total; before += steps.at(-1) ?? 0) {
      await new Promise((turn) => setImmediate(turn));
      steps.push(done - before);
    }
    busy.close();

    expect(Math.max(...steps)).toBeLessThanOrEqual(32);
  });

  it('takes ten thousand with one timer', () => {
    for (let index = 0; index < 10_000; index++) deadlines.set(String(index), beginning + index);
    expect(jest.getTimerCount()).toBe(1);

    wait(11_000);

    expect(new Set(due.map(({ id }) => id)).size).toBe(10_000);
  });
});
