import { hopsOf, type Departure, type HandshakeRef, type Hop, type HopParticipant } from '../domain/hop.js';
import { unanswered, type Exchange } from '../domain/pair.js';
import { now } from '../hops/clock.js';
import { forgetOldest } from '../bounds/forget-oldest.js';
import type { HopStream } from '../hops/hop-stream.js';
import { plainName } from '../../protocol/plain-names.js';
import { assign, idsOfWatched } from './assign.js';
import type { InFlight } from './in-flight.js';
import { isNamed } from './naming.js';
import type { OpenCall } from './other-socket.js';
import { answeredAfterAll, overhear } from './overheard.js';
import { isAnswerToAnother, isOfAnother, openBesides, overheard } from './several.js';
import type { Person } from './person.js';
import { strayOf, type Reachable } from './stray.js';

type MovingSignal = InFlight<Person>;

interface Meant {
  readonly whom: readonly { to: HopParticipant; ref: HandshakeRef | undefined }[];
  /** Nobody who is not seen can have got it instead. */
  readonly isSure: boolean;
}

/** Offers of one page to nobody that are known again. */
const keptLost = 32;

/** Whom a signal was for, where nobody got it and several might have been meant. */
const nobody: HopParticipant = { id: 'nobody', username: '?' };

/** Says of each signal which handshake it belongs to, and makes its hops. */
export class Calls {
  constructor(private readonly stream: HopStream) {}

  /** Somebody takes part in signaling, or is known by a name only now. */
  introduce(person: Person): void {
    const shown = `${person.room}\n${person.username}`;
    if (person.shown === shown || person.isGone) return;
    person.shown = shown;
    person.prove((hops) => hops.forEach((hop) => this.stream.emit(hop)));
    this.emit({ kind: 'joined', from: person.newcomer, room: person.room });
  }

  left(person: Person, departure: Departure): void {
    for (const other of person.between.keys()) other.between.delete(person);
    if (person.shown === undefined) return;
    this.emit({ kind: 'left', from: person.participant, room: person.room, departure });
  }

  /** An answer belongs to the one open offer of its sender, wherever the server sends it: it is known at once. */
  came(moving: MovingSignal): void {
    const { signal, from } = moving;
    if (signal.kind !== 'answer' || from.isCalledUnseen) return;
    for (const one of answeredAfterAll(from)) this.handedOn(one, from);
    const callers = [...from.between.keys()].filter((one) => unanswered(from.with(one).pair, from.id) !== undefined);
    const named = callers.filter((one) => isNamed(one, moving.names, from));
    const [only, more] = named.length > 0 ? named : callers;
    if (only && !more) this.received(moving, only);
  }

  /** The server has written it to somebody. */
  handedOn(moving: MovingSignal, on: Person): void {
    const { signal, from, told } = moving;
    const to = on.page;
    if (from.isGone || (signal.kind === 'offer' && !moving.reached.has(to) && isAnswered(moving))) return;
    const isMeant = isNamed(to, moving.names, from);
    // It is for one who has got it already, and only overheard.
    const isHad = !isMeant && [...moving.reached].some((one) => isNamed(one, moving.names, from));
    if (isHad || isOfAnother(moving, to) || (!isMeant && isAnswerToAnother(moving))) return overhear(moving, to);
    this.introduce(on);
    const meant = told.size === 0 || unanswered(from.with(to).pair, from.id) !== undefined;
    const known = moving.reached.has(to) || this.isTold(moving, to);
    const ref = signal.kind !== 'answer' || meant || known ? this.received(moving, to) : undefined;
    if (!ref) return overhear(moving, to);
    moving.reached.add(to);
    from.strayed.delete(ref.id);
    this.found(moving);
    this.foundElsewhere(moving, to);
    if (isMeant) for (const only of overheard(moving, to)) this.goesOnElsewhere(only, from, to);
    // Once it is delivered, a page that was polling has a WebSocket.
    const seen = { ...to.participant, sight: { transport: true, page: false } };
    const expected =
      on.proof?.expect({ ...this.base(moving, seen, ref), kind: hopsOf[signal.kind].delivered }) ?? 'not';
    const isSeen = on.takesPings && expected !== 'not';
    const sight = { transport: isSeen, page: false, ...(expected === 'queued' && { queued: true }) };
    const forwarded = this.base(moving, { ...to.participant, sight }, ref);
    this.emit({ ...forwarded, kind: hopsOf[signal.kind].forwarded }, moving.at);
  }

