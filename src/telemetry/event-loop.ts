import { setImmediate } from 'node:timers/promises';

/** Of one iteration of the event loop, the time that what can wait may take, in ms. */
const shareMs = 2;

let queue: Promise<void> = Promise.resolve();

/** An iteration of the event loop for everybody who asks: ten who ask at once have one each, and between two the messages have theirs. */
export function nextIteration(): Promise<void> {
  queue = queue.then(() => setImmediate());
  return queue;
}

/**
 * What is read of many items, put together as `flatMap` does it, in as many iterations of the event loop as it takes: a list of
 * thousands keeps nobody's offer waiting.
 *
 * @param limit what is read at most
 */
export async function inSlices<T, R>(
  items: Iterable<T>,
  read: (item: T) => readonly R[],
  limit = Infinity,
): Promise<R[]> {
  const all: R[] = [];
  const slice = new TimeSlice();
  await slice.next();
  for (const item of items) {
    all.push(...read(item));
    if (all.length >= limit) break;
    if (slice.over) await slice.next();
  }
  return all;
}

/** Its time for one long answer, in each iteration. */
export class TimeSlice {
  private until = 0;

  get over(): boolean {
    return performance.now() >= this.until;
  }

  async next(): Promise<void> {
    await nextIteration();
    this.until = performance.now() + shareMs;
  }
}
