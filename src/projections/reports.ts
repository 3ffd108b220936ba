import { reportLimits, type Report, type ReportBatch, type ReportReceipt } from '../../protocol/reports.js';
import { sides } from '../../protocol/verdict.js';
import { otherSide } from '../domain/handshake.js';
import type { HandshakeRef, Hop } from '../domain/hop.js';
import type { HopStream } from '../hops/hop-stream.js';
import type { Projection } from '../hops/projection.js';
import type { Deductions } from './deductions.js';
import { keyOf, type DescriptionRef, type Descriptions, type Found } from './descriptions.js';
import {
  dropReplaced,
  isOfPage,
  keepLoose,
  noteOfPage,
  noteOther,
  noteReturn,
  type Page,
  type Pages,
  type Reported,
} from './pages.js';
import { hopOf, probeAlive } from './report-hop.js';

export interface ReportsOptions {
  stream: HopStream;
  pages: Pages;
  /** Descriptions that are remembered, and reports that wait for theirs; the oldest go first. */
  limit: number;
  counted: (result: 'matched' | 'held' | 'unmatched', reports: number) => void;
  descriptions: Descriptions;
  deductions: Deductions;
  /** The handshakes of a participant that have not settled. */
  openOf: (participant: string) => readonly HandshakeRef[];
  /** Called when a page has reported, after its reports have become hops. */
  heard: (participant: string) => void;
  /** In ms since the Unix epoch, by the clock of the hops. */
  now: () => number;
}

/** A page may bring what it has kept while the gateway was away; a clock that says more than that is wrong. */
const oldestMs = 86_400_000;
/** Hops that a batch may become by its reports of no single call: of three devices to all the calls of a full room, five times. */
const spreadPerBatch = 256;
/** Reports that wait for one description: all of a connection, its candidates included. They are released at once. */
const heldPerKey = 256;

interface Held extends Reported {
  /** The page load it comes from. */
  readonly probe: string;
  readonly page: Page;
}

/**
 * Takes in what the probes report and puts it on the stream of hops. A report is known by the description it speaks of:
 * the hashes of its `o=` line and ICE username fragment, which only the two in the call, and the gateway that relayed it,
 * can know. One that speaks of nothing relayed so far is held until it is, or until it has to make room.
 */
export class Reports implements Projection {
  readonly name = 'reports';
  private readonly held = new Map<string, Held[]>();
  /** The latest handshake of a page: what names no description, such as a refused microphone, belongs to it. */
  private readonly latest = new Map<string, Found>();
  private heldCount = 0;

  constructor(private readonly options: ReportsOptions) {}

  onHop(hop: Hop): void {
    if (hop.kind === 'offer-received') this.introduce(hop);
    for (const key of this.options.descriptions.note(hop)) this.release(key);
  }

  /**
   * Takes a batch; its times are put on the gateway's clock by the offset of the best exchange so far, and are neither in
   * the future nor of another day. A page whose participant is known speaks for that one's side only.
   *
   * @param reporter the participant whose socket brought the batch
   * @param receivedAt by the gateway's clock, where that was not just now
   * @returns when it came, by the gateway's clock, and how many of its reports belong to a handshake that is known
   */
  take(batch: ReportBatch, reporter?: string, receivedAt = this.options.now()): ReportReceipt {
    const { probe, clock, sentAt } = batch;
    const page = this.options.pages.of(probe, batch.socket, reporter);
    noteReturn(page, sentAt);
    const offset = clock?.offsetMs ?? receivedAt - sentAt;
    let matched = 0;
    let left = spreadPerBatch;
    for (const report of batch.reports) {
      const at = Math.max(receivedAt - oldestMs, Math.min(receivedAt, report.at + offset));
      const held: Held = { report, at, uncertaintyMs: clock?.uncertaintyMs, probe, page };
      if (this.isSentElsewhere(page, report)) continue;
      dropReplaced(page, report);
      noteOfPage(page, held);
      const spread = left > 0 ? this.spread(held, left) : 0;
      left -= spread;
      if (spread > 0 || this.match(held)) matched++;
      else this.hold(held);
    }
    this.options.deductions.reported(page, receivedAt);
    if (matched > 0) this.options.counted('matched', matched);
    // By a clock that is not known yet, nobody can say up to when a silence is proved.
    if (clock)
      page.heardAt = Math.max(page.heardAt, Math.min(receivedAt, toldUntil(batch) + offset) - clock.uncertaintyMs);
    const gone = page.ofPage.find(({ report }) => report.step === 'page-gone');
    for (const participant of page.participants) {
      if (this.options.pages.find(participant) !== page) continue;
      if (gone) this.options.stream.emit(hopOf(gone, undefined, participant));
      this.options.stream.emit(probeAlive(participant, page.heardAt));
      this.options.heard(participant);
    }
    return { receivedAt, accepted: matched };
  }

  /** Is a page known by what it speaks of, or by what it has spoken of before? */
  knows(probe: string, refs: readonly DescriptionRef[]): 'described' | 'met' | undefined {
    if (refs.some((ref) => this.options.descriptions.find(ref))) return 'described';
    return this.latest.has(probe) ? 'met' : undefined;
  }

  /** A handshake begins: whose pages have a probe is known before these say anything of it. */
  private introduce({ handshake, result }: Hop): void {
    if (!handshake || result !== 'reached') return;
    const alive = sides.flatMap((side) => {
      const page = this.options.pages.find(handshake[side]);
      if (!page) return [];
      const devices = page.ofPage.map((one) => hopOf(one, handshake, handshake[side]));
      return [probeAlive(handshake[side], page.heardAt, handshake), ...devices];
    });
    if (alive.length > 0) queueMicrotask(() => alive.forEach((hop) => this.options.stream.emit(hop)));
  }

