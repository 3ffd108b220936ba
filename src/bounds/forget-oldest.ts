import { countForgotten, type Forgettable } from './forgotten.js';

/** To be called after something was added to a small map or set: where there is one too many, the oldest goes. Large ones are a `BoundedMap`. */
export function forgetOldest(from: Map<unknown, unknown> | Set<unknown>, limit: number, what: Forgettable): void {
  if (from.size <= limit) return;
  const [oldest] = from.keys();
  from.delete(oldest);
  countForgotten(what);
}
