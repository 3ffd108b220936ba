import type { Grant } from '../entry/grant.js';
import type { Origin } from './origin.js';

/** A participant whose connection another instance has: to the relay it is a socket like any other. */
export interface Guest {
  /** Who it is, as its own instance has seen it. */
  readonly origin: Origin;
  readonly grant: Grant;
  /** Its instance does not answer. */
  readonly isCutOff: boolean;
  /**
   * Its socket is here: it is put back into the room that it was in before that had to move. `enqueue` runs something behind
   * what it has sent.
   */
  entered(enqueue: (run: () => void) => void): void;
  /** Calls back once its pongs come: at once, or late, when it has gone over to a WebSocket; never while it polls. */
  proves(found: (late: boolean) => void): void;
  /** Why it is gone, by the reason that Socket.IO gives here. */
  whyGone(reason: string): string;
  /** It is here no more: its own instance knows what to do with it. */
  sendBack(): void;
  /** Its room goes to another instance, and so does it. */
  moveOn(): void;
}