  /** Several were reached, and it is not with this one that the call goes on. */
  private goesOnElsewhere(handshake: HandshakeRef, from: Person, { id }: { readonly id: string }): void {
    this.emit({ kind: 'replaced', handshake, from: from.participant, room: from.room, other: id });
  }

  /** The server has written it to the same page once more, and got it once. */
  handedOnTwice(moving: MovingSignal, to: Person): void {
    const { signal, from, event = 'message' } = moving;
    const ref = this.received(moving, to);
    if (!ref) return;
    const hop = this.base(moving, to.participant, ref);
    this.emit(
      { ...hop, kind: hopsOf[signal.kind].forwarded, from: from.participant, twice: plainName(event) },
      moving.at,
    );
  }

  /** The server has handed it to nobody who could use it. */
  strayed(moving: MovingSignal, addressees: Reachable, seesAll: boolean): void {
    const { signal, from } = moving;
    const { whom, isSure } = this.meant(moving, addressees, seesAll);
    const strayed = strayOf(moving, addressees, isSure);
    for (const { to, ref } of whom) {
      if (!ref) continue;
      if (signal.kind === 'offer') keep(from.strayed, ref.id, ref);
      const hop = this.base(moving, to, ref);
      this.emit({ ...hop, kind: hopsOf[signal.kind].forwarded, result: 'failed', strayed, from: from.participant });
    }
  }

  /** Of several calls it is not known which one was answered. */
  perhapsAnswered(calls: readonly OpenCall[]): void {
    for (const { ref, caller } of calls) this.goesOnElsewhere(ref, caller, nobody);
  }

  /** Somebody who is not seen here has got its offers. */
  takeBack(from: Person): void {
    for (const handshake of from.strayed.values()) this.goesOnElsewhere(handshake, from, nobody);
    from.strayed.clear();
  }

  /** The handshakes of a signal that nobody got, and for whom it was; none where nobody knows, and nothing is to be told. */
  private meant(
    moving: MovingSignal,
    { others, meant, isForSomebodyGone, ...known }: Reachable,
    seesAll: boolean,
  ): Meant {
    const { signal, from, told, astray } = moving;
    if (signal.kind === 'offer') {
      const isSure = known.isSure || (seesAll && !isForSomebodyGone);
      const likely = known.isSure || !isSure ? meant : others;
      const [only] = likely.length === 1 && isSure ? likely : [];
      return { isSure, whom: [only ? this.of(moving, only) : this.ofNobody(moving)] };
    }
    const ufrag = signal.kind === 'ice-candidate' ? (signal.candidate.ufrag ?? '') : '';
    const knows = ({ ref, callerUfrags, calleeUfrags }: Exchange) =>
      told.has(ref.id) || callerUfrags.includes(ufrag) || calleeUfrags.includes(ufrag);
    const found = [...from.between].filter(([, { pair }]) => pair.some(knows)).map(([other]) => other);
    if (found.length === 1 && found[0]?.isGone === false) return { isSure: true, whom: [this.of(moving, found[0])] };
    if (signal.kind !== 'answer' || told.size > 0 || astray.size > 0) return { isSure: false, whom: [] };
    // Of several who called, one is not seen here: whose offer it answers, nobody knows.
    const open = [...from.between].map(([to, { pair }]) => ({ to: to.participant, ref: unanswered(pair, from.id) }));
    return { isSure: false, whom: open };
  }

