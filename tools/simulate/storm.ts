import { randomOf } from './random.js';

export interface Storm {
  /** Clients that come to one instance. */
  clients: number;
  /** Nobody gets in before: until then the lost instance holds its rooms. In ms. */
  notBeforeMs: number;
  /** CPU that a client's coming takes, and then its part in the calls of its room, in ms. */
  joinMs: number;
  callMs: number;
  /** Share of a core that is free for it. */
  free: number;
  /** An attempt that has not got through by then is given up, and made again. */
  patienceMs: number;
  seed: number;
}

/** In ms after the loss; Infinity: not in ten minutes, as attempts that are given up take the time of those that are not. */
export interface Recovery {
  /** When half, 99 in a hundred and all of the clients were in. */
  half: number;
  most: number;
  all: number;
  /** When everything was worked off. */
  calm: number;
  /** Attempts beyond the first of each. */
  again: number;
}

/** Socket.IO's reconnectionDelay, reconnectionDelayMax and randomizationFactor. */
const firstWaitMs = 1000;
const longestWaitMs = 5000;
const spread = 0.5;
const horizonMs = 600_000;

/**
 * What comes upon one of the instances that are left: its clients come as Socket.IO lets them, it works through them in
 * their order, and an attempt that was given up takes its time all the same.
 */
export function weather({ clients, notBeforeMs, joinMs, callMs, free, patienceMs, seed }: Storm): Recovery {
  const random = randomOf(seed);
  const waitMs = (attempt: number) =>
    Math.min(firstWaitMs * 2 ** attempt, longestWaitMs) * (1 - spread + 2 * spread * random());
  // The earliest last.
  const coming = Array.from({ length: clients }, () => ({ at: Math.max(notBeforeMs, waitMs(0)), attempt: 0 }));
  coming.sort((one, other) => other.at - one.at);
  const joined: number[] = [];
  let [clock, again] = [0, 0];
  for (let next = coming.pop(); next; next = coming.pop()) {
    const { at, attempt } = next;
    clock = Math.max(clock, at) + joinMs / free;
    if (clock > horizonMs) return { half: Infinity, most: Infinity, all: Infinity, calm: Infinity, again };
    if (clock - at <= patienceMs) {
      joined.push(clock);
      clock += callMs / free;
      continue;
    }
    again++;
    const later = { at: at + patienceMs + waitMs(attempt + 1), attempt: attempt + 1 };
    coming.splice(coming.findLastIndex((other) => other.at > later.at) + 1, 0, later);
  }
  const after = (share: number) => joined[Math.ceil(joined.length * share) - 1] ?? 0;
  return { half: after(0.5), most: after(0.99), all: after(1), calm: clock, again };
}
