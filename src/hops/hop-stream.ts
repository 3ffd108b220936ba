import { hopKinds, type Hop, type HopKind } from '../domain/hop.js';
import type { Diagnosis, HopWatcher } from './hop-watcher.js';

/** Told of a defect in a watcher or a step, by its name; must not throw itself. */
export type OnDefect = (where: string, error: unknown) => void;

/** One that watches single hops, and not only what becomes of a handshake. */
type StepWatcher = HopWatcher & Required<Pick<HopWatcher, 'onHop'>>;
const watchesHops = (watcher: HopWatcher): watcher is StepWatcher => watcher.onHop !== undefined;

/**
 * Hands every hop and every verdict to every watcher that wants it, each on its own: one that throws stops neither the others
 * nor the message. What a watcher emits waits until everybody has what it follows from, so all see the same order.
 */
export class HopStream {
  private readonly watchers: HopWatcher[] = [];
  /** Those that watch single hops, and of these, by kind, those that want such a hop where it was reached. */
  private readonly ofHops: StepWatcher[] = [];
  private readonly ofKind = Object.fromEntries(hopKinds.map((kind) => [kind, []])) as unknown as Readonly<
    Record<HopKind, StepWatcher[]>
  >;
  /** Something is on its way to the watchers. */
  private busy = false;
  /** What follows from it, in its order. */
  private readonly waiting: (() => void)[] = [];

  constructor(readonly defect: OnDefect) {}

  watch(...watchers: HopWatcher[]): void {
    this.watchers.push(...watchers);
    for (const watcher of watchers) if (watchesHops(watcher)) this.add(watcher);
  }

  emit(hop: Hop): void {
    if (this.busy) {
      // Its record may go on to the next step of its message meanwhile.
      const kept = { ...hop };
      this.waiting.push(() => this.hand(kept));
      return;
    }
    this.busy = true;
    try {
      this.hand(hop);
    } finally {
      this.rest();
    }
  }

  progress(diagnosis: Diagnosis): void {
    this.follow(() => this.tell((watcher) => watcher.onProgress?.(diagnosis)));
  }

  conclude(diagnosis: Diagnosis): void {
    this.follow(() => this.tell((watcher) => watcher.onVerdict?.(diagnosis)));
  }

  /**
   * Runs something once everybody has the hop that it follows from; outside of a hop, once what is being done is done.
   *
   * @param watcher whose it is, where its failure is counted
   */
  behind(watcher: string, run: () => void): void {
    const guarded = () => this.guard(watcher, run, undefined);
    if (this.busy) this.waiting.push(guarded);
    else queueMicrotask(guarded);
  }

  /**
   * Asks a watcher something, or has it do something at another time than that of a hop: where it throws, that is counted, and
   * nobody else comes to harm.
   *
   * @param otherwise the answer where it throws
   */
  guard<T>(watcher: string, run: () => T, otherwise: T): T {
    try {
      return run();
    } catch (error) {
      this.defect(watcher, error);
      return otherwise;
    }
  }

  /** Closes the watchers in their order; a failing one does not keep the others open. */
  async close(): Promise<void> {
    for (const watchers of [this.ofHops, ...Object.values(this.ofKind)]) watchers.length = 0;
    for (const watcher of this.watchers.splice(0)) {
      try {
        await watcher.close?.();
      } catch (error) {
        this.defect(watcher.name, error);
      }
    }
  }

  private add(watcher: StepWatcher): void {
    this.ofHops.push(watcher);
    for (const kind of watcher.kinds ?? hopKinds) this.ofKind[kind].push(watcher);
  }

  private follow(run: () => void): void {
    this.waiting.push(run);
    if (this.busy) return;
    this.busy = true;
    this.rest();
  }

  /** Hands on what waits, and what comes of that. */
  private rest(): void {
    try {
      for (let next = this.waiting.shift(); next; next = this.waiting.shift()) next();
    } finally {
      this.busy = false;
    }
  }

  /** Written out, unlike those below: with a closure per hop it takes a third longer. */
  private hand(hop: Hop): void {
    for (const watcher of hop.result === 'reached' ? this.ofKind[hop.kind] : this.ofHops) {
      try {
        watcher.onHop(hop);
      } catch (error) {
        this.defect(watcher.name, error);
      }
    }
  }

  private tell(call: (watcher: HopWatcher) => void): void {
    for (const watcher of this.watchers) {
      try {
        call(watcher);
      } catch (error) {
        this.defect(watcher.name, error);
      }
    }
  }
}
