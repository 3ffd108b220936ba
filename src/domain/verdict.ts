import type { Evidence, Stage } from '../../protocol/stages.js';
import type { CauseCode } from '../../protocol/causes.js';
import type { Outcome, Owner } from '../../protocol/verdict.js';
import type { Facts } from './causes/cause.js';
import type { CauseVariant, OutcomeVariant } from './causes/variants.js';
import type { Gap } from './grounds.js';
import type { Note } from './remarks.js';
import type { RungState } from './ladder-state.js';

/** A verdict that is still to fall, and since when it could be expected, in ms since the Unix epoch. */
export interface OverdueVerdict {
  readonly verdict: Verdict;
  readonly since: number;
}

/** What can be said of a handshake at one moment. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly rungs: readonly RungState[];
  /** The first missing rung; while pending, the one that is waited for. */
  readonly stage?: Stage;
  readonly cause?: CauseCode;
  readonly owedBy?: Owner;
  readonly evidence: Evidence;
  /** Numbers and codes that the sentence names. */
  readonly facts: Facts;
  /** Which of several texts tells it. */
  readonly variant?: CauseVariant<CauseCode> | OutcomeVariant<Outcome>;
  /** Facts that the cause rests on, or that would refute it, and that nobody present could have seen. */
  readonly gaps: readonly Gap[];
  readonly notes: readonly Note[];
  readonly remarks: readonly CauseCode[];
  readonly furthest?: Stage;
  /** Its messages are passed on by a server that is watched: the sentence says so. */
  readonly relayedBy?: 'server';
  /** What is late, and may still come: the verdict that falls when the wait for people is over too. */
  readonly overdue?: OverdueVerdict;
  /** When to look again, in ms since the Unix epoch; absent where only a new hop can change anything. */
  readonly dueAt?: number;
  /** The participants to be pinged now: their silence is about to be held against them. */
  readonly ask: readonly string[];
  /** The participants whose probe is asked for a report: what it does not say will be held to have not happened. */
  readonly reportWantedFrom: readonly string[];
}

/** What every verdict on a handshake has, whatever its outcome. */
export type Base = Omit<Verdict, 'outcome'>;
