import type { Report } from '../../protocol/reports.js';
import type { HandshakeRef, Hop } from '../domain/hop.js';
import type { Projection } from '../hops/projection.js';

/** A report of a page, on the gateway's clock. */
export interface Reported {
  readonly report: Report;
  readonly at: number;
  /** How far off that may be, in ms; absent while the clocks have not been compared. */
  readonly uncertaintyMs: number | undefined;
}

/** One load of a page with a probe. */
export interface Page {
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
  /** It is two members of a room at once, and both of its connections live. */
  twice?: true;
}

/** What a connection was last used for: the other one, the handshake, and the key of the offer that it took. */
export interface Call {
  readonly other: string;
  readonly ref: HandshakeRef;
  readonly took: string | undefined;
}

const loosePerPage = 32;
const connectionsPerPage = 256;
const participantsPerPage = 8;

/** Which page is whose: a probe names the Engine.IO session of its page's signaling, which nobody else knows. */
export class Pages implements Projection {
  readonly name = 'pages';
  private readonly byProbe = new Map<string, Page>();
  private readonly bySession = new Map<string, Page>();
  private readonly byParticipant = new Map<string, Page>();
  /** Of the participants that are in a room. */
  private readonly sessions = new Map<string, string>();
  private readonly participants = new Map<string, string>();
  private readonly rooms = new Map<string, Set<string>>();

  /** @param limit pages that are remembered; the longest silent ones go first */
  constructor(private readonly limit: number) {}

  onHop({ kind, result, from, room }: Hop): void {
    if (result !== 'reached' || from === undefined) return;
    if (room !== undefined && kind === 'joined') this.rooms.set(room, (this.rooms.get(room) ?? new Set()).add(from.id));
    if (room !== undefined && kind === 'left') this.vacate(room, from.id);
    if (kind === 'joined' && from.session !== undefined) {
      this.participants.set(from.session, from.id);
      this.sessions.set(from.id, from.session);
      const page = this.bySession.get(from.session);
      if (page) this.prove(page, from.id);
    } else if (kind === 'left') {
      this.participants.delete(this.sessions.get(from.id) ?? '');
      this.sessions.delete(from.id);
      this.byParticipant.delete(from.id);
    }
  }

  /** The page of a probe that has just reported, by the session that it names or the participant whose socket brought it. */
  of(probe: string, session: string | undefined, participant: string | undefined): Page {
    const page = this.byProbe.get(probe) ?? newPage();
    this.byProbe.delete(probe);
    this.byProbe.set(probe, page);
    if (session !== undefined) this.bySession.set(session, page);
    const known = participant ?? this.participants.get(session ?? '');
    if (known !== undefined) this.prove(page, known);
    forgetOldest(this.byProbe, this.limit);
    forgetOldest(this.bySession, this.limit);
    return page;
  }

  /** The page of a participant that is in a room. */
  find(participant: string): Page | undefined {
    return this.byParticipant.get(participant);
  }

  /** The participants that are in a room. */
  membersOf(room: string): Iterable<string> {
    return this.rooms.get(room) ?? [];
  }

  /** The participant that has an Engine.IO session, by the hash of it, while it is in a room. */
  ofSession(session: string): string | undefined {
    return this.participants.get(session);
  }

  private vacate(room: string, id: string): void {
    const members = this.rooms.get(room);
    members?.delete(id);
    if (members?.size === 0) this.rooms.delete(room);
  }

  private prove(page: Page, participant: string): void {
    if (this.sessions.has(participant)) this.byParticipant.set(participant, page);
    if (page.participants.includes(participant)) return;
    page.participants.push(participant);
    if (page.participants.length > participantsPerPage) page.participants.shift();
  }
}

const newPage = (): Page => ({
  participants: [],
  heardAt: 0,
  loose: [],
  ofPage: [],
  others: new Map(),
  calls: new Map(),
});

/** Keeps a report of no known handshake; the connection's next description takes the place of an offer that was not sent. */
export function keepLoose(page: Page, reported: Reported): void {
  page.loose.push(reported);
  if (page.loose.length > loosePerPage) page.loose.shift();
}

const replacing: readonly Report['step'][] = ['offer-created', 'offer-applied', 'answer-applied', 'connection-closed'];

/** An offer is not owed any more once its connection has gone on without it: rolled back, made anew, answered, closed. */
export function dropReplaced(page: Page, { step, result, connection }: Report): void {
  if (result !== 'reached' || !replacing.includes(step)) return;
  page.loose = page.loose.filter(
    ({ report }) =>
      report.connection !== connection || (report.step !== 'offer-created' && step !== 'connection-closed'),
  );
}

const pageSteps: readonly Report['step'][] = ['media-requested', 'media-captured', 'context-checked', 'page-gone'];

/** Is it about the page as a whole (its microphone, its address, its going) and not about one of its connections? */
export const isOfPage = ({ step }: Report): boolean => pageSteps.includes(step);

/** Remembers what a page says of itself, of each step the last; one that offers or answers has got over a refusal. */
export function noteOfPage(page: Page, reported: Reported): void {
  const { report } = reported;
  if (isOfPage(report)) page.ofPage = [...page.ofPage.filter((known) => known.report.step !== report.step), reported];
  else if (report.result === 'reached' && (report.step === 'offer-created' || report.step === 'answer-created'))
    page.ofPage = page.ofPage.filter(
      (known) => known.report.step !== 'media-captured' || known.report.result === 'reached',
    );
}

/** A page that reports later than it went is back, as out of the back/forward cache. */
export function noteReturn(page: Page, sentAt: number): void {
  const gone = page.ofPage.find(({ report }) => report.step === 'page-gone');
  if (gone && sentAt > gone.report.at) page.ofPage = page.ofPage.filter((known) => known !== gone);
}

const ending: readonly Report['step'][] = ['ice-connected', 'dtls-connected', 'connection-kept'];

/** Remembers who is at the other end of a connection, until it is closed or has failed. */
export function noteOther(page: Page, { step, result, connection }: Report, other: string): void {
  if (connection === undefined) return;
  page.others.delete(connection);
  if (step === 'connection-closed' || (result === 'failed' && ending.includes(step))) return;
  page.others.set(connection, other);
  forgetOldest(page.others, connectionsPerPage);
}

/** A map or a set as a memory: at most so many, and the oldest goes first. */
export function forgetOldest(memory: Map<unknown, unknown> | Set<unknown>, limit: number): void {
  const [oldest] = memory.keys();
  if (memory.size > limit) memory.delete(oldest);
}
