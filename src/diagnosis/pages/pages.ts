import type { Report } from '../../../protocol/reports.js';
import type { HandshakeRef, Hop, HopKind } from '../../domain/hop.js';
import type { Moment } from '../../domain/moment.js';
import type { HopWatcher } from '../../hops/hop-watcher.js';
import type { Found } from './descriptions.js';
import { forgetOldest } from '../../bounds/forget-oldest.js';
import { countForgotten } from '../../bounds/forgotten.js';
import { BoundedMap } from '../../bounds/bounded-map.js';

/** A report of a page. While its clock was not compared, `uncertaintyMs` is absent and `at` may be late, but not early. */
export interface Reported extends Moment {
  readonly report: Report;
}

/** One load of a page with a probe. */
export interface Page {
  /** What it calls itself: random, and free to make up. */
  readonly probe: string;
  /** The participants that its signaling has proved it to be: one after each reconnect, oldest first. */
  readonly participants: string[];
  /** Up to when it has reported everything, in ms since the Unix epoch by the gateway's clock; 0 where that is not known. */
  heardAt: number;
  /** What it has reported of no handshake that is known so far; bounded. */
  loose: Reported[];
  /** What it has last said of itself: that devices were asked for and what came of it, its address, its going. */
  ofPage: Reported[];
  /** The other participant of each connection that stands or is being made, by their number, as its reports have shown. */
  readonly others: Map<number, string>;
  /** The last call of each connection, by its number; bounded. */
  readonly calls: Map<number, Call>;
  /** The latest handshake of it: what names no description, such as a refused microphone, belongs there. */
  latest?: Found;
  /** The session of its newest connection, as long as it has joined no room with that. */
  outside?: string | undefined;
  /** It is two members of a room at once, and both of its connections live. */
  twice?: true;
}

/** What a connection was last used for: the other one, the handshake, and the key of the offer that it took. */
export interface Call {
  readonly other: string;
  readonly ref: HandshakeRef;
  readonly took: string | undefined;
}

/** As anybody can make up any number of pages, those that have proved nothing keep less. */
const loosePerPage = { proved: 32, stranger: 8 };
const participantsPerPage = 8;

/**
 * Which page is whose: a probe names the Engine.IO session of its page's signaling, which nobody else knows. A side has its
 * owner for good, also when it has left; a page that has proved nothing makes room for its like only.
 */
export class Pages implements HopWatcher {
  readonly name = 'pages';
  readonly kinds: readonly HopKind[] = ['joined', 'left'];
  /** By probe; the longest silent ones go first. */
  private readonly proved = new BoundedMap<string, Page>();
  private readonly strangers = new BoundedMap<string, Page>();
  private readonly bySession: BoundedMap<string, Page>;
  private readonly owners = new Map<string, Page>();
  /** Who is in a room, with the session where that is known; and who has a session. */
  private readonly present = new Map<string, string | undefined>();
  private readonly participants = new Map<string, string>();

  /**
   * @param limit pages that are remembered, of each kind
   * @param onProved called when a page has proved that it is one participant more
   */
  constructor(
    private readonly limit: number,
    private readonly onProved: (page: Page) => void = () => undefined,
  ) {
    this.bySession = new BoundedMap({ limit, of: 'pages' });
  }

  onHop({ kind, result, from }: Hop): void {
    if (result !== 'reached' || from === undefined) return;
    if (kind === 'joined') this.joined(from.id, from.session);
    else if (kind === 'left') {
      this.participants.delete(this.present.get(from.id) ?? '');
      this.present.delete(from.id);
    }
  }

  /** The page of a probe that has just reported, by the session that it names or the participant whose socket brought it. */
  of(probe: string, session: string | undefined, participant: string | undefined): Page {
    const page = this.known(probe) ?? newPage(probe);
    if (session !== undefined) {
      if (this.bySession.get(session) !== page) page.outside = session;
      this.bySession.renew(session, page);
    }
    const whose = participant ?? this.participants.get(session ?? '');
    if (whose !== undefined) this.prove(page, whose);
    this.keep(page);
    return page;
  }

  /** The page that has named a session. */
  byName(session: string): Page | undefined {
    return this.bySession.get(session);
  }

  /** The page of a probe that has reported before. */
  known(probe: string): Page | undefined {
    return this.proved.get(probe) ?? this.strangers.get(probe);
  }

  /** The page of a participant that is in a room. */
  find(participant: string): Page | undefined {
    return this.isHere(participant) ? this.owners.get(participant) : undefined;
  }

  /** The page that has proved to be a participant's, whether that is still in a room or not. */
  ownerOf(participant: string): Page | undefined {
    return this.owners.get(participant);
  }

  /** Is it the page of somebody, who has no other? */
  isProved(page: Page): boolean {
    return page.participants.some((id) => this.owners.get(id) === page);
  }

