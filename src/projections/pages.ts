import type { Report } from '../../protocol/reports.js';
import type { Hop } from '../domain/hop.js';
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
  /** What it has last said of its microphone and camera: that they were asked for, and what came of it. */
  devices: Reported[];
  /** The other participant of each connection that stands or is being made, by their number, as its reports have shown. */
  readonly others: Map<number, string>;
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

  /** @param limit pages that are remembered; the longest silent ones go first */
  constructor(private readonly limit: number) {}

  onHop({ kind, result, from }: Hop): void {
    if (result !== 'reached' || from === undefined) return;
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
    const page = this.byProbe.get(probe) ?? { participants: [], heardAt: 0, loose: [], devices: [], others: new Map() };
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

  private prove(page: Page, participant: string): void {
    if (this.sessions.has(participant)) this.byParticipant.set(participant, page);
    if (page.participants.includes(participant)) return;
    page.participants.push(participant);
    if (page.participants.length > participantsPerPage) page.participants.shift();
  }
}

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

/** Is it about the microphone and the camera, which belong to the page and not to one of its connections? */
export const isOfDevices = ({ step }: Report): boolean => step === 'media-requested' || step === 'media-captured';

/** Remembers what a page says of its devices, of each step the last; one that offers or answers has got over a refusal. */
export function noteDevices(page: Page, reported: Reported): void {
  const { report } = reported;
  if (isOfDevices(report))
    page.devices = [...page.devices.filter((known) => known.report.step !== report.step), reported];
  else if (report.result === 'reached' && (report.step === 'offer-created' || report.step === 'answer-created'))
    page.devices = page.devices.filter((known) => known.report.result === 'reached');
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

function forgetOldest(map: Map<unknown, unknown>, limit: number): void {
  const [oldest] = map.keys();
  if (map.size > limit) map.delete(oldest);
}
