/** Loaded into the gateway's process ahead of it: answers the soak with figures of that process, and is no part of the product. */
const { gc } = globalThis;
if (!gc) throw new Error('Run it with --expose-gc.');

export interface Figures {
  /** Bytes in use after a garbage collection. */
  heapBytes: number;
  rssBytes: number;
  /** Timers, sockets, pipes and the like that keep the process going, by kind. */
  resources: Record<string, number>;
}

process.on('message', () => {
  gc();
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  const { heapUsed: heapBytes, rss: rssBytes } = process.memoryUsage();
  process.send?.({ heapBytes, rssBytes, resources } satisfies Figures);
});
// The channel is the soak's, and must not keep a gateway from ending.
process.channel?.unref();
