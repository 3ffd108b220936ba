import { fingerprint } from './facts.js';

/**
 * A name that a page's code gave to something, as it may be shown: a short and plain one is a word of its developer's, and
 * forges no line; of any other, which may hold anything, a hash.
 */
export function plainName(name: string): string {
  return /^[\w:.-]{1,40}$/.test(name) ? name : `hash-${fingerprint(name)}`;
}
