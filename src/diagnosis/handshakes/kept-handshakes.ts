import type { Change } from '../../../protocol/verdict.js';
import { advance } from '../../domain/advance.js';
import type { Handshake } from '../../domain/handshake.js';
import type { HandshakeRef, Hop, HopKind } from '../../domain/hop.js';
import type { Verdict } from '../../domain/verdict.js';
import { Deadlines } from '../../hops/deadlines.js';
import type { Diagnosis } from '../../hops/hop-watcher.js';
import { wentWell } from './changes.js';
import { count, noCounts, withCounts, type Counts } from './counts.js';
import { Keeping, type KeepingOptions } from './keeping.js';
import { Participants, type Place } from './participants.js';

export interface KeptOptions extends KeepingOptions {
  /** Called for a handshake that has to go, and whether it had settled. */
  onDropped: (id: string, settled: boolean) => void;
  now: () => number;
}

/** What is known of a handshake. */
export type KeptHandshake = Omit<Diagnosis, 'handshake' | 'verdict' | 'history'> & {
  handshake: Handshake;
  verdict: Verdict;
  history: readonly Change[];
  /** How its participants' going, or their silence, can still change it. */
  place?: Place | undefined;
  /** Up to where it was told what is said of its participants as a whole. */
  told?: number;
  /** What has come since and moves no verdict: added up when somebody looks. */
  counts?: Counts | undefined;
  /** When the last step came of which the verdict does not tell yet, in ms since the Unix epoch: it is asked when somebody looks. */
  untold?: number | undefined;
};

const goings: readonly HopKind[] = ['left', 'page-gone'];
/** Handshakes that learn at once of a sign of life, a report or a going: twice a full room. */
const toldAtOnce = 32;

/** The handshakes that are kept, and when to look at which of them again. */
export class KeptHandshakes {
  private readonly entries = new Map<string, KeptHandshake>();
  /** The one that was counted last: its next hop mostly follows at once. */
  private last: KeptHandshake | undefined;
  private readonly keeping: Keeping;
  private readonly participants = new Participants();
  private readonly deadlines: Deadlines;

  /** @param look is called with one whose deadline is over */
  constructor(
    private readonly options: KeptOptions,
    look: (id: string) => void,
  ) {
    this.keeping = new Keeping(options);
    this.deadlines = new Deadlines(look, options.now);
  }

  /** Handshakes begun and not settled. */
  get open(): number {
    return this.keeping.open;
  }

  get size(): number {
    return this.entries.size;
  }

  get(id: string): KeptHandshake | undefined {
    const entry = this.entries.get(id);
    return entry && addedUp(entry);
  }

  /** Takes a hop that only adds to a count of a handshake; false for any other. */
  count(ref: HandshakeRef, hop: Hop): boolean {
    const entry = this.last?.handshake.ref === ref ? this.last : this.entries.get(ref.id);
    this.last = entry;
    if (!entry || this.hasMissed(entry)) return false;
    return count((entry.counts ??= noCounts()), entry.handshake, entry.verdict, hop);
  }

  /** Those of a participant of which something is awaited. */
  awaitedOf(participant: string): KeptHandshake[] {
    return this.of(this.participants.awaitedOf(participant));
  }

  /** Those of a participant that are open, or connected; of many, some. */
  liveOf(participant: string): KeptHandshake[] {
    const well = this.of(this.participants.wellOf(participant)).filter((entry) => !hasGone(this.current(entry)));
    return [...this.of(this.participants.awaitedOf(participant, toldAtOnce)), ...well];
  }

  /** Those that are kept when the first is asked for. */
  *newestFirst(): Iterable<KeptHandshake> {
    for (const entry of [...this.entries.values()].toReversed()) yield addedUp(entry);
  }

  /**
   * A handshake begins.
   *
   * @param participant who began it
   * @returns false for one that had to go: what comes of it still is not enough to judge it by
   */
  begin({ id }: HandshakeRef, participant: string): boolean {
    if (this.keeping.hasDropped(id)) return false;
    this.keeping.begin(id, participant);
    return true;
  }

