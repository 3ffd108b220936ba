import { advance } from '../../domain/advance.js';
import { open, type Handshake } from '../../domain/handshake.js';
import type { HandshakeRef, Hop, HopKind } from '../../domain/hop.js';
import type { Waits } from '../../domain/ladder.js';
import { answered, contested, inherit, relate, yieldTo } from '../../domain/relate.js';
import { diagnose, onlyGoesOn } from '../../domain/diagnose.js';
import { asksAnew } from '../../domain/questions.js';
import type { HopStream } from '../../hops/hop-stream.js';
import type { Diagnosis, HopWatcher } from '../../hops/hop-watcher.js';
import {
  climbed,
  decisive,
  differs,
  filled,
  isNews,
  isWaiting,
  overdueDiffers,
  unasked,
  wentWell,
  withChange,
} from './changes.js';
import { KeptHandshakes, type KeptHandshake, type KeptOptions } from './kept-handshakes.js';

export interface HandshakesOptions extends KeptOptions {
  waits: Waits;
  stream: HopStream;
  /** Asks a participant's connection for a sign of life: it comes as a hop `alive`. */
  ask: (participant: string) => void;
  /** Asks the probe of a participant's page for a report: it comes as a hop `probe-alive`. */
  requestReport: (participant: string) => void;
  /** Is every step of a participant's handshakes to be told as it comes? Else a verdict that is still to fall may be put off. Absent: yes. */
  isWatched?: (participant: string) => boolean;
}

/** Puts the hops together per handshake, and says what is missing as soon as its wait is over. */
export class Handshakes implements HopWatcher {
  readonly name = 'handshakes';
  private readonly entries: KeptHandshakes;
  private readonly shortestWait: number;

  constructor(private readonly options: HandshakesOptions) {
    this.shortestWait = Math.min(...Object.values(options.waits));
    const look = (id: string) => options.stream.guard(this.name, () => this.look(id), undefined);
    this.entries = new KeptHandshakes(options, look);
  }

  onHop(hop: Hop): void {
    if (hop.handshake) this.take(hop.handshake, hop);
    else if (hop.from && ofParticipant.includes(hop.kind)) this.takeForAll(hop.from.id, hop);
  }

  /** Handshakes begun and not settled. */
  get open(): number {
    return this.entries.open;
  }

  get kept(): number {
    return this.entries.size;
  }

  get(id: string): Diagnosis | undefined {
    const entry = this.entries.get(id);
    return entry && this.judged(entry);
  }

  /** The handshakes of a participant that have not settled. */
  openOf(participant: string): HandshakeRef[] {
    return this.entries
      .awaitedOf(participant)
      .flatMap(({ handshake, verdict }) => (verdict.outcome === 'pending' ? [handshake.ref] : []));
  }

  /** The handshakes of a participant that are open, or connected; of many, some. */
  liveRefs(participant: string): HandshakeRef[] {
    return this.entries.liveOf(participant).map(({ handshake }) => handshake.ref);
  }

  /** As they are kept: a verdict that was put off falls by `get`, and is pending without a cause until then. */
  newestFirst(): Iterable<Diagnosis> {
    return this.entries.newestFirst();
  }

  close(): void {
    this.entries.close();
  }

  /** A wait is over. */
  private look(id: string): void {
    const entry = this.entries.get(id);
    if (entry) this.update(this.entries.current(entry), this.options.now());
  }

  private take(ref: HandshakeRef, hop: Hop): void {
    if (this.entries.count(ref, hop)) return;
    const known = this.entries.get(ref.id);
    if (!known && (!begins(ref, hop) || !this.entries.begin(ref, hop.from?.id ?? ref.caller))) return;
    const before = known ? this.entries.current(known) : open(ref, hop);
    let handshake = advance(before, hop);
    if (hop.kind === 'offer-received' || hop.kind === 'answer-received') {
      for (const related of this.before(handshake)) handshake = inherit(related, handshake);
    }
    if (known && !decisive(known, handshake, hop.at)) return this.entries.refresh(known, handshake);
    if (!this.putOff(known, handshake, hop.at))
      this.update(handshake, hop.at, hop.kind, isNews(before, handshake, hop));
    if (hop.kind === 'offer-received' && !before.marks['offer-received']) this.relateToOlder(handshake, hop.at);
    if (hop.kind === 'answer-received' && answered(handshake)) this.supersedeRival(handshake, hop.at);
  }

  /**
   * Keeps what has become of one whose verdict is pending whatever it is asked before the shortest wait is over, as nothing is
   * known of it but that it goes on; false: it is to be asked now.
   */
  private putOff(known: KeptHandshake | undefined, handshake: Handshake, at: number): boolean {
    const { now, isWatched } = this.options;
    const lookBy = Math.min(known?.verdict.dueAt ?? Infinity, at + this.shortestWait);
    if (now() >= lookBy || (known && !isWaiting(known.verdict)) || !onlyGoesOn(handshake)) return false;
    if (!isWatched || isWatched(handshake.ref.caller) || isWatched(handshake.ref.callee)) return false;
    if (known) this.entries.putOff(known, handshake, at, lookBy);
    else this.entries.keep({ handshake, verdict: { ...unasked, dueAt: lookBy }, history: [], untold: at }, lookBy);
    return true;
  }

