import type { Hop } from '../domain/hop.js';
import type { Diagnosis, Projection } from './projection.js';

/** Told of a defect in a watcher or a step, by its name; must not throw itself. */
export type OnDefect = (where: string, error: unknown) => void;

/** Hands every hop and every verdict to every watcher, each on its own: one that throws stops neither the others nor the message. */
export class HopStream {
  private readonly watchers: Projection[] = [];
  /** Those that watch single hops. */
  private readonly ofHops: Required<Pick<Projection, 'name' | 'onHop'>>[] = [];

  constructor(readonly defect: OnDefect) {}

  watch(...watchers: Projection[]): void {
    this.watchers.push(...watchers);
    for (const watcher of watchers)
      if (watcher.onHop) this.ofHops.push(watcher as Required<Pick<Projection, 'name' | 'onHop'>>);
  }

  /** Written out, unlike those below: with a closure per hop it takes a third longer. */
  emit(hop: Hop): void {
    for (const watcher of this.ofHops) {
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
    this.ofHops.length = 0;
    for (const watcher of this.watchers.splice(0)) {
      try {
        await watcher.close?.();
      } catch (error) {
        this.defect(watcher.name, error);
      }
    }
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
