/** Added to the page's clock it gives the gateway's, give or take. */
export interface Offset {
  offsetMs: number;
  uncertaintyMs: number;
}

/**
 * The page's clock: it starts with the system's and then only goes on, so that a system clock that is set meanwhile
 * changes nothing.
 */
export class PageClock {
  readonly #startedAt = Date.now() - performance.now();
  /** By the exchange with the least round trip so far. */
  offset: Offset | undefined;

  now(): number {
    return Math.round((this.#startedAt + performance.now()) * 100) / 100;
  }

  /** One exchange: sent and answered by this clock, received in between by the gateway's. */
  learn(sentAt: number, receivedAt: number, answeredAt: number): void {
    const uncertaintyMs = (answeredAt - sentAt) / 2;
    const next = { offsetMs: receivedAt - (sentAt + answeredAt) / 2, uncertaintyMs };
    if (Number.isNaN(next.offsetMs)) return;
    const best = this.offset;
    // Further apart than both can be wrong: one of the clocks has stood still, as in a computer that slept.
    const jumped = best && Math.abs(next.offsetMs - best.offsetMs) > uncertaintyMs + best.uncertaintyMs;
    if (!best || jumped || uncertaintyMs <= best.uncertaintyMs) this.offset = next;
  }
}