  /** Keeps what has become of a handshake; for a new one another may have to go. */
  keep(entry: KeptHandshake, dueAt: number | undefined): void {
    const { ref } = entry.handshake;
    const before = this.entries.get(ref.id);
    if (!before) this.participants.enter(ref);
    entry.told = this.participants.order;
    entry.place = placeOf(entry, dueAt);
    this.entries.set(ref.id, entry);
    this.last = undefined;
    const settled = entry.verdict.outcome !== 'pending';
    if (settled !== (before !== undefined && before.verdict.outcome !== 'pending')) this.keeping.mark(ref.id, settled);
    if (entry.place !== before?.place) this.participants.place(ref, entry.place);
    if (dueAt === undefined) this.deadlines.clear(ref.id);
    else this.deadlines.set(ref.id, dueAt);
    if (!before) this.makeRoom(ref.id);
  }

  /** One of which there is nothing to be known; it may begin again. */
  forget(id: string): void {
    this.keeping.end(id);
    const entry = this.entries.get(id);
    if (!entry) return;
    this.entries.delete(id);
    this.last = undefined;
    this.deadlines.clear(id);
    this.participants.leave(entry.handshake.ref);
  }

  /** Notes a step of a participant; returns the handshakes that learn of it at once. */
  hear(participant: string, hop: Hop): KeptHandshake[] {
    this.participants.hear(participant, hop);
    // Where a verdict rests on a silence, a report or a sign of life that comes late may put it right.
    if (!goings.includes(hop.kind))
      return this.of([
        ...this.participants.awaitedOf(participant, toldAtOnce),
        ...this.participants.failedOf(participant),
      ]);
    const awaited = this.participants.awaitedOf(participant);
    // All of them learn of a departure, a few in each iteration of the event loop.
    const soon = this.options.now();
    for (const id of awaited.slice(toldAtOnce)) this.deadlines.set(id, soon);
    return this.of([...awaited.slice(0, toldAtOnce), ...this.participants.wellOf(participant)]);
  }

  /** The handshake with what was said of its two as a whole while it was not told. */
  current({ handshake, told = 0 }: KeptHandshake): Handshake {
    return this.participants.missed(handshake.ref, told).reduce(advance, handshake);
  }

  /** Brings one up to date whose verdict stays. */
  refresh(entry: KeptHandshake, handshake: Handshake): void {
    entry.handshake = handshake;
    entry.told = this.participants.order;
  }

  /**
   * Brings one up to date whose verdict is still to fall, and is asked for later.
   *
   * @param lookBy when to ask for it at the latest, in ms since the Unix epoch
   */
  putOff(entry: KeptHandshake, handshake: Handshake, at: number, lookBy: number): void {
    this.refresh(entry, handshake);
    entry.untold = at;
    if ((entry.verdict.dueAt ?? Infinity) <= lookBy) return;
    entry.verdict = { ...entry.verdict, dueAt: lookBy };
    this.deadlines.set(handshake.ref.id, lookBy);
  }

  close(): void {
    this.deadlines.close();
  }

  private of(ids: readonly string[]): KeptHandshake[] {
    return ids.map((id) => this.get(id)).filter((entry) => entry !== undefined);
  }

  /** Was anything said of its two as a whole that it was not told? */
  private hasMissed(entry: KeptHandshake): boolean {
    const { order } = this.participants;
    if (entry.told === order) return false;
    if (this.participants.missed(entry.handshake.ref, entry.told ?? 0).length > 0) return true;
    entry.told = order;
    return false;
  }

  private makeRoom(newest: string): void {
    const id = this.keeping.surplus(newest);
    if (id === undefined) return;
    const settled = this.entries.get(id)?.settledAt !== undefined;
    this.forget(id);
    this.keeping.drop(id);
    this.options.onDropped(id, settled);
  }
}

/** In place: who was told of it before sees it as well. */
function addedUp(entry: KeptHandshake): KeptHandshake {
  if (entry.counts) entry.handshake = withCounts(entry.handshake, entry.counts);
  entry.counts = undefined;
  return entry;
}

const hasGone = ({ caller, callee }: Handshake) => (caller.left ?? callee.left) !== undefined;

function placeOf({ verdict, handshake }: KeptHandshake, dueAt: number | undefined): Place | undefined {
  if (verdict.outcome === 'pending') return 'awaited';
  if (verdict.outcome === 'failed') return 'failed';
  if (!wentWell(verdict) || hasGone(handshake)) return undefined;
  return dueAt === undefined ? 'well' : 'awaited';
}
