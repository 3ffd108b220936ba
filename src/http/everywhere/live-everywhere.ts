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
import type { Told } from './live-for-others.js';
import { addFunnels, addSizes } from './merge.js';
import type { Others } from './others.js';

/** After how long an instance that is not heard is asked to tell again, in ms. */
const againMs = 1000;
/** Rooms whose instance is remembered. */
const placesKept = 10_000;

/** What is known of another instance while there are readers. */
interface Known {
  silent: boolean;
  /** When it was last asked to tell, in ms of `performance.now()`. */
  askedAt: number;
  /** It tells from now on, or could not be reached. */
  readonly begun: PromiseWithResolvers<void>;
  stop: () => void;
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
  private readonly places = new Map<string, string>();
  /**
   * Snapshots in progress, by their filter. Only readers who began after the last `take()` share one: a reader who joined
   * later would miss the changes taken before.
   */
  private readonly gatherings = new Map<string, Gathering>();
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
    this.own.watch(watched);
    for (const { stop } of this.known.values()) stop();
    this.known.clear();
    this.places.clear();
    this.gatherings.clear();
    if (watched) this.look();
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

  /** Asks all instances, once they tell. What changes before they have answered reaches the reader as a `change`. */
  async snapshot(filter: HandshakeFilter): Promise<LiveSnapshot> {
    await Promise.all(Array.from(this.known.values(), ({ begun }) => begun.promise));
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

  private hear(instance: string, known: Known, { change }: Told): void {
    known.begun.resolve();
    if (known.silent) {
      known.silent = false;
      this.missed = true;
    }
    if (change === 'much') this.missed = true;
    if (!change || change === 'much') return;
    known.sizes = change.sizes;
    if (change.funnel) known.funnel = change.funnel;
    this.note(instance, change);
  }

  private note(from: string, { handshakes, rooms, funnel, refused }: LiveChange): void {
    this.stirred = true;
    this.refused ||= refused === true;
    this.settled ||= funnel !== undefined;
    for (const row of handshakes) this.handshakes.set(row.id, row);
    for (const view of rooms) {
      const { room, participants } = view;
      if (participants.length === 0 && (this.places.get(room) ?? from) !== from) continue;
      this.places.delete(room);
      if (participants.length > 0) this.places.set(room, from);
      this.rooms.set(room, view);
    }
    for (const [oldest] of this.places) {
      if (this.places.size <= placesKept) break;
      this.places.delete(oldest);
    }
    this.missed ||= isMuch(this.handshakes.size, this.rooms.size);
  }

  /** Who is there? And does who was silent tell again? */
  private look(): void {
    const names = new Set(this.others.names);
    for (const [instance, { stop }] of this.known) {
      if (names.has(instance)) continue;
      this.known.delete(instance);
      stop();
      this.missed = true;
    }
    for (const instance of names) {
      const known = this.known.get(instance);
      if (!known) this.begin(instance);
      else if (known.silent && performance.now() - known.askedAt >= againMs) this.follow(instance, known);
    }
  }

  private begin(instance: string): void {
    const known: Known = { silent: false, askedAt: 0, begun: Promise.withResolvers(), stop: () => undefined };
    this.known.set(instance, known);
    this.missed = true;
    this.follow(instance, known);
  }

  private follow(instance: string, known: Known): void {
    known.stop();
    known.askedAt = performance.now();
    known.stop = this.others.follow(
      instance,
      (told) => this.hear(instance, known, told),
      () => {
        known.begun.resolve();
        this.stirred ||= !known.silent;
        known.silent = true;
      },
    );
  }

  private get sizes(): LiveChange['sizes'] {
    return addSizes([this.own.sizes, ...this.answering.flatMap(({ sizes }) => sizes ?? [])]);
  }

  private get funnel(): LiveSnapshot['funnel'] {
    return addFunnels([this.own.funnel, ...this.answering.flatMap(({ funnel }) => funnel ?? [])]);
  }

  private get instances(): NonNullable<LiveChange['instances']> {
    const silent = [...this.known].flatMap(([instance, known]) => (known.silent ? [instance] : []));
    return { answered: this.known.size - silent.length + 1, silent };
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
