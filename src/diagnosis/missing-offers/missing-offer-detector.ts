import { advance } from '../../domain/advance.js';
import { open } from '../../domain/handshake.js';
import type { HandshakeRef, Hop, HopKind, HopParticipant } from '../../domain/hop.js';
import type { Waits } from '../../domain/ladder.js';
import { diagnose } from '../../domain/diagnose.js';
import { Deadlines } from '../../hops/deadlines.js';
import { freshIds } from '../../hops/fresh-ids.js';
import type { HopStream } from '../../hops/hop-stream.js';
import type { HopWatcher } from '../../hops/hop-watcher.js';
import { RoomPairs, type RoomMember } from './room-pairs.js';
import { hasFailed, isAnsweredElsewhere, linked, mayBeSince, metAt, offersSince } from './page-facts.js';
import { storyOf } from './pair-story.js';
import type { Page, Pages, Reported } from '../pages/pages.js';

export interface MissingOfferDetectorOptions {
  stream: HopStream;
  pages: Pages;
  waits: Waits;
  /** What can be seen at a participant's end, now. */
  sight: (participant: string) => NonNullable<HopParticipant['sight']>;
  /** Asks a participant's connection for a sign of life: it comes as a hop `alive`. */
  ask: (participant: string) => void;
  /** Asks the probe of a participant's page for a report. */
  requestReport: (participant: string) => void;
  now: () => number;
}

/** Handshakes that a participant is said to have missed: a page that never calls has missed them all. */
const toldOfOne = 8;

/** Someone to be called. */
interface Prospect {
  readonly other: RoomMember;
  /** The offer that was made and has not come. */
  readonly offer?: Reported;
  /** Not to be judged yet: the other page is at it. */
  readonly later?: boolean;
  /** One of the two has negotiated a connection that was not relayed here: whose page that is. */
  readonly elsewhere?: string;
}

/**
 * Handshakes that ought to be there and are not: two are in a room, the probe is on a page of theirs, and no offer comes.
 * What the gateway knows of such a pair is put together as the hops that a handshake would have, and judged by the same
 * rules; only where these say that it has failed does it become one.
 */
export class MissingOfferDetector implements HopWatcher {
  readonly name = 'missing-offers';
  readonly kinds: readonly HopKind[] = [
    'joined',
    'left',
    'alive',
    'offer-received',
    'offer-forwarded',
    'event-received',
  ];
  private readonly roomPairs = new RoomPairs();
  /** Last pong of a participant that was asked. */
  private readonly aliveAt = new Map<string, number>();
  /** Since when a participant's page could be judged: since its probe is known, and nobody else is at it. */
  private readonly since = new Map<string, number>();
  /** What was last refused of a participant without anybody knowing whom it was for. */
  private readonly refused = new Map<string, Hop>();
  private readonly deadlines: Deadlines;

  constructor(private readonly options: MissingOfferDetectorOptions) {
    this.deadlines = new Deadlines(
      (participant) => options.stream.guard(this.name, () => this.look(participant), undefined),
      options.now,
    );
  }

  onHop(hop: Hop): void {
    const { kind, result, from, to, room, at } = hop;
    // It was meant for that one, and what has become of it says more than that none has come.
    if (kind === 'offer-forwarded' && hop.movedTo !== undefined && from) this.offered(from.id, hop.movedTo, at);
    if (kind === 'offer-received' && from && to) this.offered(from.id, to.id, at);
    else if (result === 'refused' && from && (kind === 'offer-received' || kind === 'event-received'))
      this.refused.set(from.id, { ...hop });
    else if (result !== 'reached' || !from) return;
    else if (kind === 'joined' && room !== undefined) this.joined(room, from, at);
    else if (kind === 'left') this.left(from.id);
    // One with a handshake is what a pair's story tells again.
    else if (kind === 'alive' && !hop.handshake && this.options.pages.find(from.id)) this.alive(from.id, at);
  }

  /** A page has reported: looks whether its participant owes an offer. */
  heard(participant: string): void {
    if (!this.since.has(participant)) this.since.set(participant, this.options.now());
    if (this.roomPairs.strangers(participant).length > 0) this.look(participant);
  }

  close(): void {
    this.deadlines.close();
  }

  private joined(room: string, { id, username = '', insecure }: HopParticipant, at: number): void {
    this.roomPairs.join({ id, username, room, at, ...(insecure && { insecure }) });
    if (this.options.pages.find(id)) this.since.set(id, at);
    for (const other of this.roomPairs.strangers(id))
      for (const one of [id, other.id])
        if (this.options.pages.find(one) ?? this.roomPairs.find(one)?.insecure) this.lookBy(one, at + this.firstWait);
  }

  private left(id: string): void {
    this.roomPairs.leave(id);
    this.aliveAt.delete(id);
    this.since.delete(id);
    this.refused.delete(id);
    this.deadlines.clear(id);
  }

  private alive(id: string, at: number): void {
    this.aliveAt.set(id, at);
    this.look(id);
  }

  private offered(from: string, to: string, at: number): void {
    const missed = this.roomPairs.meet(from, to);
    const needless = [from, to].flatMap((id) => this.roomPairs.needless(id));
    // The offer has come after all, or none is needed any more: what was said of its absence gives way to that.
    for (const handshake of missed ? [missed, ...needless] : needless) {
      const hop = { kind: 'replaced', result: 'reached', seenBy: 'gateway', at, tookMs: 0, handshake } as const;
      this.options.stream.emit(hop);
    }
  }

