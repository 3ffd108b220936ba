import { hopKinds, type Hop, type HopKind } from '../domain/hop.js';
import type { Diagnosis, Projection } from './projection.js';

/** Told of a defect in a watcher or a step, by its name; must not throw itself. */
export type OnDefect = (where: string, error: unknown) => void;

type HopWatcher = Projection & Required<Pick<Projection, 'onHop'>>;
const watchesHops = (watcher: Projection): watcher is HopWatcher => watcher.onHop !== undefined;

/** Hands every hop and every verdict to every watcher that wants it, each on its own: one that throws stops neither the others nor the message. */
export class HopStream {
  private readonly watchers: Projection[] = [];
  /** Those that watch single hops, and of these, by kind, those that want such a hop where it was reached. */
  private readonly ofHops: HopWatcher[] = [];
  private readonly ofKind = Object.fromEntries(hopKinds.map((kind) => [kind, []])) as unknown as Readonly<
    Record<HopKind, HopWatcher[]>
  >;

  constructor(readonly defect: OnDefect) {}

  watch(...watchers: Projection[]): void {
    this.watchers.push(...watchers);
    for (const watcher of watchers) if (watchesHops(watcher)) this.add(watcher);
  }

  /** Written out, unlike those below: with a closure per hop it takes a third longer. */
  emit(hop: Hop): void {
    for (const watcher of hop.result === 'reached' ? this.ofKind[hop.kind] : this.ofHops) {
      try {
        watcher.onHop(hop);
      } catch (error) {
        this.defect(watcher.name, error);
      }
    }
  }

  progress(diagnosis: Diagnosis): void {
    this.tell((watcher) => watcher.onProgress?.(diagnosis));
  }

  conclude(diagnosis: Diagnosis): void {
    this.tell((watcher) => watcher.onVerdict?.(diagnosis));
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

  private add(watcher: HopWatcher): void {
    this.ofHops.push(watcher);
    for (const kind of watcher.kinds ?? hopKinds) this.ofKind[kind].push(watcher);
  }

  private tell(call: (watcher: Projection) => void): void {
    for (const watcher of this.watchers) {
      try {
        call(watcher);
      } catch (error) {
        this.defect(watcher.name, error);
      }
    }
  }
}
