import type { Report, ReportBatch, ReportReceipt } from '../../../protocol/reports.js';
import { sides } from '../../../protocol/verdict.js';
import type { Bounds } from '../../bounds/bounds.js';
import { otherSide } from '../../domain/handshake.js';
import type { HandshakeRef, Hop, HopKind } from '../../domain/hop.js';
import { momentOf } from '../../domain/moment.js';
import type { HopStream } from '../../hops/hop-stream.js';
import type { HopWatcher } from '../../hops/hop-watcher.js';
import type { Deductions } from '../deductions/deductions.js';
import type { Descriptions } from '../pages/descriptions.js';
import { HeldReports } from './held-reports.js';
import {
  dropReplaced,
  keepLoose,
  noteOfPage,
  noteOther,
  noteReturn,
  type Page,
  type Pages,
  type Reported,
} from '../pages/pages.js';
import { batchOf, heldBy, keepsWaiting, lastWords, ofPageKey, toldUntil } from './report-batch.js';
import { Repeats } from './repeats.js';
import { hopOf, probeAlive } from './report-hop.js';
import { Slices } from './slices.js';
import { onlyOne, speakerOf } from './speaker.js';

export interface ReportsOptions {
  stream: HopStream;
  pages: Pages;
  /** Reports that wait for their handshakes are as many as those; the oldest go first. */
  bounds: Pick<Bounds, 'handshakes' | 'pages' | 'reports' | 'connections-of-page'>;
  counted: (result: 'matched' | 'held' | 'unmatched', reports: number) => void;
  descriptions: Descriptions;
  deductions: Deductions;
  /** What can be seen at a participant's end, now: the probe of a page that polls cannot know its session. */
  sight: (participant: string) => { transport: boolean };
  /** At a watched server, whose sockets may have no session: a page that tells of somebody's description is its page. */
  trusts: boolean;
  /** The handshakes of a participant that have not settled, the newest last. */
  openOf: (participant: string) => readonly HandshakeRef[];
  /** Called when a page has reported, after its reports have become hops. */
  heard: (participant: string) => void;
  /** In ms since the Unix epoch, by the clock of the hops. */
  now: () => number;
}

/** A page may bring what it has kept while the gateway was away; a clock that says more than that is wrong. */
const oldestMs = 86_400_000;
/** Handshakes that learn of a refused microphone: the newest, one with each of a full room. */
const toldOfPage = 16;

interface Held extends Reported {
  /** The description that it waits for, or its page. */
  readonly key: string;
  readonly page: Page;
  /** Whose it counts as while it is held. */
  readonly account: string;
}

/** How a batch came. */
export interface Arrival {
  /** The participant whose socket brought it. */
  reporter?: string | undefined;
  /** The address of the client that posted it, as the limits count it. */
  address?: string | undefined;
  /** By the gateway's clock, where that was not just now. */
  receivedAt?: number | undefined;
}

/**
 * Takes in what the probes report and puts it on the stream of hops. A report is known by the description it speaks of:
 * the hashes of its `o=` line and ICE username fragment, which only the two in the call, and the gateway that relayed it,
 * can know. Both of them know it, so a page speaks for the participant that it has proved to be. One that has proved nothing
 * is heard for somebody who polls only, whose probe cannot know its session, and its hop says so. What speaks of nothing
 * relayed so far, or for somebody that its page has not proved to be, is held until that changes, or until it has to make
 * room.
 */
export class Reports implements HopWatcher {
  readonly name = 'reports';
  readonly kinds: readonly HopKind[] = ['offer-received', 'answer-received'];
  private readonly held: HeldReports<Held>;
  private readonly repeats: Repeats;
  private readonly slices: Slices;

  constructor(private readonly options: ReportsOptions) {
    this.repeats = new Repeats(options.bounds);
    this.held = new HeldReports(options.bounds);
    this.slices = new Slices((run) => options.stream.guard(this.name, run, undefined));
  }

