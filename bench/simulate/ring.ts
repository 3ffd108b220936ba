import { mix } from './random.js';

const owners = 2 ** 16;

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
}

/** What the fullest instance has of an equal share, when this many keys are spread over the ring. */
export function fullest(instances: number, places: number, keys: number): number {
  const ring = new Ring([...Array(instances).keys()], places);
  const counts = new Uint32Array(instances);
  for (let key = 0; key < keys; key++) {
    const instance = ring.at(key);
    counts[instance] = (counts[instance] ?? 0) + 1;
  }
  return (Math.max(...counts) / keys) * instances;
}
