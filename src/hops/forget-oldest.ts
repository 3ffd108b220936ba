/** A small map or set as a memory: at most so many, and the oldest goes first. */
export function forgetOldest(memory: Map<unknown, unknown> | Set<unknown>, limit: number): void {
  if (memory.size <= limit) return;
  const [oldest] = memory.keys();
  memory.delete(oldest);
}
