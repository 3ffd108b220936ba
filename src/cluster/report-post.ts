import type { ReportBatch, ReportReceipt } from '../../protocol/reports.js';
import type { Hop } from '../domain/hop.js';
import { now } from '../hops/clock.js';
import type { HopStream } from '../hops/hop-stream.js';
import type { HopWatcher } from '../hops/hop-watcher.js';
import type { Redis } from '../redis/redis.js';
import type { Connections } from '../relay/connections.js';
import type { InstanceRegistry } from './instances.js';

/** A batch on its way to the instance that it belongs to, and the address of the page that has sent it. */
export interface Carried {
  batch: ReportBatch;
  address: string;
}

export interface ReportPostOptions {
  stream: HopStream;
  self: string;
  redis: Redis;
  instances: InstanceRegistry;
  connections: Connections;
  /** Where a participant of this instance is passed on to, if anywhere. */
  passedTo: (participant: string) => string | undefined;
  /** Where a room is. Rejects without Redis. */
  addressOf: (room: string) => Promise<string | undefined>;
  /** Where this instance is reached. */
  ownAddress: () => string | undefined;
  take: (batch: ReportBatch, address: string) => ReportReceipt;
  /** What is held of a page that has a session, to be taken elsewhere. */
  release: (session: string) => ReportBatch | undefined;
}

const sessionKey = (session: string) => `{hopline}:session:${session}`;
/** How long it is known where the reports of a session belong unless that is said again, and how often that is looked after; in ms. */
const knownMs = 3_600_000;
const everyMs = 60_000;

/** Brings each batch of reports to the instance that has its page's room, in one step, whichever has received it. */
export class ReportPost implements HopWatcher {
  readonly name = 'report-post';
  readonly kinds = ['connected', 'joined'] as const;
  private readonly claimedAt = new WeakMap<object, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: ReportPostOptions) {}

  /** Undefined where nobody can say whether it was taken, or where it belongs: it has to be sent again. */
  async take(batch: ReportBatch, address: string, room: string | undefined): Promise<ReportReceipt | undefined> {
    try {
      const place = await this.placeOf(batch.socket, room);
      const carried = { batch, address };
      return place === undefined ? this.takeHere(carried) : await this.post(place, carried);
    } catch {
      return undefined;
    }
  }

  /** Does a batch name the session of somebody who is passed on from here? It may be anything that JSON can be. */
  passesOn(batch: unknown): boolean {
    if (typeof batch !== 'object' || batch === null || !('socket' in batch)) return false;
    const { connections, passedTo } = this.options;
    const participant = typeof batch.socket === 'string' ? connections.idOf(batch.socket) : undefined;
    return participant !== undefined && passedTo(participant) !== undefined;
  }

  /** Somebody is connected here, or in a room of this instance: the instances that receive its reports bring them here. */
  onHop({ result, from }: Hop): void {
    // It is known here behind the hop of its connection.
    const claim = () => from && this.options.stream.guard(this.name, () => this.claim(from.id), undefined);
    if (result === 'reached') queueMicrotask(claim);
  }

  start(): void {
    this.timer = setInterval(() => this.claimAll(now() - knownMs / 2), everyMs).unref();
  }

  close(): void {
    clearInterval(this.timer);
  }

  /** Says again what was said before that moment: it ends by itself, and Redis may have been started anew. */
  claimAll(before = Infinity): void {
    const { connections } = this.options;
    for (const id of connections.participants())
      if ((this.claimedAt.get(connections.get(id) ?? {}) ?? 0) < before) this.claim(id);
  }

  /** A participant has gone to a room of another instance: what was held of its page goes there too. */
  left(session: string, place: string): void {
    const batch = this.options.release(session);
    // Kept where it was, it is counted when nobody asks for it.
    if (batch) this.post(place, { batch, address: '' }).catch(() => this.options.take(batch, ''));
  }

  /** Takes what belongs here, whichever instance has received it. */
  takeHere({ batch, address }: Carried): ReportReceipt {
    const { clock, ...rest } = batch;
    // Nobody knows how far the clock of another instance is from ours: the time of arrival has to do.
    const compared = clock?.by === undefined || clock.by === this.options.self ? batch : rest;
    return { ...this.options.take(compared, address), by: this.options.self };
  }

  private claim(participant: string): void {
    const { connections, passedTo, ownAddress, redis } = this.options;
    const [place, connection] = [ownAddress(), connections.get(participant)];
    if (place === undefined || connection === undefined || passedTo(participant) !== undefined) return;
    this.claimedAt.set(connection, now());
    const life = { expiration: { type: 'PX', value: knownMs } } as const;
    // Without it, the room in the URL tells where the reports belong.
    redis.ask((commands) => commands.set(sessionKey(connection.session), place, life)).catch(() => undefined);
  }

  private async post(place: string, carried: Carried): Promise<ReportReceipt> {
    return (await this.options.instances.post(place, '/reports', carried)) as ReportReceipt;
  }

  /** Another instance at which a batch belongs; undefined: it belongs here, or nobody knows whose it is. */
  private async placeOf(session: string | undefined, room: string | undefined): Promise<string | undefined> {
    const { connections, passedTo, redis, addressOf, instances, ownAddress } = this.options;
    const participant = session === undefined ? undefined : connections.idOf(session);
    if (participant !== undefined) return passedTo(participant);
    const known = session === undefined ? null : await redis.ask((commands) => commands.get(sessionKey(session)));
    const place = known ?? (room === undefined ? undefined : await addressOf(room));
    return place === ownAddress() || !instances.addresses.includes(place ?? '') ? undefined : place;
  }
}
