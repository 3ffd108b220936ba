/** When something was, in ms since the Unix epoch by the gateway's clock. */
export interface Moment {
  readonly at: number;
  /** How far off that may be, in ms, where another clock told it than the gateway's. */
  readonly uncertaintyMs?: number;
}

/** The time of something, and its doubt where there is one. */
export const momentOf = ({ at, uncertaintyMs }: Moment): Moment =>
  uncertaintyMs === undefined ? { at } : { at, uncertaintyMs };

/**
 * Was the one at the time of the other or before, as far as their clocks can tell? Two that may have been in either order
 * precede each other. A conclusion from an order asks for the one that blames nobody.
 */
export const mayPrecede = (one: Moment, other: Moment): boolean => earliest(one) <= latest(other);

const earliest = ({ at, uncertaintyMs = 0 }: Moment) => at - uncertaintyMs;
const latest = ({ at, uncertaintyMs = 0 }: Moment) => at + uncertaintyMs;
