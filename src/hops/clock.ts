/** Milliseconds since the Unix epoch, with fractions; never goes backwards, whatever is done to the machine's clock. */
export type Clock = () => number;

export const now: Clock = () => performance.timeOrigin + performance.now();
