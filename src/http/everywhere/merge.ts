import type { FunnelView, LiveChange, RoomView } from '../../../protocol/console.js';

/** What lists of handshakes have in common. */
interface Listed {
  id: string;
  startedAt: number;
}

/**
 * Lists of several instances as one, newest first. Two instances may keep the same handshake after one of them was taken
 * for lost: it is told by the one that has seen more of it.
 *
 * @param seen how much of a handshake was seen
 */
export function newestFirst<T extends Listed>(lists: readonly T[][], limit: number, seen: (one: T) => number): T[] {
  const byId = new Map<string, T>();
  for (const one of lists.flat()) {
    const known = byId.get(one.id);
    if (!known || seen(one) > seen(known)) byId.set(one.id, one);
  }
  return [...byId.values()].toSorted((a, b) => b.startedAt - a.startedAt).slice(0, limit);
}

/** How many rungs have a status of these. */
export function rungsSeen(ladder: readonly { readonly status: string }[]): number {
  return ladder.filter(({ status }) => status === 'reached' || status === 'implied').length;
}

/** The same, of a row. */
export function lettersSeen({ rungs }: { rungs: string }): number {
  return rungs.replace(/[^ri]/g, '').length;
}

/** Rooms of several instances as one list; a room that is moving may have some of its people on each. */
export function allRooms(lists: readonly RoomView[][]): RoomView[] {
  const byName = new Map<string, RoomView>();
  for (const view of lists.flat()) addRoom(byName, view);
  return [...byName.values()];
}

/** Adds what one instance says of a room. */
export function addRoom(byName: Map<string, RoomView>, view: RoomView): void {
  const { room, participants } = view;
  const known = byName.get(room)?.participants ?? [];
  const more = participants.filter(({ id }) => !known.some((one) => one.id === id));
  byName.set(room, { room, participants: [...known, ...more] });
}

export function addSizes(all: readonly LiveChange['sizes'][]): LiveChange['sizes'] {
  const sum = (key: keyof LiveChange['sizes']) => all.reduce((total, sizes) => total + sizes[key], 0);
  return { participants: sum('participants'), rooms: sum('rooms'), handshakes: sum('handshakes') };
}

/** The funnels of several instances, added up. */
export function addFunnels([first, ...rest]: readonly [FunnelView, ...FunnelView[]]): FunnelView {
  return rest.reduce(
    (sum, funnel): FunnelView => ({
      minutes: sum.minutes,
      outcomes: addOutcomes(sum.outcomes, funnel.outcomes),
      rungs: sum.rungs.map((rung) => addRung(rung, funnel.rungs)),
    }),
    first,
  );
}

type Rung = FunnelView['rungs'][number];
type Stop = Rung['stops'][number];

function addOutcomes(some: FunnelView['outcomes'], more: FunnelView['outcomes']): FunnelView['outcomes'] {
  const sum: Record<string, number> = { ...some };
  for (const [outcome, count] of Object.entries(more)) sum[outcome] = (sum[outcome] ?? 0) + count;
  return sum;
}

function addRung(rung: Rung, others: FunnelView['rungs']): Rung {
  const other = others.find(({ stage }) => stage === rung.stage);
  if (!other) return rung;
  const { reached, unseen, stage } = rung;
  return {
    stage,
    reached: reached + other.reached,
    unseen: unseen + other.unseen,
    stops: addStops([...rung.stops, ...other.stops]),
  };
}

/** The most frequent first. */
function addStops(stops: readonly Stop[]): Stop[] {
  const sums = new Map<string, Stop>();
  for (const stop of stops) {
    const key = `${stop.outcome} ${stop.cause ?? ''}`;
    sums.set(key, { ...stop, count: (sums.get(key)?.count ?? 0) + stop.count });
  }
  return [...sums.values()].toSorted((a, b) => b.count - a.count);
}