  /** Whose verdict was put off is judged as it would have been at its last step. */
  private judged(entry: KeptHandshake): KeptHandshake {
    const { handshake, verdict, untold } = entry;
    if (untold === undefined) return entry;
    const { dueAt = untold } = verdict;
    entry.verdict = { ...diagnose(handshake, this.options.waits, untold), dueAt };
    entry.untold = undefined;
    return entry;
  }

  /** A few handshakes that wait for the participant learn of it at once, the others when they are looked at. */
  private takeForAll(participant: string, hop: Hop): void {
    for (const entry of this.entries.hear(participant, hop)) {
      const handshake = this.entries.current(entry);
      const news = isNews(entry.handshake, handshake, hop);
      if (decisive(entry, handshake, hop.at)) this.update(handshake, hop.at, hop.kind, news);
      else this.entries.refresh(entry, handshake);
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
        const older = this.entries.current(entry);
        const related = relate(older, latest, at);
        if (related.older !== older && !this.putOff(entry, related.older, at))
          this.update(related.older, at, 'offer-received');
        if (related.newer !== latest) this.update(related.newer, at, 'offer-received');
        latest = related.newer;
      }
      id = entry.handshake.ref.previous;
    }
  }

  private supersedeRival(handshake: Handshake, at: number): void {
    const entry = handshake.rival === undefined ? undefined : this.entries.get(handshake.rival);
    if (!entry) return;
    const rival = this.entries.current(entry);
    if (contested(handshake, rival)) {
      for (const one of [handshake, rival]) this.update({ ...one, contested: true }, at, 'answer-received');
      return;
    }
    const yielded = yieldTo(rival, at);
    if (yielded !== rival) this.update(yielded, at, 'answer-received');
  }

  /**
   * @param because the step that became known; absent where a wait was over
   * @param news a probe tells it, so that a wait may be over in which nobody could be asked
   */
  private update(told: Handshake, at: number, because?: HopKind, news = false): void {
    const { id } = told.ref;
    const before = this.entries.get(id);
    // A report of the past is judged now: a wait that was over then is over still.
    const now = Math.max(at, this.options.now());
    const { waits } = this.options;
    const isAnew = before && news && now - at > lateMs && asksAnew(before.handshake, told, waits, now);
    const handshake = isAnew ? { ...told, toldAt: now } : told;
    const verdict = diagnose(handshake, waits, now);
    const pending = verdict.outcome === 'pending';
    if (pending && verdict.dueAt === undefined) return this.entries.forget(id);
    for (const participant of verdict.ask) this.options.ask(participant);
    for (const participant of verdict.reportWantedFrom) this.options.requestReport(participant);
    const wasSettled = before?.settledAt !== undefined;
    const changed = wasSettled && differs(before.verdict, verdict);
    // Reports of a probe that speaks up late are waited for, and meanwhile what was well is well still.
    if (wasSettled && pending && !verdict.overdue && wentWell(before.verdict)) {
      const kept: KeptHandshake = { ...before, handshake, verdict: { ...before.verdict, rungs: verdict.rungs } };
      this.entries.keep(kept, verdict.dueAt);
      if (climbed(before.verdict, verdict)) this.options.stream.progress({ ...before, handshake, verdict });
      else if (filled(before.verdict, verdict)) this.options.stream.progress(kept);
      return;
    }
    const entry: KeptHandshake = {
      handshake,
      verdict,
      ...(!pending && { settledAt: before?.settledAt ?? now }),
      ...(changed && { withdrawn: before.verdict }),
      history: withChange(before?.history ?? [], verdict, now, because),
    };
    this.entries.keep(entry, verdict.dueAt);
    if (changed || (!pending && !wasSettled)) this.options.stream.conclude(entry);
    else if (pending && (!before || climbed(before.verdict, verdict) || overdueDiffers(before.verdict, verdict)))
      this.options.stream.progress(entry);
    else if (wasSettled && filled(before.verdict, verdict)) this.options.stream.progress(entry);
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
}

/** What comes so long after its ids were made, in ms, may be of one that had to go since. */
const newForMs = 1000;

/**
 * Can a handshake that nobody knows begin with this? What speaks of an earlier step, as an answer and a report do, would
 * make a false story of one that had to go; an offer is the beginning, whenever it comes.
 */
function begins({ mintedAt = Infinity }: HandshakeRef, { kind, seenBy, at }: Hop): boolean {
  return seenBy !== 'probe' && (kind === 'offer-received' || at - mintedAt < newForMs);
}

/** Steps of a participant that concern all its handshakes. */
const ofParticipant: readonly HopKind[] = ['left', 'alive', 'probe-alive', 'page-gone'];

/** A report that comes so much later than what it tells of is late, in ms; a probe gathers them for less. */
const lateMs = 1000;
/** Handshakes of a pair that are looked back at for candidates that still hold. */
const lookedBack = 4;
/** Handshakes of a pair that learn of its next offer: without a bound, each of a page that offers on and on costs more. */
const relatedBack = 16;
