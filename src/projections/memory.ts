/** A map or a set as a memory: at most so many, and the oldest goes first. */
export function forgetOldest(memory: Map<unknown, unknown> | Set<unknown>, limit: number): void {
  const [oldest] = memory.keys();
  if (memory.size > limit) memory.delete(oldest);
}

/** Remembers something as the newest, also where it was known before. */
export function renew<K, V>(memory: Map<K, V>, key: K, value: V, limit: number): void {
  memory.delete(key);
  memory.set(key, value);
  forgetOldest(memory, limit);
}
