import type { ServerResponse } from 'node:http';
import type { HandshakeFilter, LiveChange, LiveSnapshot } from '../../protocol/console.js';
import { jsonOf } from './json-list.js';

/** Where the messages come from. */
export interface Feed {
  /** From now on, or no longer. */
  watch(watched: boolean): void;
  /** What has changed since the call before: nothing, or so much that a snapshot says it shorter. */
  take(): LiveChange | 'much' | undefined;
  /** Everything at once; of the handshakes, the newest that the filter lets through. */
  snapshot(filter: HandshakeFilter): Promise<LiveSnapshot>;
}

interface StreamReader {
  response: ServerResponse;
  /** Another instance reads it, for a reader of its own. */
  byInstance: boolean;
  filter: HandshakeFilter;
  /** Changes were left out for it: the next message is a snapshot. */
  behind: boolean;
  /** Its snapshot is in progress. Changes until then are kept in `meanwhile`, and sent after it. */
  waiting: boolean;
  meanwhile: string[];
  gone: boolean;
  /** When it was last sent everything, and when it last could take anything, in ms of `performance.now()`. */
  snapshotAt: number;
  tookAt: number;
}

const tickMs = 250;
/** Changes kept for a reader during its snapshot, three seconds of them; with more, it gets another snapshot instead. */
const meanwhileLimit = 12;
const timing = { snapshotEveryMs: 1000, stalledMs: 30_000, aliveEveryMs: 1000 };

/**
 * The live feed as Server-Sent Events (HTML Standard, section 9.2), changes gathered to at most four messages a second. A
 * reader that does not keep up is sent nothing until it has taken what it was sent, and then everything anew: it costs
 * one message of memory, however long it sleeps.
 */
export class LiveStreams {
  private readonly readers = new Set<StreamReader>();
  private timer: NodeJS.Timeout | undefined;
  private aliveAt = 0;

  /** @param limit readers at once, beside instances that read for one of theirs; each may have one message waiting here */
  constructor(
    private readonly feed: Feed,
    private readonly limit: number,
  ) {}

  /**
   * Answers with a stream that begins with a snapshot; false where there are as many readers as there may be. A
   * client that has closed its connection before that is no reader.
   *
   * @param byInstance another instance reads it, which has a bound of its own
   */
  open(response: ServerResponse, filter: HandshakeFilter, byInstance = false): boolean {
    if (response.destroyed) return true;
    const clients = [...this.readers].filter((reader) => !reader.byInstance);
    if (!byInstance && clients.length >= this.limit) return false;
    const now = performance.now();
    const reader: StreamReader = {
      response,
      byInstance,
      filter,
      behind: false,
      waiting: false,
      meanwhile: [],
      gone: false,
      snapshotAt: now,
      tookAt: now,
    };
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store, no-transform',
      // nginx would hold it back.
      'X-Accel-Buffering': 'no',
    });
    response.on('close', () => this.close(reader));
    // What other instances tell takes room too: as soon as there is some, what is behind here comes first.
    response.on('drain', () => this.send(reader, undefined, performance.now()));
    if (this.readers.size === 0) this.start();
    this.readers.add(reader);
    response.write('retry: 1000\n\n');
    void this.sendAll(reader);
    return true;
  }

  end(): void {
    for (const reader of this.readers) {
      reader.response.end();
      this.close(reader);
    }
  }

  private start(): void {
    this.feed.watch(true);
    this.timer = setInterval(() => this.tick(), tickMs);
  }

  /** A reader that disconnects during its snapshot keeps its place until then: so the limit is one of the snapshots too. */
  private close(reader: StreamReader): void {
    reader.gone = true;
    if (reader.waiting) return;
    this.readers.delete(reader);
    if (this.readers.size > 0) return;
    clearInterval(this.timer);
    this.feed.watch(false);
  }

  private tick(): void {
    const now = performance.now();
    const change = this.feed.take();
    const text = typeof change === 'object' ? message('change', change) : this.signOfLife(now);
    for (const reader of this.readers) {
      if (reader.gone) continue;
      if (change === 'much') reader.behind = true;
      this.send(reader, text, now);
    }
  }

  private send(reader: StreamReader, text: string | undefined, now: number): void {
    const { response } = reader;
    if (reader.waiting) {
      if (text !== undefined) reader.meanwhile.push(text);
      reader.behind ||= reader.meanwhile.length > meanwhileLimit;
      if (reader.behind) reader.meanwhile = [];
      return;
    }
    if (response.writableNeedDrain) {
      reader.behind ||= text !== undefined;
      if (now - reader.tookAt > timing.stalledMs) response.destroy();
      return;
    }
    reader.tookAt = now;
    if (!reader.behind) {
      if (text !== undefined) response.write(text);
    } else if (now - reader.snapshotAt >= timing.snapshotEveryMs) {
      reader.snapshotAt = now;
      void this.sendAll(reader);
    }
  }

  /** Sends everything, and then what has changed while it was put together. */
  private async sendAll(reader: StreamReader): Promise<void> {
    Object.assign(reader, { behind: false, waiting: true });
    const snapshot = await snapshotMessage(await this.feed.snapshot(reader.filter));
    const texts = [snapshot, ...reader.meanwhile];
    Object.assign(reader, { waiting: false, meanwhile: [] });
    if (reader.gone) this.close(reader);
    else reader.response.write(texts.join(''));
  }

  /** Where nothing happens, a message all the same: a reader that has lost the connection notices, another instance within seconds. */
  private signOfLife(now: number): string | undefined {
    if (now - this.aliveAt < timing.aliveEveryMs) return undefined;
    this.aliveAt = now;
    return message('alive', {});
  }
}

const message = (event: 'change' | 'alive', data: object) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/** It is long, and made in several iterations of the event loop. */
export async function snapshotMessage({ handshakes, rooms, ...rest }: LiveSnapshot): Promise<string> {
  const lists = [`"handshakes":[${(await jsonOf(handshakes)).join()}]`, `"rooms":[${(await jsonOf(rooms)).join()}]`];
  return `event: snapshot\ndata: {${lists.join()},${JSON.stringify(rest).slice(1)}\n\n`;
}
