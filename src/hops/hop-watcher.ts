import type { Change } from '../../protocol/verdict.js';
import type { Handshake } from '../domain/handshake.js';
import type { Hop, HopKind } from '../domain/hop.js';
import type { Verdict } from '../domain/verdict.js';

/** A handshake at a moment when something about it has changed. */
export interface Diagnosis {
  readonly handshake: Handshake;
  readonly verdict: Verdict;
  /** When its first verdict fell, in ms since the Unix epoch; absent while it is pending. */
  readonly settledAt?: number;
  /** The verdict before this one, where there was one: it is withdrawn. */
  readonly withdrawn?: Verdict;
  /** Its verdicts so far, the oldest first; the last one stands. */
  readonly history?: readonly Change[];
}

/** A watcher of the stream of hops. It can't veto: what it throws is counted, and the message goes on. */
export interface HopWatcher {
  /** Names the watcher where its failures are counted. */
  readonly name: string;
  /** The kinds of hops that it wants where they were reached: it gets what was refused or has failed whatever it is. Absent: all. */
  readonly kinds?: readonly HopKind[];
  /**
   * Called for every hop, in order, while the step that made it is on the stack: hand heavy work on. The record goes on to
   * the next step of its message: a watcher that keeps a hop keeps a copy.
   */
  onHop?(hop: Hop): void;
  /** Called when a handshake has climbed a rung without a verdict yet, and when one below its verdict is seen late. */
  onProgress?(diagnosis: Diagnosis): void;
  /** Called when a handshake settles, and when its verdict changes later. */
  onVerdict?(diagnosis: Diagnosis): void;
  /** Called once, when no more hops will come: writes out what is held back. */
  close?(): Promise<void> | void;
}
