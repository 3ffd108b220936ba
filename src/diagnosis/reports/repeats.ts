import type { Report } from '../../../protocol/reports.js';
import { forgetOldest } from '../../bounds/forget-oldest.js';
import { BoundedMap } from '../../bounds/bounded-map.js';
import type { Bounds } from '../../bounds/bounds.js';

/**
 * Reports that were taken before: a page sends one again where it was not told that it was taken, and what it said before it
 * had a session once more with that.
 */
export class Repeats {
  private readonly taken: BoundedMap<string, Set<string>>;

  /** @param bounds pages whose last reports are known, and how many of each */
  constructor(private readonly bounds: Pick<Bounds, 'pages' | 'reports'>) {
    this.taken = new BoundedMap({ limit: bounds.pages, of: 'pages' });
  }

  has(probe: string, report: Report): boolean {
    return this.taken.get(probe)?.has(nameOf(report)) === true;
  }

  note(probe: string, report: Report): void {
    const known = this.taken.get(probe) ?? new Set();
    known.add(nameOf(report));
    forgetOldest(known, this.bounds.reports, 'reports');
    this.taken.renew(probe, known);
  }
}

/** No two reports of a page have the same: its clock counts hundredths of a millisecond. */
function nameOf({ at, step, result, connection }: Report): string {
  return `${at} ${step} ${result} ${connection ?? ''}`;
}
