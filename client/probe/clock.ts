/** Added to the page's clock it gives the gateway's, give or take. */
export interface Offset {
  offsetMs: number;
  uncertaintyMs: number;
  /** Which of several gateways the clock is of. */
  by: string | undefined;
}

/** How fast two clocks may drift apart: 500 parts per million (RFC 5905, section 7.1: the frequency tolerance). */
const drift = 500e-6;

/** Browsers round their clocks, against fingerprinting: Firefox to 1 ms (High Resolution Time, section 9.1). */
const roundingMs = 1;

/**
 * The page's clock: it starts with the system's and then only goes on, so that a system clock that is set meanwhile
 * changes nothing.
 */
export class PageClock {
  readonly #startedAt = Date.now() - performance.now();
  #best: (Offset & { at: number }) | undefined;

  now(): number {
    return Math.round((this.#startedAt + performance.now()) * 100) / 100;
  }

  /** By the exchange that is least uncertain at a moment: that with the least round trip, which ages. */
  offsetAt(now: number): Offset | undefined {
    const best = this.#best;
    return (
      best && { offsetMs: best.offsetMs, uncertaintyMs: best.uncertaintyMs + (now - best.at) * drift, by: best.by }
    );
  }

  /** One exchange: sent and answered by this clock, received in between by the gateway's. */
  learn(sentAt: number, receivedAt: number, answeredAt: number, by?: string): void {
    const uncertaintyMs = (answeredAt - sentAt) / 2 + roundingMs;
    const offsetMs = receivedAt - (sentAt + answeredAt) / 2;
    if (Number.isNaN(offsetMs)) return;
    const best = this.offsetAt(answeredAt);
    // Further apart than both can be wrong: one of the clocks has stood still, as in a computer that slept.
    const jumped = best && Math.abs(offsetMs - best.offsetMs) > uncertaintyMs + best.uncertaintyMs;
    // A gateway that answers now is there; the one that was best may be gone, and its clock with it.
    if (!best || best.by !== by || jumped || uncertaintyMs <= best.uncertaintyMs)
      this.#best = { offsetMs, uncertaintyMs, by, at: answeredAt };
  }
}
