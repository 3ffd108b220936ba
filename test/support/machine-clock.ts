import { jest } from '@jest/globals';
import { atEnd } from './teardown.js';

/** Sets the clock that dates are read from, by so many ms from where it is, and no other: time goes on as it did. */
export function setClock(ms: number): void {
  jest.useFakeTimers({
    now: Date.now() + ms,
    advanceTimers: false,
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ],
  });
  atEnd(() => jest.useRealTimers());
}
