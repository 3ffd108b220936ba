import type { Hop } from '../domain/hop.js';

/** A watcher of the stream of hops. It can't veto: what it throws is counted, and the message goes on. */
export interface Projection {
  /** Names the watcher where its failures are counted. */
  readonly name: string;
  /** Called for every hop, in order, while the step that made it is on the stack: hand heavy work on. */
  onHop(hop: Hop): void;
  /** Called once, when no more hops will come: writes out what is held back. */
  close?(): Promise<void> | void;
}
