import type { Report } from '../../protocol/reports.js';
import type { Guest } from './acquaintances.js';
import type { Page, Reported } from './pages.js';

/** What it has said of its devices, and of connections of which nobody knows whom they are with. */
export const unclaimed = ({ ofPage, loose, others }: Page): Reported[] => [
  ...ofPage,
  ...loose.filter(({ report: { step, connection } }) =>
    connection === undefined ? step === 'offer-sent' : !others.has(connection),
  ),
];
export const hasFailed = (page: Page) =>
  unclaimed(page).some(({ report: { step, result } }) => result === 'failed' && step !== 'candidate-applied');
export const offersSince = (page: Page, since: number): Reported[] =>
  unclaimed(page).filter(
    ({ report: { step, result }, at }) => step === 'offer-created' && result === 'reached' && at >= since,
  );
/** It has taken, or made, an answer that was not relayed here. */
export const isAnsweredElsewhere = (page: Page, since: number): boolean =>
  unclaimed(page).some(
    ({ report: { step, result }, at }) =>
      (step === 'answer-applied' || step === 'answer-created') && result === 'reached' && at >= since,
  );

export const metAt = (one: Guest, other: Guest): number => Math.max(one.at, other.at);

/** What a page has said of its devices at any time, of making an offer since both are here, and of the offer in question. */
export function tells({ report, at }: Reported, since: number, offer: Reported | undefined): boolean {
  if (report.step === 'offer-sent') return offer !== undefined && sameOffer(report, offer.report);
  if (report.connection === undefined) return true;
  if (offer) return report.connection === offer.report.connection && at >= since;
  return report.step === 'offer-created' && report.result === 'failed' && at >= since;
}

const sameOffer = ({ local: one }: Report, { local: other }: Report): boolean =>
  one?.session === other?.session && one?.version === other?.version;

const knows = (one: Page, ids: readonly string[]) => [...one.others.values()].some((id) => ids.includes(id));

/** The two are one page, or a connection between them stands: who comes back under a new id need not call anew. */
export function linked(page: Page, others: Page | undefined, other: string): boolean {
  if (page === others || knows(page, [other, ...(others?.participants ?? [])])) return true;
  return others !== undefined && knows(others, page.participants);
}
