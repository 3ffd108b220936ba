import type { ServerResponse } from 'node:http';
import type { LiveChange } from '../../../protocol/console.js';
import type { LiveFeed } from '../../projections/live-feed.js';

/** One line that another instance is told; without a change it is a sign of life. `much`: everything is to be asked for. */
export interface Told {
  change?: LiveChange | 'much';
}

const tickMs = 250;
const aliveEveryMs = 1000;

/** Tells other instances that have readers of the live feed what changes here, a line each, four times a second at most. */
export class LiveForOthers {
  private readonly listening = new Set<ServerResponse>();
  private timer: NodeJS.Timeout | undefined;
  private toldAt = 0;

  /** @param feed of its own: whoever takes a change has it for itself */
  constructor(private readonly feed: LiveFeed) {}

  add(response: ServerResponse): void {
    if (response.destroyed) return;
    if (this.listening.size === 0) this.start();
    this.listening.add(response);
    response.on('close', () => this.remove(response));
    response.write(lineOf({}));
  }

  close(): void {
    for (const response of this.listening) response.destroy();
  }

  private start(): void {
    this.feed.watch(true);
    this.timer = setInterval(() => this.tick(), tickMs).unref();
  }

  private remove(response: ServerResponse): void {
    this.listening.delete(response);
    if (this.listening.size > 0) return;
    clearInterval(this.timer);
    this.feed.watch(false);
  }

  private tick(): void {
    const now = performance.now();
    const change = this.feed.take();
    if (!change && now - this.toldAt < aliveEveryMs) return;
    this.toldAt = now;
    const line = lineOf(change ? { change } : {});
    for (const response of this.listening) {
      // Whoever does not keep up comes again, and asks for everything.
      if (response.writableNeedDrain) response.destroy();
      else response.write(line);
    }
  }
}

const lineOf = (told: Told) => `${JSON.stringify(told)}\n`;