  onHop(hop: Hop): void {
    if (hop.kind === 'offer-received') this.introduce(hop);
    for (const key of this.options.descriptions.note(hop)) this.retry(this.held.takeKey(key));
  }

  /**
   * Takes a batch; its times are put on the gateway's clock by the offset of the best exchange so far, and are neither in
   * the future nor of another day. A page whose participant is known speaks for that one's side only.
   *
   * @returns when it came, by the gateway's clock, and how many of its reports belong to a handshake that is known
   */
  take(batch: ReportBatch, { reporter, address, receivedAt = this.options.now() }: Arrival = {}): ReportReceipt {
    const { probe, clock, sentAt } = batch;
    const page = this.options.pages.of(probe, batch.socket, reporter);
    noteReturn(page, sentAt);
    const account = address ?? reporter ?? page.participants.at(-1) ?? probe;
    const offset = clock?.offsetMs ?? receivedAt - sentAt;
    // One batch costs so much and no more, however many calls its page has.
    const told = lastWords(batch.reports.filter((report) => keepsWaiting(report) && !this.repeats.has(probe, report)));
    const open = told.length > 0 ? this.openOf(page) : [];
    let [matched, waiting, dropped] = [0, 0, 0];
    for (const report of batch.reports) {
      const at = Math.max(receivedAt - oldestMs, Math.min(receivedAt, report.at + offset));
      const held: Held = { report, ...momentOf({ ...clock, at }), key: heldBy(report, probe), page, account };
      if (this.repeats.has(probe, report) || this.isSentElsewhere(page, report)) continue;
      dropReplaced(page, report);
      noteOfPage(page, held);
      if ((told.includes(report) && this.spread(held, open)) || this.match(held)) matched++;
      else {
        keepLoose(page, held);
        dropped += this.hold(held);
        waiting++;
      }
    }
    this.count('held', waiting);
    this.count('unmatched', dropped);
    this.count('matched', matched);
    // By a clock that is not known yet, nobody can say up to when a silence is proved.
    const heardAt = clock ? Math.min(receivedAt, toldUntil(batch) + offset) - clock.uncertaintyMs : 0;
    // Behind the reports themselves: a silence is proved by what has come, and not by what still waits for its turn.
    this.slices.take(() => this.heard(page, batch, receivedAt, heardAt));
    return { receivedAt, accepted: matched };
  }

  close(): void {
    this.slices.close();
  }

  private heard(page: Page, { lost }: ReportBatch, receivedAt: number, heardAt: number): void {
    this.options.deductions.reported(page, receivedAt);
    page.heardAt = Math.max(page.heardAt, heardAt);
    const gone = page.ofPage.find(({ report }) => report.step === 'page-gone');
    for (const participant of page.participants) {
      if (this.options.pages.find(participant) !== page) continue;
      // Two handshakes that learn of it cost as much as one report that matches.
      const cost = 1 + Math.floor(this.options.openOf(participant).length / 2);
      if (gone) this.slices.take(() => this.options.stream.emit(hopOf(gone, undefined, participant)), cost);
      this.slices.take(() => {
        this.options.stream.emit(probeAlive(participant, page.heardAt, undefined, lost !== undefined));
        this.options.heard(participant);
      }, cost);
    }
  }

  /** Takes out what is held of the page of a session, which goes to another instance; undefined where no probe has named it. */
  release(session: string): ReportBatch | undefined {
    const page = this.options.pages.byName(session);
    if (page?.outside === session) page.outside = undefined;
    const reported = page ? [...page.ofPage, ...page.loose, ...this.held.takePage(page)] : [];
    return page && batchOf(page.probe, session, reported, this.options.now());
  }

  /** A page has proved whose it is: what it has said before is that one's word. */
  proved(page: Page): void {
    this.retry(this.held.takePage(page));
  }

