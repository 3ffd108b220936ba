import type { Report } from '../../../protocol/reports.js';
import { mayPrecede } from '../../domain/moment.js';
import type { RoomMember } from './room-pairs.js';
import type { Page, Reported } from '../pages/pages.js';

/** What it has said of its devices, and of connections of which nobody knows whom they are with. */
export const unclaimed = ({ ofPage, loose, others }: Page): Reported[] => [
  ...ofPage,
  ...loose.filter(({ report: { connection } }) => connection === undefined || !others.has(connection)),
];
export const hasFailed = (page: Page) =>
  unclaimed(page).some(({ report: { step, result } }) => result === 'failed' && step !== 'candidate-applied');
export const offersSince = (page: Page, since: number): Reported[] =>
  unclaimed(page).filter(
    (said) => said.report.step === 'offer-created' && said.report.result === 'reached' && mayBeSince(said, since),
  );
/** It has taken, or made, an answer that was not relayed here. */
export const isAnsweredElsewhere = (page: Page, since: number): boolean =>
  unclaimed(page).some(
    (said) => answering.includes(said.report.step) && said.report.result === 'reached' && mayBeSince(said, since),
  );
const answering: readonly Report['step'][] = ['answer-applied', 'answer-created'];

/** A page calls within milliseconds of the other's coming, which is less than its clock may be off. */
export const mayBeSince = (said: Reported, since: number): boolean => mayPrecede({ at: since }, said);

export const metAt = (one: RoomMember, other: RoomMember): number => Math.max(one.at, other.at);

/** What a page has said of its devices at any time, of making an offer since both are here, and of the offer in question. */
export function tells(said: Reported, since: number, offer: Reported | undefined): boolean {
  const { report } = said;
  if (report.step === 'offer-sent') return offer !== undefined && sameOffer(report, offer.report);
  if (report.connection === undefined) return true;
  if (offer) return report.connection === offer.report.connection && mayBeSince(said, since);
  return report.step === 'offer-created' && report.result === 'failed' && mayBeSince(said, since);
}

const sameOffer = ({ local: one }: Report, { local: other }: Report): boolean =>
  one?.session === other?.session && one?.version === other?.version;

const knows = (one: Page, ids: readonly string[]) => [...one.others.values()].some((id) => ids.includes(id));

/** The two are one page, or a connection between them stands: who comes back under a new id need not call anew. */
export function linked(page: Page, others: Page | undefined, other: string): boolean {
  if (page === others || knows(page, [other, ...(others?.participants ?? [])])) return true;
  return others !== undefined && knows(others, page.participants);
}
