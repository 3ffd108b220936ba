import type { Server } from 'socket.io';
import type { HandshakeRef } from '../domain/hop.js';
import type { HopStream } from '../hops/hop-stream.js';
import type { Events } from '../relay/events.js';
import type { Presence } from '../relay/presence.js';
import type { Rooms } from '../relay/rooms.js';
import type { Ways } from '../relay/ways.js';
import { Clocks } from './clocks.js';
import { claimMs, RedisDirectory } from './directory.js';
import { Edge } from './edge.js';
import { Home } from './home.js';
import { Link } from './link.js';
import type { Kind, Messages } from './messages.js';
import { Neighbours, type NeighboursOptions } from './neighbours.js';
import { Peers } from './peers.js';
import type { Redis } from './redis.js';
import { ReportRouting, type ReportsTaker } from './report-routing.js';

export interface ClusterOptions extends Omit<NeighboursOptions, 'onDefect'> {
  /** How long an instance may be silent before it counts as lost, in ms. */
  leaseMs: number;
  stream: HopStream;
  rooms: Rooms;
  ways: Ways;
  events: Events;
  presence: Presence;
  openOf: (participant: string) => readonly HandshakeRef[];
  /** Where the reports of handshakes end up. */
  takeReports: ReportsTaker;
  /** Redis is reached again, or not any more. */
  onChange: (up: boolean) => void;
}

/** Several instances as one: each room lives on one of them, its home; sockets elsewhere take part through it. */
export class Cluster {
  readonly edge: Edge;
  readonly link: Link;
  readonly neighbours: Neighbours;
  readonly reports: ReportRouting;
  private readonly redis: Redis;
  private readonly directory: RedisDirectory;
  private readonly clocks = new Clocks();
  private readonly peers: Peers;
  private readonly home: Home;
  private renewal: NodeJS.Timeout | undefined;

  constructor(private readonly options: ClusterOptions) {
    const { redis, leaseMs, stream, rooms } = options;
    this.redis = redis;
    redis.watch({
      onUp: () => this.up(),
      onDown: () => this.down(),
      onRefused: (error) => stream.defect('redis', error),
    });
    this.link = new Link(this.redis, {
      onMessage: (from, kind, body, reply) => this.take(from, kind, body, reply),
      onBeat: (from) => this.peers.beat(from),
      onRoundTrip: (from, trip) => this.clocks.note(from, trip),
      onDefect: (where, error) => stream.defect(where, error),
    });
    const { link } = this;
    this.neighbours = new Neighbours(link.self, { ...options, onDefect: stream.defect });
    this.directory = new RedisDirectory(this.redis, link.self);
    const shared = { ...options, link, directory: this.directory, clocks: this.clocks };
    this.home = new Home(shared);
    // A lost instance counts as there for a lease, and nobody may take its rooms before.
    this.edge = new Edge({
      ...shared,
      home: this.home,
      patienceMs: 2 * leaseMs,
      onSettled: (session) => this.reports.settled(session),
    });
    this.peers = new Peers({ ...shared, onLost: (instance) => this.lose(instance), onStopped: () => this.resume() });
    this.reports = new ReportRouting({
      ...shared,
      edge: this.edge,
      others: () => this.peers.list,
      reports: options.takeReports,
      onDefect: (where, error) => stream.defect(where, error),
    });
    stream.watch(this.reports);
    rooms.onEmpty = (room) => this.home.releaseEmpty(room);
  }

  /** Called once with the server, before it listens. */
  attach(server: Server): void {
    this.redis.open();
    this.link.attach(server);
    this.peers.start();
    this.renewal = setInterval(() => this.renewClaims(), claimMs / 3).unref();
  }

  /** Is Redis there, and with it the other instances? */
  get ready(): boolean {
    return this.link.up;
  }

  /** Does Redis take claims? */
  get takesClaims(): boolean {
    return this.redis.takesWrites;
  }

  /** The other instances. */
  get others(): string[] {
    return this.peers.list;
  }

  /** Gives rooms up: whoever asks for one next takes it. */
  async giveUp(rooms: readonly string[]): Promise<void> {
    await Promise.all(rooms.map((room) => this.directory.release(room)));
  }

  /** Gives up what is at home here: the others take over at once. */
  async leave(): Promise<void> {
    await this.giveUp(this.options.rooms.names());
    await this.neighbours.instances.leave();
    for (const instance of this.peers.list) this.link.tell(instance, 'bye', {});
  }

  close(): void {
    clearInterval(this.renewal);
    this.peers.close();
    this.home.close();
    this.reports.close();
    this.edge.close();
    this.link.close();
    this.neighbours.close();
    this.redis.close();
  }

  private up(): void {
    this.neighbours.enter().catch((error: unknown) => this.options.stream.defect('cluster-port', error));
    this.resume();
    this.options.onChange(true);
  }

  /** After a while without the others: who is where? */
  private resume(): void {
    this.peers.resume();
    for (const instance of this.peers.list) this.agree(instance);
    this.renewClaims();
  }

  /** It may reach Redis later than this one, and then has not heard the question. */
  private agree(instance: string): void {
    this.edge.agree(instance, (heard) => {
      if (!heard && this.link.up && this.peers.list.includes(instance)) this.agree(instance);
    });
  }

  private down(): void {
    this.home.down();
    this.options.onChange(false);
  }

  private lose(instance: string): void {
    this.clocks.forget(instance);
    this.home.lose(instance);
    this.edge.lose(instance);
  }

  /** A Redis that was started anew knows of no claim. */
  private renewClaims(): void {
    for (const room of this.options.rooms.names()) {
      this.directory
        .claim(room)
        .then((holder) => (holder === this.link.self ? undefined : this.home.giveUp(room)), ignore);
    }
  }

  private take<K extends Kind>(from: string, kind: K, body: Messages[K], reply: (body: object) => void): void {
    const { home, edge } = this;
    const takers: { [T in Kind]: (message: Messages[T]) => void } = {
      hello: () => reply({}),
      enter: (message) => void home.enter(from, message, reply).catch(() => reply({ moved: true })),
      event: (message) => home.event(from, message, reply),
      refused: (message) => home.refused(from, message),
      gone: (message) => home.gone(from, message),
      proves: (message) => home.proves(from, message),
      seen: (message) => home.seen(from, message),
      roster: (message) => reply(home.roster(from, message)),
      deliver: (message) => reply(edge.deliver(from, message)),
      emit: (message) => edge.emit(from, message),
      introduce: (message) => edge.introduce(message),
      ask: (message) => edge.ask(message),
      cut: (message) => edge.cut(message),
      moved: (message) => edge.moved(from, message),
      bye: () => this.peers.lose(from),
      whose: (message) => reply(this.reports.whose(message)),
      reports: (message) => reply(this.reports.receive(message)),
    };
    takers[kind](body);
  }
}

/** Without Redis nobody can claim anything; it is done again when Redis is back. */
const ignore = () => undefined;
