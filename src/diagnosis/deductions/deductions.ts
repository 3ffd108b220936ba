import type { Report } from '../../../protocol/reports.js';
import { sides } from '../../../protocol/verdict.js';
import type { Bounds } from '../../bounds/bounds.js';
import { otherSide } from '../../domain/handshake.js';
import type { HandshakeRef, Hop, HopKind, HopParticipant } from '../../domain/hop.js';
import type { HopStream } from '../../hops/hop-stream.js';
import type { HopWatcher } from '../../hops/hop-watcher.js';
import {
  keyOf,
  ofOne,
  type Described,
  type DescriptionRef,
  type Descriptions,
  type Found,
} from '../pages/descriptions.js';
import { Lookalikes } from './lookalikes.js';
import { forgetOldest } from '../../bounds/forget-oldest.js';
import { BoundedMap } from '../../bounds/bounded-map.js';
import type { Page, Pages } from '../pages/pages.js';
import { SessionsInUse } from './sessions-in-use.js';

export interface DeductionsOptions {
  stream: HopStream;
  pages: Pages;
  descriptions: Descriptions;
  /** Answers that are remembered, and sessions, are as many as handshakes; the oldest go first. */
  bounds: Pick<Bounds, 'handshakes' | 'connections-of-page'>;
  /** The handshakes of a participant that are open, or connected. */
  liveOf: (participant: string) => readonly HandshakeRef[];
  /** Asks a participant's connection for a sign of life: it comes as a hop `alive`. */
  ask: (participant: string) => void;
}

/**
 * What no single message and no single report says, but several together: one page that is two members, one connection
 * for two participants, two connections for one offer, an answer that was made for another offer. Each becomes a hop of
 * the handshakes that it concerns.
 */
export class Deductions implements HopWatcher {
  readonly name = 'deductions';
  readonly kinds: readonly HopKind[] = ['joined', 'left', 'alive', 'offer-received', 'answer-received'];
  private readonly people = new Map<string, HopParticipant>();
  private readonly lookalikes = new Lookalikes();
  /** By who has made an answer, and the key of that, the handshake of the offer that it was made for, as its page's probe says. */
  private readonly made: BoundedMap<string, Found>;
  /** Members of which a sign of life is awaited, as their page is another member as well: since when, in ms. */
  private readonly asked = new Map<string, number>();
  private readonly inUse: SessionsInUse;
  /** A page has more connections than calls: some are closed, and some never come to one. */
  private readonly callsPerPage: number;

  constructor(private readonly options: DeductionsOptions) {
    const { handshakes, 'connections-of-page': connections } = options.bounds;
    this.callsPerPage = Math.ceil(connections / 4);
    this.made = new BoundedMap({ limit: handshakes, of: 'descriptions' });
    this.inUse = new SessionsInUse({ handshakes, ofCaller: this.callsPerPage }, (id) => this.people.get(id));
  }

  onHop(hop: Hop): void {
    const { kind, result, from, handshake } = hop;
    if (result !== 'reached' || !from) return;
    if (kind === 'joined') this.meet(from, hop.room);
    else if (kind === 'left') this.forget(from.id);
    else if (kind === 'alive' && !handshake) this.lives(from.id, hop.at);
    else if (handshake && (kind === 'offer-received' || kind === 'answer-received')) this.described(hop, handshake);
  }

  /** A report has found its handshake: what does it say together with those before it? */
  matched(page: Page, report: Report, { ref, side }: Found): void {
    const { step, result, connection } = report;
    // The answer of a second one that is refused shows the connection to be in use as well.
    if (connection === undefined || (result !== 'reached' && step !== 'answer-applied')) return;
    if (step === 'connection-closed') page.calls.delete(connection);
    if (step === 'answer-created') this.answerMade(page, report.local, { ref, side });
    if (step === 'answer-applied' && result === 'reached') this.crossed(report.local, { ref, side }, report.at);
    if (step !== 'offer-created' && step !== 'offer-applied' && step !== 'answer-applied') return;
    const at = report.at;
    const before = page.calls.get(connection);
    const other = ref[otherSide(side)];
    if (before && before.other !== other && this.areTwoPeople(before.other, other))
      for (const one of [before.ref, ref]) this.tell('connection-shared', one, ref[side], at, { other });
    const took = step === 'offer-applied' && report.remote ? keyOf(report.remote) : undefined;
    const twice = [...page.calls].some(([number, call]) => number !== connection && call.took === took);
    if (step === 'offer-applied' && twice) this.tell('connection-doubled', ref, ref[side], at);
    page.calls.set(connection, { other, ref, took });
    forgetOldest(page.calls, this.callsPerPage, 'connections-of-page');
  }

  /** A page has reported: is it two members of a room? The older connection has to live, or the page was reconnected. */
  reported(page: Page, now: number): void {
    const here = this.presentOf(page);
    if (here.length < 2 || page.twice) return;
    for (const id of here.slice(0, -1)) {
      if (this.asked.has(id)) continue;
      this.asked.set(id, now);
      this.options.ask(id);
    }
  }

  /** The participants of a page that are in a room now, oldest first. */
  private presentOf({ participants }: Page): string[] {
    return participants.filter((id) => this.people.has(id));
  }

