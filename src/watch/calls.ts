import type { Departure, HandshakeRef, Hop, HopParticipant, Strayed } from '../domain/hop.js';
import { assignAnswer, assignCandidate, assignOffer, unanswered, type Exchange } from '../domain/pair.js';
import { now } from '../hops/clock.js';
import { freshIds } from '../hops/fresh-ids.js';
import type { HopStream } from '../hops/hop-stream.js';
import { plainName } from '../../protocol/plain-names.js';
import type { InFlight } from './in-flight.js';
import type { Addressees } from './naming.js';
import type { Person } from './person.js';
import type { Signal } from './signals.js';

type Moving = InFlight<Person>;

/** Who could have got a signal, and for whom of them it was. */
export interface Reachable extends Addressees<Person> {
  readonly others: readonly Person[];
}

interface Meant {
  readonly whom: readonly { to: HopParticipant; ref: HandshakeRef | undefined }[];
  /** Nobody who is not seen can have got it instead. */
  readonly isSure: boolean;
}

/** Offers of one page to nobody that are known again. */
const keptLost = 32;

const kinds = {
  offer: { received: 'offer-received', forwarded: 'offer-forwarded', delivered: 'offer-delivered' },
  answer: { received: 'answer-received', forwarded: 'answer-forwarded', delivered: 'answer-delivered' },
  'ice-candidate': {
    received: 'candidate-received',
    forwarded: 'candidate-forwarded',
    delivered: 'candidate-delivered',
  },
} as const;

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
  came(moving: Moving): void {
    const { signal, from } = moving;
    if (signal.kind !== 'answer' || from.isCalledUnseen) return;
    const callers = [...from.between].filter(([, { pair }]) => unanswered(pair, from.id) !== undefined);
    const [only] = callers;
    if (callers.length === 1 && only) this.received(moving, only[0]);
  }

  /** The server has written it to somebody. */
  handedOn(moving: Moving, to: Person): void {
    const { signal, from, told } = moving;
    if (from.isGone || (signal.kind === 'offer' && !moving.reached.has(to) && isAnswered(moving))) return;
    this.introduce(to);
    const meant = told.size === 0 || unanswered(from.with(to).pair, from.id) !== undefined;
    const known = moving.reached.has(to) || this.isTold(moving, to);
    const ref = signal.kind !== 'answer' || meant || known ? this.received(moving, to) : undefined;
    if (!ref) {
      moving.astray.add(to);
      return;
    }
    moving.reached.add(to);
    from.strayed.delete(ref.id);
    this.found(moving);
    // Once it is delivered, a page that was polling has a WebSocket.
    const seen = { ...to.participant, sight: { transport: true, page: false } };
    const expected = to.proof?.expect({ ...this.base(moving, seen, ref), kind: kinds[signal.kind].delivered }) ?? 'not';
    const isSeen = to.takesPings && expected !== 'not';
    const sight = { transport: isSeen, page: false, ...(expected === 'queued' && { queued: true }) };
    const forwarded = this.base(moving, { ...to.participant, sight }, ref);
    this.emit({ ...forwarded, kind: kinds[signal.kind].forwarded }, moving.at);
  }

  /** The server has written it to the same page once more, and got it once. */
  handedOnTwice(moving: Moving, to: Person): void {
    const { signal, from, event = 'message' } = moving;
    const ref = this.received(moving, to);
    if (!ref) return;
    const hop = this.base(moving, to.participant, ref);
    this.emit(
      { ...hop, kind: kinds[signal.kind].forwarded, from: from.participant, twice: plainName(event) },
      moving.at,
    );
  }

  /** The server has handed it to nobody who could use it. */
  strayed(moving: Moving, addressees: Reachable, seesAll: boolean): void {
    const { signal, from, event } = moving;
    const why = moving.astray.size > 0 ? 'another' : moving.isReturned ? 'sender' : 'nobody';
    const { whom, isSure } = this.meant(moving, addressees, seesAll);
    const unseen = isSure ? undefined : addressees.others.length === 0 ? 'all' : 'some';
    const strayed: Strayed = {
      to: why,
      ...(event !== undefined && { event: plainName(event) }),
      ...(unseen && { unseen }),
    };
    for (const { to, ref } of whom) {
      if (!ref) continue;
      if (signal.kind === 'offer') keep(from.strayed, ref.id, ref);
      const hop = this.base(moving, to, ref);
      this.emit({ ...hop, kind: kinds[signal.kind].forwarded, result: 'failed', strayed, from: from.participant });
    }
  }

  /** Somebody who is not seen here has got its offers. */
  takeBack(from: Person): void {
    for (const handshake of from.strayed.values())
      this.emit({ kind: 'replaced', handshake, from: from.participant, room: from.room });
    from.strayed.clear();
  }

  /** The handshakes of a signal that nobody got, and for whom it was; none where nobody knows, and nothing is to be told. */
  private meant(moving: Moving, { others, meant, isSure }: Reachable, seesAll: boolean): Meant {
    const { signal, from, told, astray } = moving;
    if (signal.kind === 'offer') {
      const likely = isSure || !seesAll ? meant : others;
      const [only] = likely.length === 1 && (isSure || seesAll) ? likely : [];
      return { isSure: isSure || seesAll, whom: [only ? this.of(moving, only) : this.ofNobody(moving)] };
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

  private of(moving: Moving, to: Person): Meant['whom'][number] {
    return { to: to.participant, ref: this.received(moving, to) };
  }

  private ofNobody(moving: Moving): Meant['whom'][number] {
    return { to: nobody, ref: this.lost(moving) };
  }

  /** An offer that nobody got is a handshake as well, so that its sender has a verdict. */
  private lost(moving: Moving): HandshakeRef {
    const { signal, from } = moving;
    const known = from.lost.get(signal.key);
    if (known) return known;
    const ref = { ...freshIds(), caller: from.id, callee: nobody.id };
    keep(from.lost, signal.key, ref);
    this.emit({ ...this.base(moving, nobody, ref), kind: kinds[signal.kind].received }, moving.at);
    return ref;
  }

  /** The server has handed on after all what it had kept. */
  private found({ signal, from }: Moving): void {
    const handshake = from.lost.get(signal.key);
    if (!handshake) return;
    from.lost.delete(signal.key);
    this.emit({ kind: 'replaced', handshake, from: from.participant, room: from.room });
  }

  /** It is known as received in one handshake: when it came, and once. */
  private received(moving: Moving, to: Person): HandshakeRef | undefined {
    const { signal, from } = moving;
    const assigned = assign(signal, from, to);
    if (!assigned) return undefined;
    const { ref, openOffers } = assigned;
    if (moving.told.has(ref.id)) return ref;
    moving.told.add(ref.id);
    const hop = { ...this.base(moving, to.participant, ref), kind: kinds[signal.kind].received };
    this.emit({ ...hop, ...(openOffers !== undefined && { openOffers }) }, moving.at);
    return ref;
  }

  private isTold({ told, from }: Moving, to: Person): boolean {
    return from.with(to).pair.some(({ ref }) => told.has(ref.id));
  }

  private base({ signal, from }: Moving, to: HopParticipant, handshake: HandshakeRef): Omit<Unfinished, 'kind'> {
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
  const [oldest] = handshakes.keys();
  if (handshakes.size > keptLost && oldest !== undefined) handshakes.delete(oldest);
}

/** A server that shows newcomers what it has kept makes no new call of an offer that has its answer. */
const isAnswered = ({ from, told }: Moving): boolean =>
  [...from.between.values()].some(({ pair }) => pair.some(({ ref, answered }) => answered && told.has(ref.id)));

type Unfinished = Omit<Hop, 'result' | 'seenBy' | 'at' | 'tookMs'> & { result?: Hop['result'] };

function assign(signal: Signal, from: Person, to: Person): { ref: HandshakeRef; openOffers?: number } | undefined {
  const between = from.with(to);
  const { pair } = between;
  const assigned =
    signal.kind === 'ice-candidate'
      ? assignCandidate(pair, from.id, to.id, signal.candidate, freshIds)
      : signal.kind === 'offer'
        ? assignOffer(pair, from.id, to.id, signal.description, freshIds)
        : assignAnswer(pair, from.id, signal.description, !signal.provisional);
  if (assigned) between.pair = assigned.pair;
  return assigned;
}
