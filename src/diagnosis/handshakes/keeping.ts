import { BoundedMap } from '../../bounds/bounded-map.js';
import { Ranking } from '../ranking.js';
import { EvictionOrder, Shares } from './shares.js';

export interface KeepingOptions {
  /** Handshakes kept in all. */
  limit: number;
  /** Handshakes kept of those that one participant has begun. */
  limitOfOne: number;
  /** With whom a participant shares: its address, or itself where that is not known. */
  ownerOf: (participant: string) => string;
}

/** Who has this part of all that may be kept, and no less than so many, is the first to lose when there is no room. */
const largePart = 0.1;
const largeAtLeast = 16;

/**
 * Which handshakes are kept, who began them, and which one goes for a new one: who begins very many loses its own. Between
 * those who have few the oldest goes, whosever it is: somebody's second call must not take the place of its first.
 */
export class Keeping {
  private readonly all = new EvictionOrder();
  private readonly ofParticipants = new Shares();
  private readonly ofOwners = new Shares(new Ranking());
  private readonly began = new Map<string, { readonly participant: string; readonly owner: string }>();
  /** The last ones that had to go. */
  private readonly dropped: BoundedMap<string, true>;
  private readonly large: number;

  constructor(private readonly options: KeepingOptions) {
    this.dropped = new BoundedMap({ limit: options.limit, of: 'evicted-handshakes' });
    this.large = Math.max(largeAtLeast, options.limit * largePart);
  }

  get open(): number {
    return this.all.unsettled;
  }

  /** Had it to go? What comes of it still is of nothing that is known. */
  hasDropped(id: string): boolean {
    return this.dropped.has(id);
  }

  begin(id: string, participant: string): void {
    const owner = this.options.ownerOf(participant);
    this.began.set(id, { participant, owner });
    this.all.add(id);
    this.ofParticipants.add(participant, id);
    this.ofOwners.add(owner, id);
  }

  mark(id: string, settled: boolean): void {
    const began = this.began.get(id);
    if (!began) return;
    this.all.mark(id, settled);
    this.ofParticipants.mark(began.participant, id, settled);
    this.ofOwners.mark(began.owner, id, settled);
  }

  /** Nothing is left of it. */
  end(id: string): void {
    const began = this.began.get(id);
    if (!began) return;
    this.began.delete(id);
    this.all.remove(id);
    this.ofParticipants.remove(began.participant, id);
    this.ofOwners.remove(began.owner, id);
  }

  /** It has to go, and does not come back. */
  drop(id: string): void {
    this.end(id);
    this.dropped.set(id, true);
  }

  /** The one that has to go, now that there is a new one; undefined while there is room. */
  surplus(newest: string): string | undefined {
    const own = this.ofParticipants.of(this.began.get(newest)?.participant ?? '');
    if (own && own.size > this.options.limitOfOne) return own.next;
    if (this.all.size <= this.options.limit) return undefined;
    const { largest } = this.ofOwners;
    return largest && largest.size >= this.large ? largest.next : this.all.next;
  }
}
