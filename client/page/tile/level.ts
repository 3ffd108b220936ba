import { loudness } from '../checks/level-meter.js';

/** A source that brings nothing new for so long is silent, though the browser keeps its last level. */
const staleMs = 500;

/** How loud what comes over a connection is. */
export class RemoteLevel {
  readonly #connection: RTCPeerConnection;
  #newest = 0;
  #changedAt = 0;

  constructor(connection: RTCPeerConnection) {
    this.#connection = connection;
  }

  /** From 0 to 1, as loud as it looks. */
  read(): number {
    const sources = this.#connection
      .getReceivers()
      .filter(({ track }) => track.kind === 'audio')
      .flatMap((receiver) => receiver.getSynchronizationSources());
    const newest = Math.max(0, ...sources.map(({ timestamp }) => timestamp));
    const now = performance.now();
    if (newest !== this.#newest) this.#changedAt = now;
    this.#newest = newest;
    if (now - this.#changedAt > staleMs) return 0;
    return loudness(Math.max(0, ...sources.map(({ audioLevel = 0 }) => audioLevel)));
  }
}
