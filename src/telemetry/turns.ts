import { setImmediate } from 'node:timers/promises';

/** Of one turn of the loop, the time that what can wait may take, in ms. */
const shareMs = 2;

let queue: Promise<void> = Promise.resolve();

/** A turn of the loop for everybody who asks: ten who ask at once have one turn each, and between two the messages have theirs. */
export function turn(): Promise<void> {
  queue = queue.then(() => setImmediate());
  return queue;
}

/**
 * What is read of many items, put together as `flatMap` does it, in as many turns of the loop as it takes: a list of
 * thousands keeps nobody's offer waiting.
 *
 * @param limit what is read at most
 */
export async function inTurns<T, R>(
  items: Iterable<T>,
  read: (item: T) => readonly R[],
  limit = Infinity,
): Promise<R[]> {
  const all: R[] = [];
  const share = new Share();
  await share.turn();
  for (const item of items) {
    all.push(...read(item));
    if (all.length >= limit) break;
    if (share.over) await share.turn();
  }
  return all;
}

/** The turns of one long answer. */
export class Share {
  private until = 0;

  get over(): boolean {
    return performance.now() >= this.until;
  }

  async turn(): Promise<void> {
    await turn();
    this.until = performance.now() + shareMs;
  }
}
