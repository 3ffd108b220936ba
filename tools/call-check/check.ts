import { CheckMetrics } from './metrics.js';
import { playRound, type RoundOptions } from './round.js';
import { roundText } from './round-text.js';

export interface CheckOptions extends RoundOptions {
  readonly json: boolean;
  /** Ms from the beginning of a round to that of the next; absent: one round. */
  readonly everyMs: number | undefined;
  /** Port of the metrics; absent: none. */
  readonly metricsPort: number | undefined;
  /** Writes to standard output, with the ends of lines. */
  readonly print: (text: string) => void;
  /** Says where the metrics are. */
  readonly announce: (text: string) => void;
  /** Ends the rounds. */
  readonly signal: AbortSignal;
}

/** @returns whether the last round went well. */
export async function check(options: CheckOptions): Promise<boolean> {
  const { json, everyMs, metricsPort, print, announce, signal } = options;
  const metrics = new CheckMetrics();
  const served = metricsPort === undefined ? undefined : await metrics.serve(metricsPort);
  if (served) announce(`metrics  http://localhost:${served.port}/metrics\n`);
  try {
    for (;;) {
      const began = Date.now();
      const round = await playRound(options, began);
      metrics.add(round, Date.now());
      print(json ? `${JSON.stringify(round)}\n` : roundText(round));
      if (everyMs === undefined || signal.aborted) return round.ok;
      await pause(everyMs - (Date.now() - began), signal);
      if (signal.aborted) return round.ok;
    }
  } finally {
    served?.server.close();
    served?.server.closeAllConnections();
  }
}

/** Until the time is over, or it is ended. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((over) => {
    const timer = setTimeout(over, Math.max(0, ms));
    signal.addEventListener('abort', () => (clearTimeout(timer), over()), { once: true });
  });
}