  /** The probe of a participant's page, as long as that has been in no room as another participant since. */
  probeOf(participant: string): string | undefined {
    const page = this.owners.get(participant);
    return page?.participants.at(-1) === participant ? page.probe : undefined;
  }

  /** Is a participant in a room? */
  isHere(participant: string): boolean {
    return this.present.has(participant);
  }

  /** The participant that has an Engine.IO session, by the hash of it, while it is in a room. */
  ofSession(session: string): string | undefined {
    return this.participants.get(session);
  }

  private joined(participant: string, session: string | undefined): void {
    this.present.set(participant, session);
    if (session === undefined) return;
    this.participants.set(session, participant);
    const page = this.bySession.get(session);
    if (!page) return;
    this.prove(page, participant);
    this.keep(page);
  }

  /** A page has proved that it is a participant's. */
  prove(page: Page, participant: string): void {
    const before = this.owners.get(participant);
    this.owners.set(participant, page);
    if (before && before !== page) this.keep(before);
    page.outside = undefined;
    if (page.participants.includes(participant)) return;
    page.participants.push(participant);
    if (page.participants.length > participantsPerPage) this.disown(page, page.participants.shift());
    this.onProved(page);
  }

  /** A participant has one page: a probe that another one has taken the place of counts as a stranger's. */
  private keep(page: Page): void {
    const owns = this.isProved(page);
    this.proved.delete(page.probe);
    this.strangers.delete(page.probe);
    const pages = owns ? this.proved : this.strangers;
    pages.set(page.probe, page);
    const { oldest } = pages;
    if (pages.size <= this.limit || !oldest) return;
    pages.delete(oldest.probe);
    countForgotten('pages');
    for (const id of oldest.participants) this.disown(oldest, id);
  }

  private disown(page: Page, participant: string | undefined): void {
    if (participant !== undefined && this.owners.get(participant) === page) this.owners.delete(participant);
  }
}

const newPage = (probe: string): Page => ({
  probe,
  participants: [],
  heardAt: 0,
  loose: [],
  ofPage: [],
  others: new Map(),
  calls: new Map(),
});

/** Keeps a report of no known handshake, if it says of which connection it is, or that an offer was sent. */
export function keepLoose(page: Page, reported: Reported): void {
  const { step, connection } = reported.report;
  if (connection === undefined && step !== 'offer-sent') return;
  page.loose.push(reported);
  const most = page.participants.length > 0 ? loosePerPage.proved : loosePerPage.stranger;
  if (page.loose.length > most) page.loose.shift();
}

const replacing: readonly Report['step'][] = ['offer-created', 'offer-applied', 'answer-applied', 'connection-closed'];

/** An offer is not owed any more once its connection has gone on without it: rolled back, made anew, answered, closed. */
export function dropReplaced(page: Page, { step, result, connection }: Report): void {
  if (page.loose.length === 0 || result !== 'reached' || !replacing.includes(step)) return;
  page.loose = page.loose.filter(
    ({ report }) =>
      report.connection !== connection || (report.step !== 'offer-created' && step !== 'connection-closed'),
  );
}

/** What a page has got over that goes on. */
const gotOver: readonly Report['step'][] = ['media-captured', 'page-threw'];
const pageSteps: readonly Report['step'][] = [...gotOver, 'media-requested', 'context-checked', 'page-gone'];

/** Is it about the page as a whole (its microphone, its address, its going) and not about one of its connections? */
export const isOfPage = ({ step }: Report): boolean => pageSteps.includes(step);

/** Remembers what a page says of itself, of each step the last; one that offers or answers has got over a refusal. */
export function noteOfPage(page: Page, reported: Reported): void {
  const { report } = reported;
  const goesOn = report.result === 'reached' && (report.step === 'offer-created' || report.step === 'answer-created');
  if (isOfPage(report)) page.ofPage = [...page.ofPage.filter((known) => known.report.step !== report.step), reported];
  else if (page.ofPage.length > 0 && goesOn)
    page.ofPage = page.ofPage.filter(
      (known) => !gotOver.includes(known.report.step) || known.report.result === 'reached',
    );
}

/** A page that reports later than it went is back, as out of the back/forward cache. */
export function noteReturn(page: Page, sentAt: number): void {
  const gone = page.ofPage.find(({ report }) => report.step === 'page-gone');
  if (gone && sentAt > gone.report.at) page.ofPage = page.ofPage.filter((known) => known !== gone);
}

const ending: readonly Report['step'][] = ['ice-connected', 'dtls-connected', 'connection-kept'];

/**
 * Remembers who is at the other end of a connection, until it is closed or has failed.
 *
 * @param limit connections of a page that are known; the oldest goes first
 */
export function noteOther(page: Page, { step, result, connection }: Report, other: string, limit: number): void {
  if (connection === undefined) return;
  page.others.delete(connection);
  if (step === 'connection-closed' || (result === 'failed' && ending.includes(step))) return;
  page.others.set(connection, other);
  forgetOldest(page.others, limit, 'connections-of-page');
}
