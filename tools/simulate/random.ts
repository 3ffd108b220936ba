// Taken once: where tests run, a global is looked up anew each time, and that is most of the work.
const { imul, log } = Math;

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    return mix(state) / 2 ** 32;
  };
}

/** Waits of a Poisson process with this mean. */
export const exponential = (random: () => number, mean: number): number => -log(1 - random()) * mean;

/** A whole number of 32 bits that says nothing of the one it comes from (the finaliser of MurmurHash3). */
export function mix(value: number): number {
  let hash = value >>> 0;
  hash = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
