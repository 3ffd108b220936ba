import type { FunnelView } from '../../../protocol/console.js';
import { stages, type Stage } from '../../../protocol/stages.js';
import type { CauseCode } from '../../../protocol/causes.js';
import type { Outcome } from '../../../protocol/verdict.js';
import type { Verdict } from '../../domain/verdict.js';
import type { Diagnosis, HopWatcher } from '../../hops/hop-watcher.js';
import { BoundedMap } from '../../bounds/bounded-map.js';

export interface FunnelOptions {
  /** Verdicts that can be taken back when they change; the oldest goes first. */
  limit: number;
  /** In ms since the Unix epoch. */
  now: () => number;
}

type Stop = FunnelView['rungs'][number]['stops'][number];

/** What one handshake adds to its minute: rungs as bits. */
interface StopShare {
  minute: number;
  outcome: Outcome;
  reached: number;
  unseen: number;
  stage: Stage | undefined;
  cause: CauseCode | undefined;
}

/** Counts of one minute; every key is of a closed list. */
class MinuteCounts {
  readonly outcomes = new Map<Outcome, number>();
  readonly reached = stages.map(() => 0);
  readonly unseen = stages.map(() => 0);
  readonly stops = stages.map(() => new Map<string, number>());

  add({ outcome, reached, unseen, stage, cause }: StopShare, count: 1 | -1): void {
    raise(this.outcomes, outcome, count);
    // What was taken back or replaced, or is none of ours to judge, says nothing of how far calls come.
    if (outcome === 'superseded' || outcome === 'not-judged') return;
    for (const index of stages.keys()) {
      if (reached & (1 << index)) this.reached[index] = (this.reached[index] ?? 0) + count;
      if (unseen & (1 << index)) this.unseen[index] = (this.unseen[index] ?? 0) + count;
    }
    if (!stage || (outcome !== 'failed' && outcome !== 'abandoned')) return;
    raise(this.stops[stages.indexOf(stage)] ?? new Map<string, number>(), `${outcome} ${cause ?? ''}`, count);
  }
}

const minuteMs = 60_000;
const minutesKept = 60;

/** How many of the handshakes that settled in the last hour reached each rung, and where and why the others stopped. */
export class Funnel implements HopWatcher {
  readonly name = 'funnel';
  private readonly minutes = new Map<number, MinuteCounts>();
  private readonly shares: BoundedMap<string, StopShare>;

  constructor(private readonly options: FunnelOptions) {
    this.shares = new BoundedMap({ limit: options.limit, of: 'settled-handshakes' });
  }

  onVerdict({ handshake: { ref }, verdict, settledAt }: Diagnosis): void {
    const before = this.shares.get(ref.id);
    if (before) this.minutes.get(before.minute)?.add(before, -1);
    this.shares.delete(ref.id);
    if (settledAt === undefined) return;
    const share = shareOf(verdict, Math.floor(settledAt / minuteMs));
    if (share.minute <= this.oldestMinute()) return;
    this.shares.set(ref.id, share);
    this.counts(share.minute).add(share, 1);
  }

  view(): FunnelView {
    this.forget();
    const all = [...this.minutes.values()];
    const sum = (count: (counts: MinuteCounts) => number | undefined) =>
      all.reduce((total, counts) => total + (count(counts) ?? 0), 0);
    const found = new Set(all.flatMap(({ outcomes }) => [...outcomes.keys()]));
    return {
      minutes: minutesKept,
      outcomes: Object.fromEntries(
        Array.from(found, (outcome) => [outcome, sum(({ outcomes }) => outcomes.get(outcome))] as const),
      ),
      rungs: stages.map((stage, index) => ({
        stage,
        reached: sum(({ reached }) => reached[index]),
        unseen: sum(({ unseen }) => unseen[index]),
        stops: stopsOf(all.map(({ stops }) => stops[index] ?? new Map<string, number>())),
      })),
    };
  }

  private counts(minute: number): MinuteCounts {
    const known = this.minutes.get(minute);
    if (known) return known;
    this.forget();
    const counts = new MinuteCounts();
    this.minutes.set(minute, counts);
    return counts;
  }

  private forget(): void {
    const oldest = this.oldestMinute();
    for (const minute of this.minutes.keys()) if (minute <= oldest) this.minutes.delete(minute);
  }

  /** The last minute that is too old. */
  private oldestMinute(): number {
    return Math.floor(this.options.now() / minuteMs) - minutesKept;
  }
}

function shareOf({ rungs, outcome, stage, cause }: Verdict, minute: number): StopShare {
  const bits = (...statuses: string[]) =>
    rungs.reduce((mask, rung) => (statuses.includes(rung.status) ? mask | (1 << stages.indexOf(rung.stage)) : mask), 0);
  // Above the rung where it stopped there was nothing to see.
  const passed = stage ? (1 << stages.indexOf(stage)) - 1 : ~0;
  return { minute, outcome, reached: bits('reached', 'implied'), unseen: bits('unseen') & passed, stage, cause };
}

function raise<K>(counts: Map<K, number>, key: K, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

function stopsOf(minutes: readonly Map<string, number>[]): Stop[] {
  const counts = new Map<string, number>();
  for (const [key, count] of minutes.flatMap((minute) => [...minute])) raise(counts, key, count);
  return Array.from(counts, ([key, count]): Stop => {
    const [outcome, cause] = key.split(' ') as [Stop['outcome'], CauseCode | ''];
    return { outcome, ...(cause && { cause }), count };
  }).toSorted((a, b) => b.count - a.count);
}
