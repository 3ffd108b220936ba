import type { FunnelView, LiveChange, RoomView } from './console.js';

/** What lists of handshakes have in common. */
interface Listed {
  id: string;
  startedAt: number;
}

/**
 * Handshakes of several instances as one list, newest first. Two instances may keep the same one after one of them was taken
 * for lost: the list has it from the one that has seen more of it.
 *
 * @param seen how much of a handshake was seen
 */
export function newestFirst<T extends Listed>(all: Iterable<T>, limit: number, seen: (one: T) => number): T[] {
  const byId = new Map<string, T>();
  for (const one of all) {
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

/** Adds what one instance says of a room: one that is moving may have some of its people on each of two. */
export function addRoom(byName: Map<string, RoomView>, { room, participants }: RoomView): void {
  const known = byName.get(room)?.participants ?? [];
  const more = participants.filter(({ id }) => !known.some((one) => one.id === id));
  byName.set(room, { room, participants: [...known, ...more] });
}

export function addSizes(all: readonly LiveChange['sizes'][]): LiveChange['sizes'] {
  const sum = (key: keyof LiveChange['sizes']) => all.reduce((total, sizes) => total + sizes[key], 0);
  return { participants: sum('participants'), rooms: sum('rooms'), handshakes: sum('handshakes') };
}

type MergedRung = FunnelView['rungs'][number];

/** The funnels of several instances, added up. */
export function addFunnels(all: readonly FunnelView[]): FunnelView {
  const outcomes: Record<string, number> = {};
  const rungs = new Map<string, MergedRung>();
  for (const funnel of all) {
    for (const [outcome, count] of Object.entries(funnel.outcomes))
      outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
    for (const rung of funnel.rungs) rungs.set(rung.stage, addRung(rung, rungs.get(rung.stage)));
  }
  return { minutes: Math.max(0, ...all.map(({ minutes }) => minutes)), outcomes, rungs: [...rungs.values()] };
}

function addRung({ stage, reached, unseen, stops }: MergedRung, known?: MergedRung): MergedRung {
  if (!known) return { stage, reached, unseen, stops };
  const sums = new Map<string, MergedRung['stops'][number]>();
  for (const stop of [...known.stops, ...stops]) {
    const key = `${stop.outcome} ${stop.cause ?? ''}`;
    sums.set(key, { ...stop, count: (sums.get(key)?.count ?? 0) + stop.count });
  }
  return {
    stage,
    reached: known.reached + reached,
    unseen: known.unseen + unseen,
    stops: [...sums.values()].toSorted((a, b) => b.count - a.count),
  };
}