  private meet(person: HopParticipant, room: string | undefined): void {
    this.people.set(person.id, person);
    this.lookalikes.add(person, room);
  }

  private forget(id: string): void {
    this.people.delete(id);
    this.lookalikes.delete(id);
    this.asked.delete(id);
    this.inUse.forget(id);
  }

  private lives(id: string, at: number): void {
    const since = this.asked.get(id);
    const page = this.options.pages.find(id);
    if (since === undefined || at < since || !page) return;
    this.asked.delete(id);
    page.twice = true;
    const here = this.presentOf(page);
    for (const member of here)
      for (const ref of this.options.liveOf(member).slice(-toldOfOne)) this.twin(ref, member, here, at);
  }

  private twin(ref: HandshakeRef, member: string, here: readonly string[], at: number): void {
    const peer = member === ref.caller ? ref.callee : ref.caller;
    const other = here.includes(peer) ? peer : here.find((id) => id !== member);
    if (other !== undefined) this.tell('page-shared', ref, member, at, { other });
  }

  /** A description has come: what is known of its two, and of the answer, is said of its handshake. */
  private described(hop: Hop, ref: HandshakeRef): void {
    if (hop.kind === 'offer-received') this.introduce(ref, hop);
    else this.placed(hop);
    const shared = this.inUse.note(hop, ref);
    if (shared) this.tell('connection-shared', ref, ref.caller, hop.at, { other: shared, seenBy: 'gateway' });
  }

  private introduce(ref: HandshakeRef, { at }: Hop): void {
    for (const side of sides) {
      const id = ref[side];
      const page = this.options.pages.find(id);
      const person = this.people.get(id);
      if (page?.twice) this.twin(ref, id, this.presentOf(page), at);
      else if (person) this.lookAlike(ref, person, at);
      // A probe that says nothing of it knows better than an address does.
      if (person?.insecure && !page)
        this.tell('context-checked', ref, id, at, {
          seenBy: 'gateway',
          result: 'failed',
          failure: { name: 'insecure' },
        });
    }
  }

  /** Two of one name from one browser: perhaps one page that has joined twice. */
  private lookAlike(ref: HandshakeRef, { id }: HopParticipant, at: number): void {
    const other = this.lookalikes.of(id);
    if (other !== undefined) this.tell('page-shared', ref, id, at, { other, seenBy: 'gateway' });
  }

  /** The caller has made a newer offer while the answer to this one was on its way, and has applied that answer to the newer. */
  private crossed(local: DescriptionRef | undefined, { ref, side }: Found, at: number): void {
    const newer = this.options.descriptions.from([ref[side]], local)?.ref;
    if (!newer || newer.id === ref.id || newer.caller !== ref.caller || newer.callee !== ref.callee) return;
    this.tell('answer-misplaced', newer, newer.callee, at);
    this.tell('replaced', ref, ref.caller, at);
  }

  /** The handshake that an answer of one of these participants was made for, as its page's probe says. */
  madeFor(authors: readonly string[], answer: DescriptionRef | undefined): Found | undefined {
    const key = answer && keyOf(answer);
    if (key === undefined) return undefined;
    const author = authors.findLast((id) => this.made.has(ofOne(id, key)));
    return author === undefined ? undefined : this.made.get(ofOne(author, key));
  }

  private answerMade({ participants }: Page, local: DescriptionRef | undefined, found: Found): void {
    const key = local && keyOf(local);
    if (key === undefined) return;
    this.made.set(ofOne(found.ref[found.side], key), found);
    const came = this.options.descriptions.from(participants, local);
    if (came) this.compare(found, came);
  }

  private placed({ description, from }: Hop): void {
    const page = from && this.options.pages.find(from.id);
    if (!page) return;
    const found = this.madeFor(page.participants, description);
    const came = this.options.descriptions.from([from.id], description);
    if (found && came) this.compare(found, came);
  }

  /** The handshake whose offer an answer was made for, and the one under which it came. */
  private compare({ ref: madeFor }: Found, answer: Readonly<Described>): void {
    const { ref: came, at } = answer;
    if (madeFor.id === came.id) return;
    this.tell('answer-misplaced', came, came.callee, at);
    if (madeFor.caller !== came.caller)
      this.tell('answer-misplaced', madeFor, madeFor.callee, at, { other: came.caller });
    // A connection that has made a newer offer since has no use for the answer to the older one.
    else if (this.inUse.sessionOf(madeFor) !== this.inUse.sessionOf(came)) {
      this.options.descriptions.rehome(answer, madeFor);
      this.tell('answer-placed', madeFor, madeFor.callee, at);
    }
  }

  /** Somebody who is back under a new id is no second person. */
  areTwoPeople(one: string, other: string): boolean {
    const [a, b] = [this.people.get(one), this.people.get(other)];
    if (!a || !b || a.username === b.username) return false;
    const page = this.options.pages.find(one);
    return page === undefined || page !== this.options.pages.find(other);
  }

  private tell(kind: Hop['kind'], handshake: HandshakeRef, of: string, at: number, more: Partial<Hop> = {}): void {
    const hop: Hop = { kind, result: 'reached', seenBy: 'probe', at, tookMs: 0, from: { id: of }, handshake, ...more };
    this.options.stream.emit(hop);
  }
}

/** Handshakes of one participant that learn of its page, the newest. */
const toldOfOne = 32;
