import type { Report, ReportBatch } from '../../protocol/reports.js';
import type { Side } from '../../protocol/verdict.js';
import { otherSide } from '../domain/handshake.js';
import type { HandshakeRef, Hop } from '../domain/hop.js';
import type { HopStream } from '../hops/hop-stream.js';
import type { Projection } from '../hops/projection.js';
import { Descriptions, keyOf, type DescriptionRef } from './descriptions.js';

export interface ReportsOptions {
  stream: HopStream;
  /** Descriptions that are remembered, and reports that wait for theirs; the oldest go first. */
  limit: number;
  counted: (result: 'matched' | 'held' | 'unmatched', reports: number) => void;
}

interface Held {
  report: Report;
  at: number;
  /** The page load it comes from. */
  probe: string;
  reporter: string | undefined;
}

/** A handshake and the side that speaks. */
interface Found {
  ref: HandshakeRef;
  side: Side;
}

/**
 * Takes in what the probes report and puts it on the stream of hops. A report is known by the description it speaks of:
 * the hashes of its `o=` line and ICE username fragment, which only the two in the call, and the gateway that relayed it,
 * can know. One that speaks of nothing relayed so far is held until it is, or until it has to make room.
 */
export class Reports implements Projection {
  readonly name = 'reports';
  private readonly descriptions: Descriptions;
  private readonly held = new Map<string, Held[]>();
  /** The latest handshake of a page: what names no description, such as a refused microphone, belongs to it. */
  private readonly latest = new Map<string, Found>();
  private heldCount = 0;

  constructor(private readonly options: ReportsOptions) {
    this.descriptions = new Descriptions(options.limit);
  }

  onHop(hop: Hop): void {
    for (const key of this.descriptions.note(hop)) this.release(key);
  }

  /**
   * Takes a batch; its times are put on the gateway's clock by the offset of the best exchange so far, and are never in
   * the future.
   *
   * @param receivedAt in ms since the Unix epoch, by the gateway's clock
   * @param reporter the participant whose socket brought the batch: it speaks for its own side only
   * @returns how many reports belong to a handshake that is known
   */
  take(batch: ReportBatch, receivedAt: number, reporter?: string): number {
    const offset = batch.clock?.offsetMs ?? receivedAt - batch.sentAt;
    let matched = 0;
    for (const report of batch.reports) {
      const at = Math.min(receivedAt, report.at + offset);
      const held: Held = { report, at, probe: batch.probe, reporter };
      if (this.match(held)) matched++;
      else this.hold(held);
    }
    if (matched > 0) this.options.counted('matched', matched);
    return matched;
  }

  private match({ report, at, probe, reporter }: Held): boolean {
    const found = this.find(report, this.latest.get(probe));
    if (!found) return false;
    const { ref, side } = found;
    if (reporter !== undefined && ref[side] !== reporter) return false;
    this.remember(probe, found);
    this.options.stream.emit({
      kind: report.step,
      result: report.result,
      seenBy: 'probe',
      at,
      tookMs: 0,
      handshake: ref,
      from: { id: ref[side] },
      ...(report.failure && { failure: defined(report.failure) }),
      ...(report.ice && { ice: report.ice }),
    });
    return true;
  }

  /**
   * Which handshake it is, and which side speaks: the author of the local description, or the other of the remote one.
   * What names no description belongs to the latest handshake of its page; what names only a username fragment, as a
   * candidate does that came first, to the one of that fragment, if the page is known to be in it.
   */
  private find({ step, local, remote }: Report, latest: Found | undefined): Found | undefined {
    const own = this.descriptions.find(local);
    const others = this.descriptions.find(remote);
    const mine = own && { ...own, side: own.author };
    const theirs = others && { ...others, side: otherSide(others.author) };
    if (step === 'offer-created') return mine;
    if (step === 'offer-applied' || step === 'answer-created' || step === 'answer-applied') return theirs;
    if (mine && theirs) return mine.order > theirs.order ? mine : theirs;
    return mine ?? theirs ?? (local || remote?.session ? undefined : this.guess(remote, latest));
  }

  private guess(remote: DescriptionRef | undefined, latest: Found | undefined): Found | undefined {
    if (!remote) return latest;
    const guessed = this.descriptions.guess(remote);
    if (!guessed || !latest) return undefined;
    const side = otherSide(guessed.author);
    return guessed.ref[side] === latest.ref[latest.side] ? { ref: guessed.ref, side } : undefined;
  }

  private hold(held: Held): void {
    const { step, local, remote } = held.report;
    const named = step === 'offer-created' ? [local] : [remote, local];
    const key = named.map((ref) => ref && keyOf(ref)).find((known) => known !== undefined) ?? `page ${held.probe}`;
    this.options.counted('held', 1);
    this.held.set(key, [...(this.held.get(key) ?? []), held]);
    this.heldCount++;
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

function defined(failure: NonNullable<Report['failure']>): NonNullable<Hop['failure']> {
  const { name, signalingState, code } = failure;
  return { name, ...(signalingState && { signalingState }), ...(code !== undefined && { code }) };
}
