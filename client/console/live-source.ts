import type { HandshakeFilter, LiveAway, LiveChange, LiveSnapshot } from '../../protocol/console.js';
import { filterParams } from './address.js';
import { toLoginIfWanted } from './to-login.js';

export type LiveState = 'connecting' | 'live' | 'lost';

export interface Listener {
  /** The stream is open, and tells everything anew. */
  begin: () => void;
  snapshot: (all: LiveSnapshot) => void;
  change: (some: LiveChange) => void;
  away: (gone: LiveAway) => void;
  connection: (state: LiveState) => void;
}

/** The gateway says something every second at least. */
const silenceMs = 40_000;
const againMs = 5000;

/** The live feed, for as long as the page is open: connects again by itself, and begins anew with a snapshot each time. */
export class LiveSource {
  readonly #listener: Listener;
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  /** Begins anew, with what this filter lets through. */
  open(filter: HandshakeFilter): void {
    this.#source?.close();
    this.#listener.connection('connecting');
    const source = new EventSource(`../api/live?${filterParams(filter).toString()}`);
    this.#source = source;
    const hear = () => this.#after(silenceMs, filter);
    source.addEventListener('open', () => {
      hear();
      this.#listener.begin();
    });
    source.addEventListener('alive', hear);
    source.addEventListener('snapshot', ({ data }: MessageEvent<string>) => {
      hear();
      this.#listener.connection('live');
      this.#listener.snapshot(JSON.parse(data) as LiveSnapshot);
    });
    source.addEventListener('change', ({ data }: MessageEvent<string>) => {
      hear();
      this.#listener.change(JSON.parse(data) as LiveChange);
    });
    source.addEventListener('away', ({ data }: MessageEvent<string>) => {
      hear();
      this.#listener.away(JSON.parse(data) as LiveAway);
    });
    source.addEventListener('error', () => {
      this.#listener.connection('lost');
      // The browser tries again where the connection was lost, and gives up where it was refused.
      if (source.readyState !== EventSource.CLOSED) return;
      this.#after(againMs, filter);
      void toLoginIfWanted();
    });
    hear();
  }

  #after(ms: number, filter: HandshakeFilter): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.open(filter), ms);
  }
}
