import { countForgotten, type Forgettable } from './forgotten.js';

/** Bounds a small map or set behind something new: where there is one too many, the oldest goes. Large ones are a `BoundedMap`. */
export function forgetOldest(from: Map<unknown, unknown> | Set<unknown>, limit: number, what: Forgettable): void {
  if (from.size <= limit) return;
  const [oldest] = from.keys();
  from.delete(oldest);
  countForgotten(what);
}
