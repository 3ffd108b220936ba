import type { RejectCode } from '../../protocol/rejects.js';
import { Bucket } from './bucket.js';
import type { LimitName, CountRefused } from './limit-names.js';

/** Shows that something was refused which has no socket, and so no message, of its own. */
export type ShowRefusal = (kind: 'connected' | 'requested', code: RejectCode) => void;

/** Hops a second that refused connections and requests make; what more there are is only counted. */
const shown = { perSecond: 10, burst: 50 };

/** What the limits have refused. Each is counted; a flood of them must not become one of hops and log lines. */
export class RefusalLog {
  private readonly room = new Bucket(shown.perSecond, shown.burst, performance.now());

  constructor(
    readonly count: CountRefused,
    private readonly show: ShowRefusal,
  ) {}

  /** Counts what was refused, and shows it unless there were many. */
  enter(limit: LimitName, kind: Parameters<ShowRefusal>[0], code: RejectCode): void {
    this.count(limit);
    if (this.room.take(1, performance.now()) === 0) this.show(kind, code);
  }
}
