import { randomBytes } from 'node:crypto';
import type { Server } from 'socket.io';
import type { WebSocket } from 'ws';
import type { ReportBatch, ReportReceipt } from '../../protocol/reports.js';
import type { Bounds } from '../bounds/bounds.js';
import type { EngineSocket } from '../connections/engine-socket.js';
import type { HandshakeRef } from '../domain/hop.js';
import type { HopStream } from '../hops/hop-stream.js';
import type { Redis } from '../redis/redis.js';
import { sharedKey } from '../redis/shared-key.js';
import type { Transfer } from '../relay/drain.js';
import type { Events } from '../relay/events.js';
import type { Presence } from '../relay/presence.js';
import type { Rooms } from '../relay/rooms.js';
import type { Inquiry, Outsiders } from '../relay/outsiders.js';
import { SocketConnection } from '../relay/socket-connection.js';
import type { Connections } from '../relay/connections.js';
import { Claims } from './claims.js';
import { ClusterPort, type ClusterPortOptions } from './cluster-port.js';
import { Guests, type Visitor } from './guests.js';
import { Handover } from './handover.js';
import { InstanceRegistry } from './instances.js';
import { Passages } from './passages.js';
import { Pulse, pulseOf, type Direction } from './pulse.js';
import { Regathering } from './regathering.js';
import { ReportPost, type Carried } from './report-post.js';

export interface ClusterOptions extends Pick<ClusterPortOptions, 'redisUrl' | 'own' | 'boundRequests' | 'answer'> {
  redis: Redis;
  bounds: Pick<Bounds, 'handed-over'>;
  /** How long an instance may be silent before it counts as lost, in ms. */
  leaseMs: number;
  stream: HopStream;
  rooms: Rooms;
  connections: Connections;
  events: Events;
  outsiders: Outsiders;
  presence: Presence;
  /** The handshakes of a participant that have not settled. */
  openOf: (participant: string) => readonly HandshakeRef[];
  /** Whose a request is, for the limits. */
  tellAddress: (request: object, address: string) => void;
  webSocketOf: (conn: EngineSocket) => WebSocket | undefined;
  addressOf: (participant: string) => string;
  takeReports: (batch: ReportBatch, address: string) => ReportReceipt;
  releaseReports: (session: string) => ReportBatch | undefined;
  /** Keeps everything waiting that comes, until that is over. */
  holdUntil: (over: Promise<unknown>) => void;
  /** Redis is reached again, or not any more. */
  onChange: (up: boolean) => void;
}

/** Several instances as one: each room lives on one of them, and participants who are connected elsewhere are passed on to that. */
export class Cluster implements Transfer {
  readonly instances: InstanceRegistry;
  readonly port: ClusterPort;
  readonly claims: Claims;
  readonly guests: Guests;
  readonly passages: Passages;
  readonly reports: ReportPost;
  private readonly self = randomBytes(8).toString('hex');
  private readonly handover: Handover;
  private readonly regathering: Regathering;
  private readonly pulse: Pulse;
  /** That of the first instance, as soon as Redis is reached. */
  private key: Buffer = randomBytes(32);
  private server: Server | undefined;
  /** How often it finds out right now which rooms are its own. */
  private confirming = 0;

  constructor(private readonly options: ClusterOptions) {
    const { self } = this;
    const { redis, stream, rooms, leaseMs } = options;
    const key = () => this.key.toString('base64');
    const own = { ...options, self, key, ownAddress: () => this.port.address };
    redis.watch({
      onUp: () => {
        options.onChange(true);
        this.enter().catch((error: unknown) => stream.defect('cluster', error));
      },
      onDown: () => options.onChange(false),
      onRefused: (error) => stream.defect('redis', error),
    });
    this.instances = new InstanceRegistry(redis, self, leaseMs, key);
    this.claims = new Claims(
      redis,
      self,
      (room) => rooms.has(room),
      (room) => this.handOn(room),
    );
    const resume: Regathering['resume'] = (id, memo) => this.regathering.resume(id, memo);
    this.guests = new Guests({
      ...options,
      holds: (room, fence) => this.claims.holds(room, fence),
      resume: (id, memo) => resume(id, memo) || this.connectionOf(id)?.reconnect(),
    });
    this.handover = new Handover({ ...options, guests: this.guests.present });
    this.regathering = new Regathering({ ...options, onSettled: (ids) => this.handover.mark(...ids) });
    this.passages = new Passages({
      ...own,
      resume,
      claims: this.claims,
      guests: this.guests,
      certain: () => this.certain,
      onLeft: (session, address) => this.reports.left(session, address),
      // A lost instance counts as there for a lease, and nobody may take its rooms before.
      patienceMs: 2 * leaseMs,
    });
    this.reports = new ReportPost({
      ...own,
      instances: this.instances,
      passedTo: (id) => this.passages.addressOf(id),
      addressOf: async (room) => (await this.claims.look(room))?.address,
      take: options.takeReports,
      release: options.releaseReports,
    });
    this.port = new ClusterPort({
      ...own,
      posts: {
        '/reports': (carried) => this.reports.takeHere(carried as Carried),
        '/strays': (stray) => options.outsiders.take(stray as Inquiry['/strays']),
        '/outside': (of) => options.outsiders.outsideFor((of as Inquiry['/outside']).probe) ?? null,
      },
      heard: (address) => this.pulse.heard(address),
      upgrade: async (...upgrade) => this.server && this.guests.take(this.server, ...upgrade),
      onDefect: stream.defect,
    });
    this.pulse = new Pulse({
      ...pulseOf(leaseMs),
      addresses: (direction) => (direction === 'to' ? this.passages.addresses : this.guests.origins),
      ask: (address) => this.instances.ask(address),
      silent: (...heard) => this.silent(...heard),
      onStopped: () => this.confirm(),
    });
    stream.watch(this.regathering, this.handover, this.passages, this.reports);
    rooms.knows = (one, other) => this.regathering.knows(one, other.id) ?? true;
    rooms.awaits = (one, other) => this.regathering.knows(one, other) ?? false;
    rooms.onChange = (room, id, back) => {
      if (!back) {
        this.regathering.changed(room, id);
        this.handover.changed(room.members.keys(), id);
      }
      // Somebody who takes the place of the last one comes in the same moment.
      if (room.members.size === 0) queueMicrotask(() => void (rooms.has(room.name) || this.claims.release(room.name)));
    };
  }

