/** How far apart deadlines are looked at, in ms: the most that what is due comes late on an idle machine. */
const tickMs = 50;
/** What is due in one iteration of the event loop at most: of ten thousand at once the rest waits for what else has come. */
const dueAtOnce = 32;

/**
 * When to look at what again: one timer for any number of deadlines, in buckets of one tick, and none while there are
 * no deadlines. Setting and clearing cost the same for ten and for ten thousand.
 */
export class Deadlines {
  private readonly buckets = new Map<number, Set<string>>();
  private readonly bucketOf = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private willTick = false;
  private looked: number;

  /**
   * @param due is called once for each deadline that has passed
   * @param now in ms since the Unix epoch
   */
  constructor(
    private readonly due: (id: string) => void,
    private readonly now: () => number,
  ) {
    this.looked = this.bucketAt(now());
  }

  /** Sets or moves a deadline; one in the past is due at the next tick. */
  set(id: string, at: number): void {
    this.start();
    const bucket = Math.max(this.bucketAt(at), this.looked + 1);
    if (this.bucketOf.get(id) === bucket) return;
    this.clear(id);
    const ids = this.buckets.get(bucket) ?? new Set();
    this.buckets.set(bucket, ids.add(id));
    this.bucketOf.set(id, bucket);
  }

  clear(id: string): void {
    const bucket = this.bucketOf.get(id);
    if (bucket === undefined) return;
    this.bucketOf.delete(id);
    const ids = this.buckets.get(bucket);
    ids?.delete(id);
    if (ids?.size === 0) this.buckets.delete(bucket);
  }

  get size(): number {
    return this.bucketOf.size;
  }

  close(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.buckets.clear();
    this.bucketOf.clear();
  }

  private start(): void {
    if (this.timer) return;
    this.looked = this.bucketAt(this.now()) - 1;
    // Not in the timer itself: Node runs timers ahead of what the network has brought. Where the process was stopped, or
    // had no time, the proof that nothing is missing lies in a socket, unread.
    this.timer = setInterval(() => this.tickSoon(), tickMs).unref();
  }

  /** Once in an iteration of the event loop, also where the timer comes while the rest of an earlier tick is waiting. */
  private tickSoon(): void {
    if (this.willTick) return;
    this.willTick = true;
    setImmediate(() => this.tick());
  }

  /** The bucket whose deadlines are all over at its number of ticks. */
  private bucketAt(at: number): number {
    return Math.ceil(at / tickMs);
  }

  private tick(): void {
    this.willTick = false;
    const until = Math.floor(this.now() / tickMs);
    for (let left = dueAtOnce; left > 0; left--) {
      const id = this.next(until);
      if (id === undefined) return this.rest();
      this.due(id);
    }
    this.tickSoon();
  }

  /** Takes the next one whose deadline is over. */
  private next(until: number): string | undefined {
    let ids = this.buckets.get(this.looked);
    while (!ids && this.looked < until) ids = this.buckets.get(++this.looked);
    const [id] = ids ?? [];
    if (id !== undefined) this.clear(id);
    return id;
  }

  private rest(): void {
    if (this.bucketOf.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