  /** A person who is asked for the microphone keeps every call waiting that the page has open, whomever it is with: how many. */
  private spread(held: Held, most: number): number {
    const { report, page } = held;
    if (!isOfPage(report) || report.step === 'page-gone') return 0;
    const open = page.participants.flatMap((id) => this.options.openOf(id).map((ref) => ({ ref, id })));
    const waiting = open.slice(0, most);
    for (const { ref, id } of waiting) this.options.stream.emit(hopOf(held, ref, id));
    return waiting.length;
  }

  /** Taken by a socket that is none of this page's here: of a connection to another server nothing is concluded. */
  private isSentElsewhere({ participants }: Page, { step, socket }: Report): boolean {
    if (step !== 'offer-sent' && step !== 'answer-sent') return false;
    const sender = socket === undefined ? undefined : this.options.pages.ofSession(socket);
    return sender === undefined || !participants.includes(sender);
  }

  private match(held: Held): boolean {
    const { report, probe, page } = held;
    const found = this.find(report, this.latest.get(probe));
    if (!found) return false;
    const { ref, side } = found;
    if (!this.speaksFor(page, ref[side])) return false;
    page.loose = page.loose.filter((loose) => loose !== held);
    noteOther(page, report, ref[otherSide(side)]);
    this.remember(probe, found);
    this.options.stream.emit(hopOf(held, ref, ref[side]));
    this.options.deductions.matched(page, { ...report, at: held.at }, found);
    return true;
  }

  /**
   * Descriptions are known to both in the call, so they prove a handshake and not a side: a page whose participant is
   * known speaks for that one, and for a participant whose page is known no other page does.
   */
  private speaksFor(page: Page, participant: string): boolean {
    const known = this.options.pages.find(participant);
    if (known) return known === page;
    return page.participants.length === 0 || page.participants.includes(participant);
  }

  /**
   * Which handshake it is, and which side speaks: the author of the local description, or the other of the remote one.
   * What names no description belongs to the latest handshake of its page; what names only a username fragment, as a
   * candidate does that came first, to the one of that fragment, if the page is known to be in it.
   */
  private find({ step, local, remote }: Report, latest: Found | undefined): Found | undefined {
    const own = this.options.descriptions.find(local);
    const others = this.options.descriptions.find(remote);
    const mine = own && { ...own, side: own.author };
    const theirs = others && { ...others, side: otherSide(others.author) };
    if (step === 'offer-created' || step === 'offer-sent') return mine;
    if (step === 'answer-sent') return mine ?? this.options.deductions.madeFor(local);
    if (step === 'offer-applied' || step === 'answer-created' || step === 'answer-applied') return theirs;
    if (mine && theirs) return mine.order > theirs.order ? mine : theirs;
    return mine ?? theirs ?? (local || remote?.session ? undefined : this.guess(remote, latest));
  }

  private guess(remote: DescriptionRef | undefined, latest: Found | undefined): Found | undefined {
    if (!remote) return latest;
    const guessed = this.options.descriptions.guess(remote);
    if (!guessed || !latest) return undefined;
    const side = otherSide(guessed.author);
    return guessed.ref[side] === latest.ref[latest.side] ? { ref: guessed.ref, side } : undefined;
  }

  private hold(held: Held): void {
    const { step, local, remote } = held.report;
    const named = step === 'offer-created' ? [local] : [remote, local];
    const key = named.map((ref) => ref && keyOf(ref)).find((known) => known !== undefined) ?? `page ${held.probe}`;
    this.options.counted('held', 1);
    keepLoose(held.page, held);
    const waiting = this.held.get(key) ?? [];
    this.held.set(key, waiting);
    waiting.push(held);
    if (waiting.length <= heldPerKey) this.heldCount++;
    else {
      waiting.shift();
      this.options.counted('unmatched', 1);
    }
    while (this.heldCount > this.options.limit) this.dropOldest();
  }

  private dropOldest(): void {
    const [oldest] = this.held;
    if (!oldest) return;
    const [key, reports] = oldest;
    this.held.delete(key);
    this.heldCount -= reports.length;
    this.options.counted('unmatched', reports.length);
  }

  private remember(probe: string, { ref, side }: Found): void {
    const known = this.latest.has(probe);
    this.latest.delete(probe);
    this.latest.set(probe, { ref, side });
    const [oldest] = this.latest.keys();
    if (this.latest.size > this.options.limit && oldest !== undefined) this.latest.delete(oldest);
    if (!known) this.release(`page ${probe}`);
  }

  private release(key: string): void {
    const reports = this.held.get(key);
    if (!reports) return;
    this.held.delete(key);
    this.heldCount -= reports.length;
    // The description's own hop is still on its way to the other watchers: what follows from it comes behind.
    queueMicrotask(() => {
      const matched = reports.filter((held) => this.match(held)).length;
      this.options.counted('matched', matched);
      this.options.counted('unmatched', reports.length - matched);
    });
  }
}

/** Up to when a batch tells everything, by the page's clock: behind a full one more may wait. */
function toldUntil({ sentAt, reports }: ReportBatch): number {
  return reports.length < reportLimits.perBatch ? sentAt : Math.min(sentAt, reports.at(-1)?.at ?? 0);
}
