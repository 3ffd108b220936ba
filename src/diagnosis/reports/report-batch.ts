import { reportLimits, type Report, type ReportBatch } from '../../../protocol/reports.js';
import { keyOf } from '../pages/descriptions.js';
import { isOfPage, type Reported } from '../pages/pages.js';

/** Is it about the devices of the page, for which its calls wait? */
export const keepsWaiting = (report: Report): boolean => isOfPage(report) && report.step !== 'page-gone';

/** Of each step, that it last went well and that it last failed. */
export function lastWords(reports: readonly Report[]): Report[] {
  return reports.filter(
    ({ step, result }, index) =>
      !reports.slice(index + 1).some((later) => later.step === step && later.result === result),
  );
}

/** Up to when a batch tells everything, by the page's clock: behind a full one more may wait. */
export function toldUntil({ sentAt, reports }: ReportBatch): number {
  return reports.length < reportLimits.perBatch ? sentAt : Math.min(sentAt, reports.at(-1)?.at ?? 0);
}

/**
 * What a page has reported to this instance, for another one; nothing, where only whose page it is is known. It names no clock:
 * that was compared with this instance's, and nothing says that the page was heard from up to now.
 *
 * @param at when it is sent, in ms since the Unix epoch
 */
export function batchOf(probe: string, session: string, reported: readonly Reported[], at: number): ReportBatch {
  const all = [...new Set(reported)].toSorted((a, b) => a.at - b.at).slice(-reportLimits.perBatch);
  return { probe, socket: session, sentAt: at, reports: all.map((one) => ({ ...one.report, at: one.at })) };
}

export const ofPageKey = (probe: string) => `page ${probe}`;

/** What a report waits for: the description that it names, the other's first, as that has to come. */
export function heldBy({ step, local, remote }: Report, probe: string): string {
  const theirs = step === 'offer-created' ? undefined : remote;
  return (theirs && keyOf(theirs)) ?? (local && keyOf(local)) ?? ofPageKey(probe);
}
