import type { IncomingMessage, ServerResponse } from 'node:http';
import { Fifo } from './fifo.js';

/** Of one iteration of the event loop, the time that messages and requests may take, in ms; those behind them wait for the next one. */
const shareMs = 1;

/** Messages that wait at most: behind them the next one is handled for each that comes, and the connections are read no faster. */
const waitingAtMost = 256;

/** Keeps a message in memory until what it answers is called; it answers nothing where too much is kept already. */
export type Keep = () => (() => void) | undefined;

/** Handles what a request asks for when it is its turn. */
export type Enqueue = (request: IncomingMessage, handle: () => void) => void;

/** Middleware, for requests. */
export type Fairly = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/**
 * Makes requests wait for their turn, as messages do. If the client has closed its connection by then, the request is
 * dropped: its response has closed already, so nothing that waits for that would ever be released. A request that was read
 * to its end is handled all the same: it may be the last report of a page.
 */
export function fairly(enqueue: Enqueue): Fairly {
  return (request, response, next) =>
    enqueue(request, () => {
      if (!response.destroyed || request.readableEnded) next();
    });
}

/**
 * What connections send, in turns (fair queuing, RFC 970). While the loop keeps up, all is handled as it comes. When a
 * burst takes longer, one address after another has one message handled, and of an address one connection after another:
 * a hundred messages of one client keep nobody else's offer waiting. What one connection sends keeps its order.
 */
export class FairQueue {
  /** Lanes in which something waits, by address; and these in their order: the first of the first is next. */
  private readonly waiting = new Map<string, Fifo<Lane>>();
  private readonly order = new Fifo<Fifo<Lane>>();
  private count = 0;
  private usedMs = 0;
  private scheduled: NodeJS.Immediate | undefined;
  /** Nothing is handled until so many have come to their end. */
  private holds = 0;
  /** Asked before a message is handled as it comes: it may have all wait. */
  beforeAll: () => unknown = () => undefined;

  /** @param clock in ms */
  constructor(private readonly clock: () => number = () => performance.now()) {}

  /** The lane of one connection. */
  lane(address: string): Lane {
    return new Lane(this, address);
  }

  /** May a message be handled as it comes? */
  get free(): boolean {
    if (this.holds === 0) this.beforeAll();
    return this.holds === 0 && this.count === 0 && this.usedMs < shareMs;
  }

  /** Keeps everything waiting that comes, until that is over. */
  holdUntil(over: Promise<unknown>): void {
    this.holds++;
    void over.finally(() => {
      this.holds--;
      this.scheduled ??= setImmediate(() => this.serve());
    });
  }

  /** Handles a message. */
  run(handle: () => void): void {
    this.scheduled ??= setImmediate(() => this.serve());
    const from = this.clock();
    try {
      handle();
    } finally {
      this.usedMs += this.clock() - from;
    }
  }

  /** So many messages more wait in a lane. */
  entered(lane: Lane, messages: number): void {
    this.scheduled ??= setImmediate(() => this.serve());
    // It is in the order once, however much waits in it.
    if (lane.length === messages) this.stand(lane);
    this.count += messages;
    if (this.count > waitingAtMost && this.holds === 0) this.next();
  }

  private serve(): void {
    this.scheduled = undefined;
    this.usedMs = 0;
    try {
      while (this.holds === 0 && this.count > 0 && this.usedMs < shareMs) this.next();
    } finally {
      this.usedMs = 0;
      if (this.holds === 0 && this.count > 0) this.scheduled ??= setImmediate(() => this.serve());
    }
  }

  /** Handles the next message; its lane goes behind those of its address, and its address behind the others. */
  private next(): void {
    const lanes = this.order.shift();
    const lane = lanes?.shift();
    if (!lanes || !lane) return;
    const handle = lane.shift();
    this.count--;
    if (lane.length > 0) lanes.push(lane);
    if (lanes.size > 0) this.order.push(lanes);
    else this.waiting.delete(lane.address);
    this.run(handle);
  }

  private stand(lane: Lane): void {
    const lanes = this.waiting.get(lane.address);
    if (lanes) return lanes.push(lane);
    const first = new Fifo<Lane>();
    first.push(lane);
    this.waiting.set(lane.address, first);
    this.order.push(first);
  }
}

/** What is handled when it is its turn, and what is called when it waits no more. */
export interface QueuedMessage {
  readonly handle: () => void;
  readonly release: () => void;
}

/** What becomes of a message that has to wait. */
export interface Waiting {
  readonly keep: Keep;
  /** Makes what is done in its turn where it may not be kept: it is made then, so that it need not hold the message. */
  readonly unkept: () => () => void;
}

/** What one connection sends. */
export class Lane {
  private messages: QueuedMessage[] = [];

  constructor(
    private readonly queue: FairQueue,
    readonly address: string,
  ) {}

  get length(): number {
    return this.messages.length;
  }

  /**
   * Handles a message when it is its turn, or what takes its place then. To handle it at once would be to handle all that
   * waits in the lane ahead of it, and everybody else would wait for that.
   */
  take(handle: () => void, { keep, unkept }: Waiting = uncounted): void {
    if (this.queue.free) {
      this.queue.run(handle);
      return;
    }
    const release = keep();
    this.messages.push(release ? { handle, release } : { handle: unkept(), release: nothing });
    this.queue.entered(this, 1);
  }

  /** Has messages wait once more that had their turn and could not be handled yet, ahead of what has come since. */
  putBack(messages: readonly QueuedMessage[]): void {
    if (messages.length === 0) return;
    this.messages.unshift(...messages);
    this.queue.entered(this, messages.length);
  }

  /** Takes the next message out. */
  shift(): () => void {
    const next = this.messages.shift();
    next?.release();
    return next?.handle ?? nothing;
  }
}

/** Keeps what is not counted. */
export function unlimited(): () => void {
  return nothing;
}

function nothing(): void {
  // What takes no memory is not counted.
}

const uncounted: Waiting = { keep: unlimited, unkept: () => nothing };