  private of(moving: MovingSignal, to: Person): Meant['whom'][number] {
    return { to: to.participant, ref: this.received(moving, to) };
  }

  private ofNobody(moving: MovingSignal): Meant['whom'][number] {
    return { to: nobody, ref: this.lost(moving) };
  }

  /** An offer that nobody got is a handshake as well, so that its sender has a verdict. */
  private lost(moving: MovingSignal): HandshakeRef {
    const { signal, from } = moving;
    const known = from.lost.get(signal.key);
    if (known) return known;
    const ref = { ...idsOfWatched(), caller: from.id, callee: nobody.id };
    keep(from.lost, signal.key, ref);
    this.emit({ ...this.base(moving, nobody, ref), kind: hopsOf[signal.kind].received }, moving.at);
    return ref;
  }

  /** The server has handed on after all what it had kept. */
  private found({ signal, from }: MovingSignal): void {
    const handshake = from.lost.get(signal.key);
    if (!handshake) return;
    from.lost.delete(signal.key);
    this.emit({ kind: 'replaced', handshake, from: from.participant, room: from.room });
  }

  /** Somebody else has got it after all than the one whom it was said to have missed. */
  private foundElsewhere({ from, told }: MovingSignal, to: Person): void {
    for (const id of told) {
      const missed = from.strayed.get(id);
      if (!missed) continue;
      from.strayed.delete(id);
      this.goesOnElsewhere(missed, from, to);
    }
  }

  /** It is known as received in one handshake: when it came, and once. */
  private received(moving: MovingSignal, to: Person): HandshakeRef | undefined {
    const { signal, from } = moving;
    const assigned = assign(signal, from, to);
    if (!assigned) return undefined;
    const { ref, openOffers } = assigned;
    if (moving.told.has(ref.id)) return ref;
    moving.told.add(ref.id);
    const hop = { ...this.base(moving, to.participant, ref), kind: hopsOf[signal.kind].received };
    this.emit({ ...hop, ...(openOffers !== undefined && { openOffers }) }, moving.at);
    // A connection takes one answer: of those whom its offer has reached, the others need not answer any more.
    if (signal.kind === 'answer' && !signal.provisional)
      for (const open of openBesides(ref, to, from)) this.goesOnElsewhere(open, to, from);
    return ref;
  }

  private isTold({ told, from }: MovingSignal, to: Person): boolean {
    return from.with(to).pair.some(({ ref }) => told.has(ref.id));
  }

  private base({ signal, from }: MovingSignal, to: HopParticipant, handshake: HandshakeRef): Omit<Unfinished, 'kind'> {
    return {
      message: signal.kind,
      room: from.room,
      from: from.participant,
      to,
      handshake,
      ...(signal.kind === 'ice-candidate' ? { candidate: signal.candidate } : { description: signal.description }),
      ...('provisional' in signal && { provisional: true }),
    };
  }

  /** @param since when what it tells of began, where that was before */
  private emit(hop: Unfinished, since?: number): void {
    const isPast = since !== undefined && hop.kind.endsWith('-received');
    const at = isPast ? since : now();
    const tookMs = isPast || since === undefined ? 0 : Math.max(0, at - since);
    this.stream.emit({ result: 'reached', seenBy: 'gateway', ...hop, at, tookMs });
  }
}

function keep(handshakes: Map<string, HandshakeRef>, key: string, ref: HandshakeRef): void {
  handshakes.set(key, ref);
  forgetOldest(handshakes, keptLost, 'watched-handshakes');
}

/** A server that shows newcomers what it has kept makes no new call of an offer that has its answer. */
const isAnswered = ({ from, told }: MovingSignal): boolean =>
  [...from.between.values()].some(({ pair }) => pair.some(({ ref, answered }) => answered && told.has(ref.id)));

type Unfinished = Omit<Hop, 'result' | 'seenBy' | 'at' | 'tookMs'> & { result?: Hop['result'] };
