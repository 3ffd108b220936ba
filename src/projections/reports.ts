import type { Report, ReportBatch } from '../../protocol/reports.js';
import type { Side } from '../../protocol/verdict.js';
import type { HandshakeRef, Hop } from '../domain/hop.js';
import type { HopStream } from '../hops/hop-stream.js';
import type { Projection } from '../hops/projection.js';

export interface ReportsOptions {
  stream: HopStream;
  /** Descriptions that are remembered, and reports that wait for theirs; the oldest go first. */
  limit: number;
  counted: (result: 'matched' | 'held' | 'unmatched', reports: number) => void;
}

/** Whose description it was, and in which handshake. */
interface Described {
  ref: HandshakeRef;
  author: Side;
  /** Order in which the descriptions came: of two, the later one tells the handshake. */
  order: number;
}

interface Held {
  report: Report;
  at: number;
  reporter: string | undefined;
}

type DescriptionRef = NonNullable<Report['local']>;

/**
 * Takes in what the probes report and puts it on the stream of hops. A report is known by the description it speaks of:
 * the hashes of its `o=` line and ICE username fragment, which only the two in the call, and the gateway that relayed it,
 * can know. One that speaks of nothing relayed so far is held until it is, or until it has to make room.
 */
export class Reports implements Projection {
  readonly name = 'reports';
  private readonly described = new Map<string, Described>();
  private readonly held = new Map<string, Held[]>();
  private heldCount = 0;
  private order = 0;

  constructor(private readonly options: ReportsOptions) {}

  onHop({ kind, result, description, handshake, from }: Hop): void {
    if ((kind !== 'offer-received' && kind !== 'answer-received') || result !== 'reached') return;
    if (!description || !handshake) return;
    const author = from?.id === handshake.caller ? 'caller' : 'callee';
    const key = keyOf(description);
    if (key === undefined) return;
    this.described.delete(key);
    this.described.set(key, { ref: handshake, author, order: ++this.order });
    const [oldest] = this.described.keys();
    if (this.described.size > this.options.limit && oldest !== undefined) this.described.delete(oldest);
    this.release(key);
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
      if (this.match({ report, at, reporter })) matched++;
      else this.hold({ report, at, reporter });
    }
    if (matched > 0) this.options.counted('matched', matched);
    return matched;
  }

  private match({ report, at, reporter }: Held): boolean {
    const found = this.find(report);
    if (!found) return false;
    const { ref, side } = found;
    if (reporter !== undefined && ref[side] !== reporter) return false;
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

  /** Which handshake it is, and which side speaks: the author of the local description, or the other of the remote one. */
  private find({ step, local, remote }: Report): { ref: HandshakeRef; side: Side } | undefined {
    const own = this.lookUp(local);
    const others = this.lookUp(remote);
    const mine = own && { ...own, side: own.author };
    const theirs = others && {
      ...others,
      side: others.author === 'caller' ? ('callee' as const) : ('caller' as const),
    };
    if (step === 'offer-created') return mine;
    if (step === 'offer-applied' || step === 'answer-created' || step === 'answer-applied') return theirs;
    if (!mine || !theirs) return mine ?? theirs;
    return mine.order > theirs.order ? mine : theirs;
  }

  private lookUp(description: DescriptionRef | undefined): Described | undefined {
    const key = description && keyOf(description);
    return key === undefined ? undefined : this.described.get(key);
  }

  private hold(held: Held): void {
    const { step, local, remote } = held.report;
    const key = keyOf((step === 'offer-created' ? local : (remote ?? local)) ?? {});
    if (key === undefined) {
      this.options.counted('unmatched', 1);
      return;
    }
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

function keyOf({ session, version, ufrag }: DescriptionRef): string | undefined {
  return session === undefined || version === undefined ? undefined : `${session}/${version}/${ufrag ?? ''}`;
}

function defined(failure: NonNullable<Report['failure']>): NonNullable<Hop['failure']> {
  const { name, signalingState, code } = failure;
  return { name, ...(signalingState && { signalingState }), ...(code !== undefined && { code }) };
}
