/** Milliseconds since the Unix epoch, with fractions; never goes backwards, whatever is done to the machine's clock. */
export type Clock = () => number;

/** Asked for once: it never changes, and takes as long as all else here. */
const { timeOrigin } = performance;

export const now: Clock = () => timeOrigin + performance.now();

/** How far the machine's clock is ahead of `now`, in ms: by how much it was set since the process began. */
const ahead = () => Date.now() - now();

/** A time of the machine's clock, as others mean it, on the clock of `now`: both in ms since the Unix epoch. */
export const byOwnClock = (at: number): number => at - ahead();

/** The other way round, for other machines. */
export const byMachineClock = (at: number): number => at + ahead();

/** A time on the clock of `now` as people read it on the machine's: only steps of seconds count, and no drift. */
export const asPeopleRead = (at: number): number => at + Math.round(ahead() / 1000) * 1000;

/** How often the two are compared, and how far they move apart in that time when the clock is set rather than slewed, in ms. */
const compare = { everyMs: 1000, stepMs: 250 } as const;

/**
 * Watches for steps of the machine's clock, as a time server makes them after a boot or when a machine is resumed.
 *
 * @param stepped is called with how many ms it was set forward, or back where negative
 * @returns what ends the watch
 */
export function watchClock(stepped: (ms: number) => void): () => void {
  let before = ahead();
  const timer = setInterval(() => {
    const after = ahead();
    if (Math.abs(after - before) > compare.stepMs) stepped(Math.round(after - before));
    before = after;
  }, compare.everyMs).unref();
  return () => clearInterval(timer);
}
