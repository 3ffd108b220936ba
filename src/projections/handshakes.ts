import { matches, type HandshakeFilter } from '../../protocol/console.js';
import type { Change } from '../../protocol/verdict.js';
import { advance } from '../domain/advance.js';
import { open, type Handshake } from '../domain/handshake.js';
import type { HandshakeRef, Hop, HopKind } from '../domain/hop.js';
import type { Waits } from '../domain/ladder.js';
import { answered, contested, inherit, relate, yieldTo } from '../domain/relate.js';
import { diagnose } from '../domain/diagnose.js';
import type { HopStream } from '../hops/hop-stream.js';
import type { Diagnosis, Projection } from '../hops/projection.js';
import { climbed, decisive, differs, overdueDiffers, wentWell, withChange } from './changes.js';
import { Deadlines } from '../hops/deadlines.js';
import { LiveIndex } from './live-index.js';

export interface HandshakesOptions {
  waits: Waits;
  /** Handshakes kept; the oldest settled ones go first. */
  limit: number;
  stream: HopStream;
  /** Asks a participant's connection for a sign of life: it comes as a hop `alive`. */
  ask: (participant: string) => void;
  /** Asks the probe of a participant's page for a report: it comes as a hop `probe-alive`. */
  hear: (participant: string) => void;
  /** Called for a handshake that had to go before it had settled. */
  onEvicted: () => void;
  now: () => number;
}

export interface Filter extends HandshakeFilter {
  limit: number;
}

/** What is known of a handshake; counts of its candidates are brought up to date in place. */
type Entry = Omit<Diagnosis, 'handshake' | 'history'> & {
  handshake: Handshake;
  history: readonly Change[];
  /** Its participants' going, or their silence, can still change it. */
  live?: boolean;
};

/** Puts the hops together per handshake, and says what is missing as soon as its wait is over. */
export class Handshakes implements Projection {
  readonly name = 'handshakes';
  private readonly entries = new Map<string, Entry>();
  private readonly settled = new Set<string>();
  private readonly live = new LiveIndex();
  private readonly deadlines: Deadlines;

  constructor(private readonly options: HandshakesOptions) {
    this.deadlines = new Deadlines((id) => this.look(id), options.now);
  }

  onHop(hop: Hop): void {
    if (hop.handshake) this.take(hop.handshake, hop);
    else if (ofParticipant.includes(hop.kind)) this.takeForAll(hop);
  }

  /** Handshakes begun and not settled. */
  get open(): number {
    return this.entries.size - this.settled.size;
  }

  get kept(): number {
    return this.entries.size;
  }

  get(id: string): Diagnosis | undefined {
    return this.entries.get(id);
  }

  /** The handshakes of a participant that have not settled. */
  openOf(participant: string): HandshakeRef[] {
    return this.live.of(participant).flatMap((id) => {
      const entry = this.entries.get(id);
      return entry?.verdict.outcome === 'pending' ? [entry.handshake.ref] : [];
    });
  }

  /** The handshakes of a participant that are open, or connected. */
  liveRefs(participant: string): HandshakeRef[] {
    return this.live.of(participant).flatMap((id) => this.entries.get(id)?.handshake.ref ?? []);
  }

  /** Newest first. */
  list({ limit, ...filter }: Filter): Diagnosis[] {
    const found: Diagnosis[] = [];
    for (const entry of [...this.entries.values()].toReversed()) {
      if (found.length >= limit) break;
      const { ref, ...handshake } = entry.handshake;
      const { outcome, cause, owedBy } = entry.verdict;
      const known = { ...ref, ...handshake, outcome, ...(cause && { cause }), ...(owedBy && { owedBy }) };
      if (matches(known, filter)) found.push(entry);
    }
    return found;
  }

  close(): void {
    this.deadlines.close();
  }

  private take(ref: HandshakeRef, hop: Hop): void {
    const known = this.entries.get(ref.id);
    const before = known?.handshake ?? open(ref, hop);
    let handshake = advance(before, hop);
    if (hop.kind === 'offer-received' || hop.kind === 'answer-received') {
      for (const related of this.before(handshake)) handshake = inherit(related, handshake);
    }
    if (known && !decisive(known, handshake, hop.at)) {
      known.handshake = handshake;
      return;
    }
    this.update(handshake, hop.at, hop.kind);
    if (hop.kind === 'offer-received' && !before.marks['offer-received']) this.relateToOlder(handshake, hop.at);
    if (hop.kind === 'answer-received' && answered(handshake)) this.supersedeRival(handshake, hop.at);
  }

  private takeForAll(hop: Hop): void {
    for (const id of this.live.of(hop.from?.id)) {
      const entry = this.entries.get(id);
      if (entry) this.update(advance(entry.handshake, hop), hop.at, hop.kind);
    }
  }

