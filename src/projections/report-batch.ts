import { reportLimits, type Report, type ReportBatch } from '../../protocol/reports.js';
import { isOfPage } from './pages.js';

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
