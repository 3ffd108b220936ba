import { done, refuse, type StepResult } from '../hops/step.js';
import type { Lane, QueuedMessage } from '../limits/fair-queue.js';

/** Events of one socket that wait for their turn at most. */
const waitingLimit = 64;

/** Holds back what a socket sends while its token is being checked, so that its events keep their order. */
export class HeldEvents {
  private readonly waiting = new WeakMap<Lane, QueuedMessage[]>();

  holds(lane: Lane): boolean {
    return this.waiting.has(lane);
  }

  /**
   * Calls `then` when it is its turn; refused where too many wait already.
   *
   * @param release is called when it waits no more; absent where it may not wait
   */
  wait(lane: Lane, release: (() => void) | undefined, then: () => void): StepResult<void> {
    const queue = this.waiting.get(lane);
    if (!release) return refuse('token-unchecked');
    if (!queue || queue.length >= waitingLimit) {
      release();
      return refuse('token-unchecked');
    }
    queue.push({ handle: then, release });
    return done(undefined);
  }

  /** Runs something that takes its time; what comes behind it waits, and then has its turns among those of all others. */
  async hold(lane: Lane, run: () => Promise<void>): Promise<void> {
    const held: QueuedMessage[] = [];
    this.waiting.set(lane, held);
    try {
      await run();
    } finally {
      this.waiting.delete(lane);
      lane.putBack(held);
    }
  }
}
