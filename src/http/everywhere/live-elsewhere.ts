import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import type { LiveAway } from '../../../protocol/console.js';
import { piecesOf } from './pieces.js';
import type { Wire } from './wire.js';

/** How often to look who is there, and ask again who was silent; how long a stream may say nothing, and how long a reader may take for what it was sent; in ms. */
const timing = { lookMs: 1000, signMs: 3000, slowMs: 1000 } as const;

/**
 * Passes on to one reader what the live streams of the other instances tell, each message under the address of its instance;
 * for as long as the reader is there. It goes no faster than that reads, and who was away for it begins anew with a snapshot.
 */
export class LiveElsewhere {
  /** The instances that are followed, each with what stops that. */
  private readonly followed = new Map<string, AbortController>();

  /** @param path of the stream, with its filter */
  constructor(
    private readonly wire: Wire,
    private readonly path: string,
    private readonly reader: ServerResponse,
  ) {}

  start(): void {
    // Streams of many instances may wait for it, and none of them forgets to go.
    this.reader.setMaxListeners(0);
    const timer = setInterval(() => this.look(), timing.lookMs);
    this.reader.on('close', () => {
      clearInterval(timer);
      for (const stop of this.followed.values()) stop.abort();
    });
    this.look();
  }

  /** Who has come, or gone? */
  private look(): void {
    const { followed } = this;
    const there = new Set(this.wire.addresses);
    for (const [instance, stop] of followed) {
      if (there.has(instance)) continue;
      followed.delete(instance);
      stop.abort();
      this.tell({ instance, silent: false });
    }
    for (const instance of there) if (!followed.has(instance)) void this.follow(instance);
  }

  /** For as long as it is there, and the reader. */
  private async follow(instance: string): Promise<void> {
    const stop = new AbortController();
    const { signal } = stop;
    this.followed.set(instance, stop);
    let silent = false;
    while (!signal.aborted) {
      const reading = this.pass(instance, signal, () => (silent = false));
      const isReaderSlow = await reading.catch(() => false);
      if (!signal.aborted && !isReaderSlow && !silent) this.tell({ instance, silent: (silent = true) });
      await after(timing.lookMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** True: the reader was too slow, and has to have everything anew. */
  private async pass(instance: string, signal: AbortSignal, heard: () => void): Promise<boolean> {
    const { reader, path } = this;
    const input = await this.wire.open(instance, { path, signal, timeout: timing.signMs });
    for await (const message of piecesOf(input, '\n\n')) {
      const askedAt = performance.now();
      while (reader.writableNeedDrain) await once(reader, 'drain', { signal });
      if (performance.now() - askedAt > timing.slowMs) return true;
      if (signal.aborted || reader.writableEnded || !/^event: (?:snapshot|change)\n/.test(message)) continue;
      heard();
      reader.write(`${message.replace('data: {', `data: {"instance":${JSON.stringify(instance)},`)}\n\n`);
    }
    return false;
  }

  private tell(away: LiveAway): void {
    if (!this.reader.writableEnded) this.reader.write(`event: away\ndata: ${JSON.stringify(away)}\n\n`);
  }
}
