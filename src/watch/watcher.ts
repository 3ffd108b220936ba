import type { IncomingHttpHeaders } from 'node:http';
import type { Bounds } from '../bounds/bounds.js';
import { pageMarks } from '../connections/page-marks.js';
import type { Departure } from '../domain/hop.js';
import { now } from '../hops/clock.js';
import { Deadlines } from '../hops/deadlines.js';
import { freshIds } from '../hops/fresh-ids.js';
import type { Source } from '../hops/ends.js';
import type { HopStream, OnDefect } from '../hops/hop-stream.js';
import { Calls } from './calls.js';
import { guarded } from './guarded.js';
import { InFlightSignals, type InFlight } from './in-flight.js';
import { isOfOverheard, overhear, takeOverheard } from './overheard.js';
import type { ObservedConnection, ObservedMessage, Observer, Opened } from './observed.js';
import { Person } from './person.js';
import { keysIn } from './keys.js';
import { KnownNames } from './names.js';
import { saysGoodbye } from './people.js';
import { joinSockets } from './other-socket.js';
import { addressedIn, isNamed, namesIn, namesInUrl } from './naming.js';
import { findSignals, isEnd, type Signal } from './signals.js';

export interface WatcherOptions {
  stream: HopStream;
  bounds: Pick<Bounds, 'watched-names' | 'watched-signals'>;
  /** How the watched app is called where no room is plain to see. */
  app: string;
  /** Is everybody who is connected to the server seen here? Not so in front of it, as some may go past. */
  seesAll: boolean;
  /** Other processes have some of the people: what nobody here got may have gone to one of them, and is held against nobody. */
  isShared?: boolean;
  /** How long the server may take to hand on what it got before that is late, in ms. */
  forwardMs: number;
}

/**
 * Follows what pages and their server say to each other, and puts it onto the stream of hops as the relay does with its
 * own: what comes in is received; what goes out with the same hashes is forwarded, to whom it really went; and what the
 * server has handed to nobody, or to somebody else, is known once it has had time for it.
 */
export class Watcher implements Observer, Source {
  private readonly people = new Map<string, Person>();
  private readonly signals: InFlightSignals<Person>;
  private readonly waiting = new Map<string, InFlight<Person>>();
  private readonly deadlines = new Deadlines((id) => this.due(id), now);
  private readonly names: KnownNames;
  private readonly calls: Calls;
  private serial = 0;

  constructor(private readonly options: WatcherOptions) {
    this.calls = new Calls(options.stream);
    this.signals = new InFlightSignals(options.bounds['watched-signals']);
    this.names = new KnownNames(options.bounds['watched-names']);
  }

  /** Tells of a defect in what stands between pages and their server. */
  readonly defect: OnDefect = (where, error) => this.options.stream.defect(where, error);

  opened({ session, headers, address, url }: Opened): ObservedConnection {
    const person = new Person(
      freshIds().id,
      session,
      pageMarks({ headers }, address),
      this.options.app,
      channelOf(headers),
    );
    this.people.set(person.id, person);
    if (url !== undefined) {
      person.reader.readUrl(url);
      this.names.learn(person, namesInUrl(url));
    }
    return guarded(this.options.stream.defect, {
      identified: (socketId) => this.identified(person, socketId),
      received: (message) => this.received(person, message),
      sent: (message) => this.sent(person, message),
      proves: (ping) => person.pingedBy(ping),
      ponged: (payload) => person.ponged(payload),
      closed: (ending) => this.closed(person, ending === 'cut' && person.isLeaving ? 'closed' : ending),
    });
  }

  /** Asks somebody's connection for a sign of life. */
  ask(participant: string): void {
    this.people.get(participant)?.ask();
  }

  /** Over the app's own signaling nobody but the app may ask a page: its probe reports by itself. */
  requestReport(): void {
    // Nothing to do: see `everyMs` of a report's receipt.
  }

  drawsLadder(): boolean {
    return false;
  }

  /** What can be seen at somebody's end. */
  sight(participant: string): { transport: boolean; page: boolean } {
    return { transport: this.people.get(participant)?.takesPings === true, page: false };
  }

  close(): void {
    this.deadlines.close();
  }

  /** Hops name it by its id, so that it takes another only before the first. */
  private identified(person: Person, socketId: string): void {
    this.names.learn(person, [socketId]);
    if (person.shown !== undefined || this.people.has(socketId)) return;
    this.people.delete(person.id);
    person.id = socketId;
    this.people.set(socketId, person);
  }

  private received(person: Person, message: ObservedMessage): void {
    person.hasSpoken = true;
    const signals = findSignals(message);
    person.isLeaving = signals.length === 0 && saysGoodbye(message);
    if (signals.length > 0) this.nameSender(person, message);
    else this.learnFrom(person, message);
    const own = signals.filter((signal) => !isEnd(signal) && !this.isQuoted(signal, person));
    const offers = new Set(own.flatMap(({ kind, key }) => (kind === 'offer' ? key : [])));
    if (own.length > 0) person.hasSignaled = true;
    for (const signal of own) this.came(person.page, signal, message, signal.kind === 'offer' && offers.size > 1);
  }

  private nameSender(person: Person, message: ObservedMessage): void {
    const { reader } = person;
    const isTaken = (name: string) => [...this.people.values()].some((one) => one !== person && one.names.has(name));
    if (reader.readSender(message, isTaken)) this.names.learn(person, [person.username]);
    this.calls.introduce(person);
  }

