import { expect, it } from '@jest/globals';
import { Acquaintances } from '../../src/projections/acquaintances.js';
import { anna, boris, refOf } from '../support/stories.js';

const carol = { id: 'carol', username: 'Carol' };
const missed = refOf('missed', { caller: anna.id, callee: boris.id });

it('needs no call between two once a third has called both', () => {
  const acquaintances = new Acquaintances();
  for (const who of [anna, boris, carol]) acquaintances.join({ ...who, room: 'den', at: 0 });
  acquaintances.miss(missed);

  acquaintances.meet(carol.id, anna.id);
  expect(acquaintances.needless(anna.id)).toEqual([]);
  acquaintances.meet(carol.id, boris.id);

  expect(acquaintances.needless(boris.id)).toEqual([missed]);
  expect(acquaintances.needless(anna.id)).toEqual([]);
  expect(acquaintances.missed(anna.id)).toBe(0);
});
