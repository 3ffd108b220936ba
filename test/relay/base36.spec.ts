import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { base36 } from '../../protocol/base36.js';

describe('base 36', () => {
  it('is written as engines write it, for every whole number that they know', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: 0, max: 52 }), (number, bits) => {
        for (const one of [number, Math.floor(number / 2 ** bits), 2 ** bits, 2 ** bits - 1, 36 ** (bits % 10)])
          expect(base36(one)).toBe(one.toString(36));
      }),
    );
  });
});