  /** What is no signaling may say who it is. */
  private learnFrom(person: Person, message: ObservedMessage): void {
    this.names.saidBy(person, message);
    if (!person.reader.read(message)) return;
    const { name } = person.reader.identity;
    if (name !== undefined) this.names.learn(person, [name]);
    if (person.shown !== undefined) this.calls.introduce(person);
  }

  /** A candidate without a ufrag may be word for word the same on two pages of one machine. */
  private isQuoted(signal: Signal, by: Person): boolean {
    const namesItsPage = signal.kind !== 'ice-candidate' || signal.candidate.ufrag !== undefined;
    return namesItsPage && this.signals.isQuoted(signal.key, by);
  }

  private came(from: Person, signal: Signal, message: ObservedMessage, isSpare: boolean): void {
    const moving: InFlight<Person> = {
      signal,
      from,
      at: now(),
      event: message.event,
      names: signal.kind === 'ice-candidate' ? [] : namesIn(message),
      isSpare,
      addressed: signal.kind === 'offer' ? addressedIn(message) : [],
      reached: new Set(),
      astray: new Set(),
      told: new Set(),
      isReturned: false,
    };
    this.signals.add(moving);
    const id = String(++this.serial);
    this.waiting.set(id, moving);
    this.deadlines.set(id, moving.at + this.options.forwardMs);
    this.calls.came(moving);
  }

  private sent(person: Person, message: ObservedMessage): void {
    const keys = keysIn(message) ?? findSignals(message).map(({ key }) => key);
    for (const key of keys) {
      const moving = this.signals.match(key, person);
      if (moving?.from === person.page) moving.isReturned = true;
      else if (moving) this.handedOn(moving, person, keys.length === 1 ? message.text : undefined);
      else this.heardOfStrangers(person, findSignals(message));
    }
    if (keys.length > 0) person.wrote();
    // Where everybody is seen, nobody else has to be thought of.
    else if (!this.options.seesAll) this.names.toldTo(person, message);
  }

  /** @param alone the message, where it carries nothing else */
  private handedOn(moving: InFlight<Person>, to: Person, alone: string | undefined): void {
    if (this.isOverheard(moving, to)) return overhear(moving, to);
    this.findOtherSockets(moving, to);
    const isDescription = moving.signal.kind !== 'ice-candidate';
    const isRepeated = isDescription && to.isRepeated(alone, now());
    // One that its page has sent twice is two that are under way, each of which is written once.
    if (isRepeated && moving.reached.has(to)) this.calls.handedOnTwice(moving, to);
    else this.calls.handedOn(moving, to);
  }

  private findOtherSockets(moving: InFlight<Person>, to?: Person): void {
    this.calls.perhapsAnswered(joinSockets(moving, this.people.values(), to));
  }

  /** An offer that names another, or a candidate of one. */
  private isOverheard(moving: InFlight<Person>, to: Person): boolean {
    return moving.signal.kind === 'offer'
      ? this.names.isForAnother(moving, to, this.people.values())
      : isOfOverheard(moving, to);
  }

  /** It gets signals that nobody who is seen here has sent: from the server itself, or a page elsewhere. */
  private heardOfStrangers(person: Person, signals: readonly Signal[]): void {
    if (signals.some(({ kind }) => kind === 'offer')) person.isCalledUnseen = true;
    if (person.isAnsweredUnseen || !signals.some(({ kind }) => kind === 'answer')) return;
    person.isAnsweredUnseen = true;
    this.calls.takeBack(person);
  }

  private closed(person: Person, departure: Departure): void {
    if (person.isGone) return;
    person.isGone = true;
    this.people.delete(person.id);
    this.calls.left(person, departure);
  }

  /** The server has had its time for a signal: has anybody got it? */
  private due(id: string): void {
    const moving = this.waiting.get(id);
    this.waiting.delete(id);
    if (moving?.reached.size === 0) this.findOtherSockets(moving);
    if (!moving || moving.reached.size > 0 || moving.from.isGone || this.options.isShared || moving.isSpare) return;
    // Somebody who is not seen here has got its offer: a server that takes part in the call itself, or a page elsewhere.
    if (moving.from.isAnsweredUnseen) return;
    const { from } = moving;
    if (moving.signal.kind === 'offer' && moving.astray.size > 0 && !this.isForOneHere(moving)) return;
    const others = [...this.people.values()].filter(
      (one) => one !== from && one.takesPart && one.channel === from.channel && one.openedAt <= moving.at,
    );
    this.calls.strayed(moving, { others, ...this.names.addresseesOf(moving, others) }, this.options.seesAll);
  }

  /**
   * Others have got an offer that is for one: is that one here? Where it has gone, nothing is missing; and one that goes by the
   * same name is the same one, on another connection, which has got it.
   */
  private isForOneHere({ from, addressed, astray }: InFlight<Person>): boolean {
    const meant = [...this.people.values()].find((one) => isNamed(one, addressed, from));
    const again = [...astray].find(({ username }) => username === meant?.username);
    if (again) for (const theirs of takeOverheard(again, from)) this.calls.handedOn(theirs, again);
    return meant !== undefined && !again;
  }
}

/** Port and protocol of a socket: a development server's own sockets have others than those of the app. */
const channelOf = ({ host = '', 'sec-websocket-protocol': protocol = '' }: IncomingHttpHeaders): string =>
  `${/:\d+$/.exec(host)?.[0] ?? ''} ${protocol}`;