  /** Called once with the server, before it listens. */
  attach(server: Server): void {
    this.server = server;
    this.guests.attach(server);
    this.options.redis.open();
    this.claims.start();
    this.reports.start();
    this.pulse.start();
  }

  /** Does this instance know which rooms are its own? One that was stopped finds out first what it has lost by that. */
  get certain(): boolean {
    this.pulse.notice();
    return this.confirming === 0;
  }

  /** Has those who are passed on to rooms wait where they are, until nothing of them is on its way. */
  async hold(rooms: readonly string[]): Promise<void> {
    await Promise.all(this.guestsIn(rooms).map((visitor) => visitor.hold()));
  }

  /** Has them go on. */
  goOn(rooms: readonly string[]): void {
    for (const visitor of this.guestsIn(rooms)) visitor.goOn();
  }

  /** Gives rooms up: the instance that asks for one next takes it. */
  async giveUp(rooms: readonly string[]): Promise<void> {
    await Promise.all(rooms.map((room) => this.claims.release(room)));
  }

  /** The others take over at once what is here. */
  async leave(): Promise<void> {
    await this.giveUp(this.options.rooms.names());
    await this.instances.leave();
  }

  close(): void {
    for (const part of [this.pulse, this.claims, this.instances, this.port]) part.close();
    this.options.redis.close();
  }

  /** Says where this instance is, and asks for the rooms that it had. */
  private async enter(): Promise<void> {
    this.key = await sharedKey(this.options.redis, 'cluster-key', this.key);
    await this.port.open();
    if (this.port.address !== undefined) this.instances.enter(this.port.address);
    this.reports.claimAll();
    await this.claims.confirm();
  }

  /** Another instance has the room: everybody in it goes there, and no page hears that anybody has left. */
  private handOn(room: string): void {
    const { rooms, presence } = this.options;
    const members = rooms.membersOf(room).map(({ id }) => ({ id, memo: this.handover.of(id) }));
    for (const { id } of members) presence.moved(id);
    for (const { id, memo } of members) {
      const connection = this.connectionOf(id);
      if (!connection) continue;
      const guest = this.guests.of(connection.socket.conn);
      if (guest) guest.moveOn();
      else if (memo) this.passages.send(connection, { ...memo, open: [] });
    }
  }

  /** Finds out whether its rooms are still its own, before it does anything else. */
  private confirm(): void {
    this.confirming++;
    const sure = this.claims.confirm().finally(() => this.confirming--);
    this.options.holdUntil(sure);
    void sure.then(() => this.passages.sure());
  }

  private guestsIn(rooms: readonly string[]): Visitor[] {
    const members = rooms.flatMap((room) => this.options.rooms.membersOf(room));
    return members.flatMap(({ id }) => this.guests.present.get(id) ?? []);
  }

  private connectionOf(participant: string): SocketConnection | undefined {
    const connection = this.options.connections.get(participant);
    return connection instanceof SocketConnection ? connection : undefined;
  }

  /** Nothing was heard of an instance for so long: what goes on with its participants is lost, until it proves otherwise. */
  private silent(direction: Direction, address: string, ms: number): boolean {
    const isLost = ms > this.options.leaseMs;
    if (direction === 'to') {
      if (isLost) this.passages.abandon(address);
      return isLost;
    }
    for (const visitor of this.guests.from(address)) {
      if (ms > 0 && !visitor.isCutOff) this.handover.lose(visitor.origin.id);
      visitor.isCutOff = ms > 0;
      if (isLost) visitor.abandon();
    }
    return isLost;
  }
}
