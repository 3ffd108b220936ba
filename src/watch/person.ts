import { fingerprint } from '../../protocol/facts.js';
import type { HandshakeRef, Hop, HopParticipant } from '../domain/hop.js';
import type { Pair } from '../domain/pair.js';
import { now } from '../hops/clock.js';
import { DeliveryProof, type ProvingSocket } from '../connections/delivery-proof.js';
import type { InFlight } from './in-flight.js';
import type { SendPing } from './observed.js';
import { IdentityReader } from './people.js';

/** Within which the same description comes twice where a server's code runs twice, in ms. */
const repeatedMs = 250;

/** What two people have said to each other; the same object for both. */
export interface Between {
  pair: Pair;
}

/** Somebody whose page is connected to the watched server: one connection, as one participant. */
export class Person {
  readonly reader = new IdentityReader();
  /** With whom it has exchanged descriptions or candidates. */
  readonly between = new Map<Person, Between>();
  /** Handshakes of what the server handed to nobody, by the key of the signal: sent once more, it is the same one. */
  readonly lost = new Map<string, HandshakeRef>();
  /** Handshakes whose offer was said to have reached nobody. */
  readonly strayed = new Map<string, HandshakeRef>();
  /** By what messages may name it: its ids, its address, what it has said of itself first. */
  readonly names = new Set<string>();
  /** What it got though it is for another, as of a broadcast: the last of it. */
  readonly overheard = new Set<InFlight<Person>>();
  hasIntroducedItself = false;
  readonly openedAt = now();
  /** Messages that were no signaling. */
  said = 0;
  /** Names that the server has told it. */
  readonly told = new Set<string>();
  proof: DeliveryProof | undefined;
  /** Its joining is a hop already, under this room and name. */
  shown: string | undefined;
  isGone = false;
  /** It has sent something: a page's socket that never does is no signaling. */
  hasSpoken = false;
  /** It has sent a description or a candidate. */
  hasSignaled = false;
  /** Which of its page's connections stands for that page, where it has several: see `joinSockets`. */
  other: Person | undefined;
  /** The last that it has said is that it goes. */
  isLeaving = false;
  /** It was sent an answer, or an offer, that came from nobody who is seen here. */
  isAnsweredUnseen = false;
  isCalledUnseen = false;
  private last: { text: string; at: number } | undefined;
  private readonly socket = new PageSocket();

  /** @param id shown nowhere but in the API and the console: its Socket.IO id, or a random one */
  constructor(
    public id: string,
    readonly session: string | undefined,
    /** Of its request: what its browser is known by. */
    readonly marks: Pick<HopParticipant, 'browser' | 'insecure'>,
    private readonly app: string,
    /** By what sockets of one page that are for something else are kept apart: port and protocol. */
    readonly channel: string,
  ) {}

  /** Its name where one was plain to see, else the beginning of its id. */
  get username(): string {
    return this.reader.identity.name ?? this.id.slice(0, 6);
  }

  get joined(): string | undefined {
    return this.reader.identity.room;
  }

  /** The app itself where no room was plain to see. */
  get room(): string {
    return this.reader.identity.room ?? this.app;
  }

  /** Might a call be for it? A socket that has never said anything is no page's signaling, but of Socket.IO. */
  get takesPart(): boolean {
    return this.hasSpoken || this.session !== undefined;
  }

  /** Who its page is, as long as that connection is there. */
  get page(): Person {
    return this.other?.isGone === false ? this.other : this;
  }

  get participant(): HopParticipant {
    return { id: this.id, username: this.username };
  }

  /** As a hop `joined` names it. */
  get newcomer(): HopParticipant {
    const session = this.session === undefined ? {} : { session: fingerprint(this.session) };
    return { ...this.participant, ...session, ...this.marks };
  }

  with(other: Person): Between {
    const known = this.between.get(other) ?? { pair: [] };
    this.between.set(other, known);
    other.between.set(this, known);
    return known;
  }

  /** Is that what it was sent last, word for word and just before? Servers that try again wait for longer. */
  isRepeated(text: string | undefined, at: number): boolean {
    const { last } = this;
    this.last = text === undefined ? undefined : { text, at };
    return last !== undefined && last.text === text && at - last.at <= repeatedMs;
  }

  /** Asks its connection for a sign of life: it comes as a hop `alive`. */
  ask(): void {
    this.proof?.ask();
  }

  /** It takes pings: it is a WebSocket, or has become one. */
  pingedBy(ping: SendPing): void {
    this.socket.open(ping);
  }

  get takesPings(): boolean {
    return this.socket.isOpen;
  }

  /**
   * From now on delivery is proved by a ping behind what it is sent. What came by HTTP polling is proved once it takes pings:
   * its page has read the last answer to a poll before it goes over to a WebSocket (Engine.IO protocol, "Upgrade").
   */
  prove(tell: (hops: readonly Hop[]) => void): void {
    this.proof ??= new DeliveryProof(this.id, this.socket, tell);
  }

  ponged(payload: Buffer): boolean {
    return this.socket.ponged(payload);
  }

  /** What it was sent is written: a ping goes out behind it, at the end of the iteration. */
  wrote(): void {
    if (!this.proof) return;
    this.proof.wrote();
    this.socket.hold();
  }
}

/** The way of pings to a page, for the proof of delivery; until it is open, they wait. */
class PageSocket implements ProvingSocket {
  atEnd: () => void = () => undefined;
  private heard: (payload: Buffer) => void = () => undefined;
  private send: SendPing | undefined;
  private sent: Buffer | undefined;
  private isHeld = false;

  get isOpen(): boolean {
    return this.send !== undefined;
  }

  open(send: SendPing): void {
    this.send = send;
    if (this.isHeld) this.scheduleEnd();
  }

  on(_event: 'pong', listener: (payload: Buffer) => void): void {
    this.heard = listener;
  }

  hold(): void {
    if (this.isHeld) return;
    this.isHeld = true;
    if (this.isOpen) this.scheduleEnd();
  }

  ping(payload: Buffer): void {
    if (this.send?.(payload)) this.sent = payload;
  }

  ponged(payload: Buffer): boolean {
    if (!this.sent?.equals(payload)) return false;
    this.sent = undefined;
    this.heard(payload);
    return true;
  }

  private scheduleEnd(): void {
    setImmediate(() => {
      this.isHeld = false;
      this.atEnd();
    });
  }
}
