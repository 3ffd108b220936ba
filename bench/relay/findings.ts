import type { Crowded } from './crowds.js';
import type { Passing } from './passing.js';
import type { Speed } from './race.js';
import type { Contender } from './servers.js';
import type { Weight } from './weigh.js';

/** All that a run has found; what it has left out is empty. */
export interface Findings {
  machine: string;
  /** How it was measured, in a line. */
  how: string;
  /** Those of the long table. */
  chosen: readonly Contender[];
  /** Of each round, by the contenders' names. */
  speeds: ReadonlyMap<string, readonly Speed[]>;
  /** Messages a second at which latency was measured. */
  rate: number;
  weights: ReadonlyMap<string, Weight>;
  crowds: readonly Crowded[];
  joins: readonly Join[];
  /** µs of CPU of a batch of reports, and how many a call takes. */
  batchUs: readonly number[];
  batches: readonly number[];
  passing: readonly Passing[];
  /** Where the gateway's busy time goes. */
  shares: readonly [what: string, share: string][];
}

export interface Join {
  members: number;
  us: number;
}
