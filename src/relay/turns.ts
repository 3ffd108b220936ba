import { done, refuse, type Outcome } from '../hops/step.js';

/** Events of one socket that wait for their turn at most. */
const waitingLimit = 64;

/** Holds back what a socket sends while its token is being checked, so that its events keep their order. */
export class Turns {
  private readonly waiting = new Map<string, (() => void)[]>();

  holds(id: string): boolean {
    return this.waiting.has(id);
  }

  /**
   * Calls `then` when it is its turn; refused where too many wait already.
   *
   * @param release is called when it waits no more; absent where it may not wait
   */
  wait(id: string, release: (() => void) | undefined, then: () => void): Outcome<void> {
    const queue = this.waiting.get(id);
    if (!release) return refuse('token-unchecked');
    if (!queue || queue.length >= waitingLimit) {
      release();
      return refuse('token-unchecked');
    }
    queue.push(() => {
      release();
      then();
    });
    return done(undefined);
  }

  /** Runs something that takes its time; what comes behind it waits. */
  async hold(id: string, run: () => Promise<void>): Promise<void> {
    this.waiting.set(id, []);
    try {
      await run();
    } finally {
      const queue = this.waiting.get(id) ?? [];
      this.waiting.delete(id);
      for (const next of queue) next();
    }
  }
}
