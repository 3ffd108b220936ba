import { mix } from './random.js';

const owners = 2 ** 16;
const hashes = 2 ** 32;

/** Consistent hashing as HAProxy has it: every instance many times on a ring, a key belongs to the next one on it. */
export class Ring {
  /** Places, in their order: where it is, times `owners`, and whose it is. */
  readonly #places: Float64Array;

  /** @param places of each instance on the ring: 16 × the weight of a server in haproxy.cfg */
  constructor(instances: readonly number[], places: number) {
    this.#places = new Float64Array(instances.length * places);
    for (const [i, instance] of instances.entries()) {
      const seed = mix(instance + 1);
      for (let place = 0; place < places; place++)
        this.#places[i * places + place] = mix(seed ^ place) * owners + instance;
    }
    this.#places.sort();
  }

  /** The instance of a key, which is a whole number. */
  at(key: number): number {
    const places = this.#places;
    const wanted = mix(key ^ 0x5bd1e995) * owners;
    let [low, high] = [0, places.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((places[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return (places[low % places.length] ?? 0) % owners;
  }

  /** Of all keys there may be, the share of the instance that has the most. */
  get most(): number {
    const shares = new Map<number, number>();
    let before = (this.#places.at(-1) ?? 0) / owners - hashes;
    for (const place of this.#places) {
      const at = place / owners;
      const instance = place % owners;
      shares.set(instance, (shares.get(instance) ?? 0) + at - before);
      before = at;
    }
    return Math.max(...shares.values()) / hashes;
  }
}

/** What the fullest instance has of an equal share. */
export function fullest(instances: number, places: number): number {
  return new Ring([...Array(instances).keys()], places).most * instances;
}
