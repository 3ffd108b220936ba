import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { BoundedMap } from '../../src/bounds/bounded-map.js';

describe('a bounded map', () => {
  it('is a map without its oldest, whatever is set, renewed and deleted', () => {
    const step = fc.record({
      what: fc.constantFrom('set', 'renew', 'delete'),
      key: fc.nat({ max: 6 }),
      value: fc.nat({ max: 99 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 5 }), (steps, limit) => {
        const memory = new BoundedMap<number, number>({ limit, of: 'strays' });
        const map = new Map<number, number>();
        for (const { what, key, value } of steps) {
          if (what !== 'set') map.delete(key);
          if (what !== 'delete') map.set(key, value);
          if (map.size > limit) map.delete([...map.keys()][0] ?? NaN);
          if (what === 'set') memory.set(key, value);
          else if (what === 'renew') memory.renew(key, value);
          else memory.delete(key);
          expect([...memory.values()]).toEqual([...map.values()]);
          expect(memory.size).toBe(map.size);
          expect([memory.oldestKey, memory.oldest]).toEqual([...map][0] ?? [undefined, undefined]);
          expect([memory.has(key), memory.get(key)]).toEqual([map.has(key), map.get(key)]);
        }
      }),
    );
  });
});