  private get firstWait(): number {
    const { waits } = this.options;
    return Math.min(waits['offer-created'], waits['offer-received']);
  }

  private lookBy(participant: string, at: number): void {
    this.deadlines.set(participant, at);
  }

  private look(participant: string): void {
    const self = this.roomPairs.find(participant);
    const page = this.options.pages.find(participant);
    if (!self || (!page && !self.insecure)) return;
    let dueAt = Infinity;
    for (const prospect of this.prospects(self, page)) {
      if (prospect.later) {
        this.since.set(self.id, this.options.now());
        dueAt = Math.min(dueAt, this.options.now() + this.firstWait);
        continue;
      }
      const ref = { ...freshIds(), caller: self.id, callee: prospect.other.id };
      const hops = this.story(ref, self, prospect, page);
      const [first] = hops;
      if (!first) continue;
      const verdict = diagnose(hops.reduce(advance, open(ref, first)), this.options.waits, this.options.now());
      if (verdict.cause !== undefined || verdict.overdue) this.tell(ref, hops);
      for (const one of verdict.ask) this.options.ask(one);
      for (const one of verdict.reportWantedFrom) this.options.requestReport(one);
      dueAt = Math.min(dueAt, verdict.dueAt ?? Infinity);
    }
    if (dueAt < Infinity) this.lookBy(participant, dueAt);
    else this.deadlines.clear(participant);
  }

  /** Whom this participant ought to have called, each with the offer that was made and has not come. */
  private prospects(self: RoomMember, page: Page | undefined): Prospect[] {
    if (!page) return this.kept(self);
    const strangers = this.roomPairs
      .strangers(self.id)
      .filter(({ id }) => !linked(page, this.options.pages.find(id), id));
    const [first] = strangers;
    const left = Math.max(0, toldOfOne - this.roomPairs.missed(self.id));
    if (!first) return [];
    const elsewhere = strangers.flatMap((other) => this.calledElsewhere(self, page, other));
    if (elsewhere.length > 0) return elsewhere.slice(0, left);
    const offers = offersSince(page, metAt(self, first));
    if (offers.length === 0) return strangers.flatMap((other) => this.uncalled(self, page, other)).slice(0, left);
    // An offer does not say whom it is for: where there are fewer of them than people to call, nobody knows.
    if (offers.length < strangers.length) return [];
    return strangers.slice(0, left).flatMap((other, index) => {
      const offer = offers[index];
      return offer && mayBeSince(offer, metAt(self, other)) ? [{ other, offer }] : [];
    });
  }

  /** Of a page that nobody sees it is known that its browser gives it no microphone: that it calls nobody may come of that. */
  private kept(self: RoomMember): Prospect[] {
    return this.roomPairs
      .strangers(self.id)
      .filter((other) => !this.options.pages.find(other.id) && (!other.insecure || self.at >= other.at))
      .slice(0, Math.max(0, toldOfOne - this.roomPairs.missed(self.id)))
      .map((other) => ({ other }));
  }

  /** Both descriptions of a connection are known to one of the pages, and neither was relayed: they call elsewhere. */
  private calledElsewhere(self: RoomMember, page: Page, other: RoomMember): Prospect[] {
    const others = this.options.pages.find(other.id);
    const since = metAt(self, other);
    if (isAnsweredElsewhere(page, since)) return [{ other, elsewhere: self.id }];
    return others && isAnsweredElsewhere(others, since) ? [{ other, elsewhere: other.id }] : [];
  }

  /**
   * Of two pages that could call, the one that is at it owes the offer, else the one that tried and failed, else the one
   * that came later. Two who both have a call with a third need none: in a room where one sends, nobody else calls.
   */
  private uncalled(self: RoomMember, page: Page, other: RoomMember): Prospect[] {
    if (this.roomPairs.share(self.id, other.id)) return [];
    const others = this.options.pages.find(other.id);
    if (!others) return [{ other }];
    const since = metAt(self, other);
    const [own, theirs] = [this.busy(page, since), this.busy(others, since)];
    if (own !== theirs) return [{ other, later: theirs }];
    const later = self.at === other.at ? self.id > other.id : self.at > other.at;
    const owes = hasFailed(page) === hasFailed(others) ? later : hasFailed(page);
    return owes ? [{ other }] : [];
  }

  /** Its user is being asked for the microphone, or it has made an offer, which may be waiting for its candidates. */
  private busy(page: Page, since: number): boolean {
    const at = (step: 'media-requested' | 'media-captured') =>
      page.ofPage.find(({ report }) => report.step === step)?.at ?? -Infinity;
    const { waits, now } = this.options;
    const asked = at('media-requested') > Math.max(at('media-captured'), now() - waits.permission);
    return asked || offersSince(page, since).length > 0;
  }

  private story(ref: HandshakeRef, self: RoomMember, prospect: Prospect, page: Page | undefined): Hop[] {
    const { other, offer, elsewhere } = prospect;
    const { sight, pages, now } = this.options;
    const at = metAt(self, other);
    return storyOf({
      ref,
      self,
      other,
      page,
      others: pages.find(other.id),
      offer,
      elsewhere,
      sight,
      // Whose silence is to be proved has to be asked first: a wait that is over at the first look proves nothing.
      at: Math.max(at, this.since.get(self.id) ?? at),
      aliveAt: this.aliveAt.get(self.id),
      refused: this.refused.get(self.id),
      now: now(),
    });
  }

  private tell(ref: HandshakeRef, hops: readonly Hop[]): void {
    this.roomPairs.miss(ref);
    for (const hop of hops) this.options.stream.emit(hop);
  }
}
