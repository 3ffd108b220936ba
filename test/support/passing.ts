import { jest } from '@jest/globals';
import type { Diagnosis } from '../../src/hops/hop-watcher.js';

export const causesOf = (verdicts: readonly Diagnosis[]) => verdicts.map(({ verdict }) => verdict.cause);

/** Time of a faked clock, in steps of 50 ms between which what is queued has its turn. */
export async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 50) {
    jest.advanceTimersByTime(50);
    await Promise.resolve();
  }
}
