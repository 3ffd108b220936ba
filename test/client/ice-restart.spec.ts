/// <reference lib="dom" />
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { IceRestart } from '../../client/lib/ice-restart.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** A connection that stays failed until it is said to be anything else. */
function failing(polite = false) {
  const state = { failed: true, restarts: [] as number[], givenUp: [] as number[] };
  const began = Date.now();
  const restart = new IceRestart({
    polite,
    isFailed: () => state.failed,
    restart: () => state.restarts.push(Date.now() - began),
    givenUp: (count) => state.givenUp.push(count),
  });
  return { state, restart };
}

describe('ICE that has failed', () => {
  it('is restarted after a growing wait, five times, and then given up once', () => {
    const { state, restart } = failing();

    restart.failed();
    jest.advanceTimersByTime(600_000);
    restart.failed();
    jest.advanceTimersByTime(600_000);

    expect(state.restarts).toEqual([0, 4_000, 12_000, 28_000, 60_000]);
    expect(state.givenUp).toEqual([5]);
  });

  it('is restarted by the polite side a moment later, so that mostly one side offers', () => {
    const { state, restart } = failing(true);

    restart.failed();
    jest.advanceTimersByTime(999);
    expect(state.restarts).toEqual([]);
    jest.advanceTimersByTime(1);

    expect(state.restarts).toEqual([1_000]);
  });

  it('is left alone while a restart is under way, and seen to when that fails too', () => {
    const { state, restart } = failing();
    restart.failed();
    jest.advanceTimersByTime(0);
    state.failed = false;
    jest.advanceTimersByTime(60_000);
    expect(state.restarts).toEqual([0]);

    state.failed = true;
    restart.failed();
    jest.advanceTimersByTime(4_000);

    expect(state.restarts).toEqual([0, 64_000]);
  });

  it('is restarted once however often it fails', () => {
    const { state, restart } = failing();

    for (let times = 0; times < 10; times++) restart.failed();
    jest.advanceTimersByTime(3_999);

    expect(state.restarts).toEqual([0]);
  });

  it('begins anew after it has recovered', () => {
    const { state, restart } = failing();
    restart.failed();
    jest.advanceTimersByTime(600_000);

    restart.recovered();
    restart.failed();
    jest.advanceTimersByTime(0);

    expect(state.restarts).toHaveLength(6);
  });

  it('is left alone when the connection is closed', () => {
    const { state, restart } = failing();

    restart.failed();
    restart.stop();
    jest.advanceTimersByTime(600_000);

    expect(state.restarts).toEqual([]);
  });
});