  /** Tells the open handshakes of the same pair of a new offer; what has its verdict keeps it. */
  private relateToOlder(newer: Handshake, at: number): void {
    let latest = newer;
    let id = newer.ref.previous;
    for (let back = 0; back < relatedBack && id !== undefined; back++) {
      const entry = this.entries.get(id);
      // Whatever came before that was told of it then: two who negotiate on and on cost no more each time.
      if (!entry || entry.handshake.overtakenAt !== undefined) return;
      if (entry.settledAt === undefined) {
        const related = relate(entry.handshake, latest, at);
        if (related.older !== entry.handshake) this.update(related.older, at, 'offer-received');
        if (related.newer !== latest) this.update(related.newer, at, 'offer-received');
        latest = related.newer;
      }
      id = entry.handshake.ref.previous;
    }
  }

  private supersedeRival(handshake: Handshake, at: number): void {
    const entry = handshake.rival === undefined ? undefined : this.entries.get(handshake.rival);
    if (!entry) return;
    if (contested(handshake, entry.handshake)) {
      for (const one of [handshake, entry.handshake]) this.update({ ...one, contested: true }, at, 'answer-received');
      return;
    }
    const yielded = yieldTo(entry.handshake, at);
    if (yielded !== entry.handshake) this.update(yielded, at, 'answer-received');
  }

  private look(id: string): void {
    const entry = this.entries.get(id);
    if (entry) this.update(entry.handshake, this.options.now());
  }

  /** @param because the step that became known; absent where a wait was over */
  private update(handshake: Handshake, at: number, because?: HopKind): void {
    const { id } = handshake.ref;
    const before = this.entries.get(id);
    // A report of the past is judged now: a wait that was over then is over still.
    const now = Math.max(at, this.options.now());
    const verdict = diagnose(handshake, this.options.waits, now);
    const pending = verdict.outcome === 'pending';
    if (pending && verdict.dueAt === undefined) return this.forget(id);
    const wasSettled = before?.settledAt !== undefined;
    const changed = wasSettled && differs(before.verdict, verdict);
    // Reports of a probe that speaks up late are waited for, and meanwhile what was well is well still.
    if (wasSettled && pending && !verdict.overdue && wentWell(before.verdict)) {
      this.keep({ ...before, handshake, verdict: { ...before.verdict, rungs: verdict.rungs } }, verdict.dueAt);
      if (climbed(before.verdict, verdict)) this.options.stream.progress({ ...before, handshake, verdict });
      return;
    }
    const entry: Entry = {
      handshake,
      verdict,
      ...(!pending && { settledAt: before?.settledAt ?? now }),
      ...(changed && { withdrawn: before.verdict }),
      history: withChange(before?.history ?? [], verdict, now, because),
    };
    this.keep(entry, verdict.dueAt);
    if (!before) this.makeRoom();
    for (const participant of verdict.ask) this.options.ask(participant);
    for (const participant of verdict.hear) this.options.hear(participant);
    if (changed || (!pending && !wasSettled)) this.options.stream.conclude(entry);
    else if (pending && (!before || climbed(before.verdict, verdict) || overdueDiffers(before.verdict, verdict)))
      this.options.stream.progress(entry);
  }

  private keep(entry: Entry, dueAt: number | undefined): void {
    const { id } = entry.handshake.ref;
    entry.live = this.entries.get(id)?.live ?? false;
    this.entries.set(id, entry);
    this.index(entry);
    if (dueAt === undefined) this.deadlines.clear(id);
    else this.deadlines.set(id, dueAt);
  }

  /** The handshakes of the same two before this one, and the one the other way: their transport may go on. */
  private *before({ ref, rival }: Handshake): Generator<Handshake> {
    let id = ref.previous;
    for (let back = 0; back < lookedBack && id !== undefined; back++) {
      const entry = this.entries.get(id);
      if (!entry) break;
      yield entry.handshake;
      id = entry.handshake.ref.previous;
    }
    const other = rival === undefined ? undefined : this.entries.get(rival);
    if (other) yield other.handshake;
  }

  private index(entry: Entry): void {
    const { ref, caller, callee } = entry.handshake;
    const pending = entry.verdict.outcome === 'pending';
    const live = pending || (wentWell(entry.verdict) && !caller.left && !callee.left);
    if (pending) this.settled.delete(ref.id);
    else this.settled.add(ref.id);
    if (live === entry.live) return;
    entry.live = live;
    if (live) this.live.add(ref);
    else this.live.remove(ref);
  }

  private makeRoom(): void {
    if (this.entries.size <= this.options.limit) return;
    const [oldestSettled] = this.settled;
    const [oldest] = this.entries.keys();
    if (oldestSettled === undefined) this.options.onEvicted();
    const id = oldestSettled ?? oldest;
    if (id !== undefined) this.forget(id);
  }

  private forget(id: string): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    this.entries.delete(id);
    this.settled.delete(id);
    this.deadlines.clear(id);
    this.live.remove(entry.handshake.ref);
  }
}

/** Steps of a participant that concern all its handshakes. */
const ofParticipant: readonly HopKind[] = ['left', 'alive', 'probe-alive', 'page-gone'];

/** Handshakes of a pair that are looked back at for candidates that still hold. */
const lookedBack = 4;
/** Handshakes of a pair that are told of its next offer: without a bound, each of a page that offers on and on costs more. */
const relatedBack = 16;
