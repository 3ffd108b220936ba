import {
  type HandshakeFilter,
  type HandshakeRow,
  type LiveChange,
  type LiveSnapshot,
  type RoomView,
} from '../../../protocol/console.js';
import { isMuch, roomLimit, type LiveFeed } from '../../projections/live-feed.js';
import type { Feed } from '../live-streams.js';
import { Gathering } from './gathering.js';
import { addFunnels, addSizes } from './merge.js';
import type { Others } from './others.js';
import type { Told } from './readers-elsewhere.js';

/** How often another instance is told that there are readers here, in ms. */
const renewMs = 2000;

/** What is known of another instance while there are readers. */
interface Known {
  /** Number of what it has told last; undefined before it has answered. */
  serial: number | undefined;
  silent: boolean;
  sizes?: LiveChange['sizes'];
  funnel?: LiveSnapshot['funnel'];
}

/** Stands for this instance. */
const here = '';

/**
 * The live feeds of all instances as one. The others tell what changes there while somebody reads here; where something
 * of that was missed, or an instance has come or gone, the next message is a snapshot.
 */
export class LiveEverywhere implements Feed {
  private readonly known = new Map<string, Known>();
  private readonly handshakes = new Map<string, HandshakeRow>();
  private readonly rooms = new Map<string, RoomView>();
  /** Which instance has last said that somebody is in a room: of an empty one, others have nothing to say. */
  private readonly homes = new Map<string, string>();
  /**
   * Snapshots in progress, by their filter. Only readers who began after the last `take()` share one: a reader who joined
   * later would miss the changes taken before.
   */
  private readonly gatherings = new Map<string, Gathering>();
  private watched = false;
  private renewedAt = 0;
  /** Something was not told. */
  private missed = false;
  /** Something has changed, and if it is only who answers. */
  private stirred = false;
  private settled = false;
  private refused = false;

  constructor(
    private readonly own: LiveFeed,
    private readonly others: Others,
  ) {}

  watch(watched: boolean): void {
    this.watched = watched;
    this.own.watch(watched);
    this.known.clear();
    this.homes.clear();
    this.gatherings.clear();
    if (watched) this.look();
    else for (const instance of this.others.names) this.others.tell(instance, { readers: 'none' });
    // Whoever begins to read is told everything.
    this.forget();
  }

  take(): LiveChange | 'much' | undefined {
    this.look();
    this.gatherings.clear();
    const own = this.own.take();
    if (own === 'much') this.missed = true;
    else if (own) this.note(here, own);
    const { missed, stirred, settled, refused } = this;
    const change: LiveChange = {
      handshakes: [...this.handshakes.values()],
      rooms: [...this.rooms.values()],
      sizes: this.sizes,
      ...(settled && { funnel: this.funnel }),
      ...(refused && { refused }),
      instances: this.instances,
    };
    this.forget();
    return missed ? 'much' : stirred ? change : undefined;
  }

  /** Asks all instances. What changes before they have answered reaches the reader as a `change`. */
  async snapshot(filter: HandshakeFilter): Promise<LiveSnapshot> {
    const key = JSON.stringify(filter);
    const gathering =
      this.gatherings.get(key) ??
      new Gathering(filter, this.others, (instance, { sizes, funnel }) => {
        const known = this.known.get(instance);
        if (known) Object.assign(known, { sizes, funnel });
      });
    this.gatherings.set(key, gathering);
    await gathering.done;
    return gathering.with(await this.own.snapshot(filter), roomLimit);
  }

  /** Another instance tells what has changed there. */
  hear(from: string, { serial, change }: Told): void {
    const known = this.known.get(from);
    if (!known) return;
    if (change === 'much' || (known.serial !== undefined && serial !== known.serial + 1)) this.missed = true;
    known.serial = serial;
    if (change === 'much') return;
    known.sizes = change.sizes;
    if (change.funnel) known.funnel = change.funnel;
    this.note(from, change);
  }

  private note(from: string, { handshakes, rooms, funnel, refused }: LiveChange): void {
    this.stirred = true;
    this.refused ||= refused === true;
    this.settled ||= funnel !== undefined;
    for (const row of handshakes) this.handshakes.set(row.id, row);
    for (const view of rooms) {
      const { room, participants } = view;
      if (participants.length === 0 && (this.homes.get(room) ?? from) !== from) continue;
      this.homes.delete(room);
      if (participants.length > 0) this.homes.set(room, from);
      this.rooms.set(room, view);
    }
    for (const [oldest] of this.homes) {
      if (this.homes.size <= homesKept) break;
      this.homes.delete(oldest);
    }
    this.missed ||= isMuch(this.handshakes.size, this.rooms.size);
  }

  /** Who is there? And, from time to time: who still answers? */
  private look(): void {
    const at = performance.now();
    const renew = at - this.renewedAt >= renewMs;
    if (renew) this.renewedAt = at;
    const names = new Set(this.others.names);
    for (const instance of this.known.keys()) {
      if (names.has(instance)) continue;
      this.known.delete(instance);
      this.missed = true;
    }
    for (const instance of names) {
      const isNew = !this.known.has(instance);
      if (isNew) this.known.set(instance, { serial: undefined, silent: false });
      this.missed ||= isNew;
      if (isNew || renew) void this.ask(instance);
    }
  }

  private async ask(instance: string): Promise<void> {
    const answer = (await this.others.ask(instance, { kind: 'readers' })) as { serial: number } | undefined;
    const known = this.known.get(instance);
    if (!known || !this.watched) return;
    // Whoever answers again, or has told something that did not come, is asked for everything.
    if (answer && (known.silent || (known.serial ?? answer.serial) !== answer.serial)) this.missed = true;
    this.stirred ||= known.silent !== !answer;
    known.silent = !answer;
    known.serial = answer?.serial ?? known.serial;
  }

  private get sizes(): LiveChange['sizes'] {
    return addSizes([this.own.sizes, ...this.answering.flatMap(({ sizes }) => sizes ?? [])]);
  }

  private get funnel(): LiveSnapshot['funnel'] {
    return addFunnels([this.own.funnel, ...this.answering.flatMap(({ funnel }) => funnel ?? [])]);
  }

  private get instances(): NonNullable<LiveChange['instances']> {
    const answered = this.answering.length;
    return { answered: answered + 1, silent: this.known.size - answered };
  }

  private get answering(): Known[] {
    return [...this.known.values()].filter(({ silent }) => !silent);
  }

  private forget(): void {
    this.handshakes.clear();
    this.rooms.clear();
    this.missed = false;
    this.stirred = false;
    this.settled = false;
    this.refused = false;
  }
}

/** Rooms whose home is remembered. */
const homesKept = 10_000;
