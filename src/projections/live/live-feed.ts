import {
  rowLimit,
  rungLetters,
  type HandshakeFilter,
  type HandshakeRow,
  type LiveChange,
  type LiveSnapshot,
} from '../../../protocol/console.js';
import { summaryOf } from '../../domain/summary.js';
import type { Hop } from '../../domain/hop.js';
import type { Verdict } from '../../domain/verdict.js';
import type { Diagnosis, HopWatcher } from '../../hops/hop-watcher.js';
import { inSlices } from '../../telemetry/event-loop.js';
import type { Funnel } from './funnel.js';
import type { Handshakes } from '../../diagnosis/handshakes/handshakes.js';
import { listHandshakes } from './handshake-list.js';
import type { LiveView } from './live-view.js';

/** What the feed shows. */
export interface Shown {
  handshakes: Pick<Handshakes, 'get' | 'newestFirst' | 'kept'>;
  live: LiveView;
  funnel: Funnel;
}

/** Rooms that a list shows at most. */
export const roomLimit = 500;

/** Too many changes for one message, which is written in one iteration of the event loop: a snapshot takes many short ones. */
export function isMuch(handshakes: number, rooms: number): boolean {
  return handshakes > 300 || rooms > 60;
}

/** What has changed since somebody last asked; remembers nothing while nobody does. */
export class LiveFeed implements HopWatcher {
  readonly name = 'live-feed';
  private readonly handshakes = new Set<string>();
  private readonly rooms = new Set<string>();
  private settled = false;
  private refused = false;
  private watched = false;

  constructor(private readonly shown: Shown) {}

  onHop({ handshake, kind, room, result }: Hop): void {
    if (!this.watched) return;
    this.refused ||= result === 'refused';
    if (handshake) this.handshakes.add(handshake.id);
    if (room !== undefined && (kind === 'joined' || kind === 'left')) this.rooms.add(room);
  }

  onProgress({ handshake }: Diagnosis): void {
    if (this.watched) this.handshakes.add(handshake.ref.id);
  }

  onVerdict({ handshake }: Diagnosis): void {
    if (!this.watched) return;
    this.handshakes.add(handshake.ref.id);
    this.settled = true;
  }

  /** Is anybody looking on? */
  get isWatched(): boolean {
    return this.watched;
  }

  /** From now on, or no longer. */
  watch(watched: boolean): void {
    this.watched = watched;
    this.forget();
  }

  /** What has changed since the call before: nothing, or so much that a snapshot says it shorter. */
  take(): LiveChange | 'much' | undefined {
    const { handshakes, rooms, settled, refused } = this;
    if (handshakes.size === 0 && rooms.size === 0 && !refused) return undefined;
    const much = isMuch(handshakes.size, rooms.size);
    const change: LiveChange = {
      handshakes: much ? [] : Array.from(handshakes).flatMap((id) => this.row(id)),
      rooms: much ? [] : Array.from(rooms, (room) => this.shown.live.room(room)),
      sizes: this.sizes,
      ...(settled && { funnel: this.funnel }),
      ...(refused && { refused }),
    };
    this.forget();
    return much ? 'much' : change;
  }

  /**
   * Everything at once; of the handshakes, the newest that the filter lets through. It is put together in slices of the
   * event loop: what changes meanwhile may be in it or not, and goes out as a change.
   */
  async snapshot(filter: HandshakeFilter): Promise<LiveSnapshot> {
    const found = await listHandshakes(this.shown.handshakes, { ...filter, limit: rowLimit });
    const handshakes = await inSlices(found, (diagnosis) => [rowOf(diagnosis)]);
    const rooms = await this.shown.live.list(roomLimit);
    return {
      handshakes,
      rooms,
      sizes: this.sizes,
      funnel: this.funnel,
    };
  }

  get funnel(): LiveSnapshot['funnel'] {
    return this.shown.funnel.view();
  }

  get sizes(): LiveChange['sizes'] {
    return { ...this.shown.live.size, handshakes: this.shown.handshakes.kept };
  }

  private row(id: string): HandshakeRow[] {
    const found = this.shown.handshakes.get(id);
    return found ? [rowOf(found)] : [];
  }

  private forget(): void {
    this.handshakes.clear();
    this.rooms.clear();
    this.settled = false;
    this.refused = false;
  }
}

function rowOf({ handshake, verdict, settledAt }: Diagnosis): HandshakeRow {
  const { rungs, overdue } = verdict;
  return {
    ...summaryOf(handshake, verdict, settledAt),
    rungs: rungLetters(rungs),
    ...(overdue && { overdue: overdueOf(overdue.verdict) }),
  };
}

/** As the view of one handshake has it. */
function overdueOf({
  stage = 'offer-received',
  cause,
  owedBy = 'not-known',
}: Verdict): NonNullable<HandshakeRow['overdue']> {
  return { stage, owedBy, ...(cause && { cause }) };
}
