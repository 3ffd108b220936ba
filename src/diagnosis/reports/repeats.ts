import type { Report } from '../../../protocol/reports.js';
import { forgetOldest } from '../../bounds/forget-oldest.js';
import { BoundedMap } from '../../bounds/bounded-map.js';

/** Pages whose last reports are known again, and how many of each. */
const pagesKnown = 4096;
const reportsKnown = 128;

/**
 * Reports that were taken before: a page sends one again where it was not told that it was taken, and what it said before it
 * had a session once more with that.
 */
export class Repeats {
  private readonly taken = new BoundedMap<string, Set<string>>({ limit: pagesKnown, of: 'pages' });

  has(probe: string, report: Report): boolean {
    return this.taken.get(probe)?.has(nameOf(report)) === true;
  }

  note(probe: string, report: Report): void {
    const known = this.taken.get(probe) ?? new Set();
    known.add(nameOf(report));
    forgetOldest(known, reportsKnown, 'reports');
    this.taken.renew(probe, known);
  }
}

/** No two reports of a page have the same: its clock counts hundredths of a millisecond. */
function nameOf({ at, step, result, connection }: Report): string {
  return `${at} ${step} ${result} ${connection ?? ''}`;
}