  /** A handshake begins: whose pages have a probe is known before these say anything of it. */
  private introduce({ handshake, result }: Hop): void {
    if (!handshake || result !== 'reached') return;
    for (const side of sides) {
      const page = this.options.pages.find(handshake[side]);
      if (!page) continue;
      this.options.stream.emit(probeAlive(handshake[side], page.heardAt, handshake));
      for (const one of page.ofPage) this.options.stream.emit(hopOf(one, handshake, handshake[side]));
    }
  }

  /** A person who is asked for the microphone keeps every call waiting that the page has open, whomever it is with. */
  private spread(held: Held, waiting: readonly { ref: HandshakeRef; id: string }[]): boolean {
    if (waiting.length > 0) this.repeats.note(held.page.probe, held.report);
    for (const { ref, id } of waiting) this.slices.take(() => this.options.stream.emit(hopOf(held, ref, id)));
    return waiting.length > 0;
  }

  private openOf({ participants }: Page): { ref: HandshakeRef; id: string }[] {
    return participants.flatMap((id) => this.options.openOf(id).map((ref) => ({ ref, id }))).slice(-toldOfPage);
  }

  /** Taken by a socket that is none of this page's here: of a connection to another server nothing is concluded. */
  private isSentElsewhere({ participants }: Page, { step, socket }: Report): boolean {
    if (step !== 'offer-sent' && step !== 'answer-sent') return false;
    const sender = socket === undefined ? undefined : this.options.pages.ofSession(socket);
    return sender === undefined || !participants.includes(sender);
  }

  private match(held: Held): boolean {
    const { report, page } = held;
    const found = speakerOf(page, report, this.options) ?? onlyOne(page, report, this.options.openOf);
    if (!found) return false;
    const { ref, side } = found;
    if (this.options.trusts && !this.options.pages.ownerOf(ref[side])) this.options.pages.prove(page, ref[side]);
    const isProven = page.participants.includes(ref[side]);
    if (isProven ? this.options.pages.ownerOf(ref[side]) !== page : !this.mayBe(page, ref[side])) return false;
    page.loose = page.loose.filter((loose) => loose !== held);
    // Held twice, it is taken once.
    if (this.repeats.has(page.probe, report)) return true;
    this.repeats.note(page.probe, report);
    noteOther(page, report, ref[otherSide(side)], this.options.bounds['connections-of-page']);
    const isFirst = page.latest === undefined;
    page.latest = { ref, side };
    if (isFirst) this.retry(this.held.takeKey(ofPageKey(page.probe)));
    this.slices.take(() => {
      this.options.stream.emit({ ...hopOf(held, ref, ref[side]), ...(!isProven && { unproven: true }) });
      // What several say together names somebody, which an unproven word may not.
      if (isProven) this.options.deductions.matched(page, { ...report, at: held.at }, found);
    });
    return true;
  }

  /**
   * Descriptions are known to both in the call, so they prove a handshake and not a side: a page that has proved nothing is
   * heard for somebody here who has no page, and whose probe could prove nothing as there is no WebSocket to listen to.
   */
  private mayBe(page: Page, participant: string): boolean {
    const { pages, sight } = this.options;
    if (page.participants.length > 0 || pages.ownerOf(participant)) return false;
    return pages.isHere(participant) && !sight(participant).transport;
  }

  /** @returns how many had to go for it, or it itself */
  private hold(held: Held): number {
    return this.held.hold(held, this.options.pages.isProved(held.page));
  }

  private count(result: 'matched' | 'held' | 'unmatched', reports: number): void {
    if (reports > 0) this.options.counted(result, reports);
  }

  private retry(reports: readonly Held[]): void {
    if (reports.length === 0) return;
    this.options.stream.behind(this.name, () => {
      const waiting = reports.filter((held) => !this.match(held));
      const dropped = waiting.reduce((sum, held) => sum + this.hold(held), 0);
      this.count('unmatched', dropped);
      this.count('matched', reports.length - waiting.length);
    });
  }
}
