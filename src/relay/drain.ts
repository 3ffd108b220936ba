import { now } from '../hops/clock.js';

/** Rooms go to another instance. */
export interface Transfer {
  /** Has those who are passed on to rooms wait: when it is done, nothing of what they have sent is on its way any more. */
  hold: (rooms: readonly string[]) => Promise<void>;
  /** Has them go on. */
  goOn: (rooms: readonly string[]) => void;
  /** Gives rooms up, so that another instance may take them, before their connections are closed. */
  giveUp: (rooms: readonly string[]) => Promise<void>;
}

/** What is to be known of connections, and done with them, for an instance to stop in good order. */
export interface DrainOptions {
  /** How long open handshakes may take to come to their end, in ms. */
  boundMs: number;
  /** The participants whose connections are here, or whose rooms are, by their Socket.IO ids. */
  participants: () => Iterable<string>;
  /** The room of a connection: those of one room are moved together. */
  roomOf: (id: string) => string | undefined;
  /** Is a handshake of this participant still open? */
  busy: (id: string) => boolean;
  transfer: Transfer;
  /** Tells connections of one room to move, and closes them once they have what was written to them. */
  move: (ids: readonly string[]) => void;
}

/** Connections that move together: those of a room, or one that is in none. */
interface Group {
  readonly room: string | undefined;
  readonly ids: readonly string[];
}

const tickMs = 50;
/** What holding, and giving up, rooms may take where the bound is over already, in ms. */
const leastGivingUpMs = 500;
/** Rooms are moved over half of the bound, so that the instance that takes them up does not get all at once. */
const spread = 0.5;

/**
 * How an instance stops: from one moment on nobody comes in, rooms are moved one after another as soon as none of their
 * handshakes is open, and when the bound is over all the others are.
 */
export class Drain {
  private running: Promise<void> | undefined;
  private hurried = false;
  private wake: (() => void) | undefined;

  constructor(private readonly options: DrainOptions) {}

  /** From the first moment on: who comes is to be turned away. */
  get on(): boolean {
    return this.running !== undefined;
  }

  /** Moves everybody; resolves when nobody is left. Asked again, it is the same one. */
  run(): Promise<void> {
    this.running ??= this.moveAll();
    return this.running;
  }

  /** Waits for nothing any more. */
  hurry(): Promise<void> {
    this.hurried = true;
    this.wake?.();
    return this.run();
  }

  private async moveAll(): Promise<void> {
    const { boundMs } = this.options;
    const endsAt = now() + boundMs;
    const atOnce = Math.ceil((this.groups().length * tickMs) / (boundMs * spread));
    for (;;) {
      const over = this.hurried || now() >= endsAt;
      const groups = this.groups();
      const ready = over ? groups : groups.filter((group) => this.idle(group)).slice(0, atOnce);
      const { hold, goOn, giveUp } = this.options.transfer;
      await this.inTime(hold, ready, endsAt);
      // What was on its way may have begun another handshake.
      const going = over ? ready : ready.filter((group) => this.idle(group));
      goOn(roomsOf(ready.filter((group) => !going.includes(group))));
      await this.inTime(giveUp, going, endsAt);
      for (const { ids } of going) this.options.move(ids);
      if (going.length === groups.length) return;
      await this.pause(tickMs);
    }
  }

  private idle({ ids }: Group): boolean {
    return !ids.some((id) => this.options.busy(id));
  }

  private groups(): Group[] {
    const rooms = new Map<string, string[]>();
    const alone: Group[] = [];
    for (const id of this.options.participants()) {
      const room = this.options.roomOf(id);
      if (room === undefined) alone.push({ room, ids: [id] });
      else rooms.set(room, [...(rooms.get(room) ?? []), id]);
    }
    return [...alone, ...Array.from(rooms, ([room, ids]) => ({ room, ids }))];
  }

  /** An instance that does not take a room up in time does not keep this one from stopping. */
  private async inTime(run: Transfer['hold'], groups: readonly Group[], endsAt: number): Promise<void> {
    const rooms = roomsOf(groups);
    if (rooms.length === 0) return;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, Math.max(leastGivingUpMs, endsAt - now()));
    await Promise.race([run(rooms), late]);
    clearTimeout(timer);
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.hurried ? 0 : ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function roomsOf(groups: readonly Group[]): string[] {
  return groups.flatMap(({ room }) => room ?? []);
}
