import { expect, it } from '@jest/globals';
import { RoomPairs } from '../../src/diagnosis/missing-offers/room-pairs.js';
import { anna, boris, refOf } from '../support/stories.js';

const carol = { id: 'carol', username: 'Carol' };
const missed = refOf('missed', { caller: anna.id, callee: boris.id });

it('needs no call between two once a third has called both', () => {
  const roomPairs = new RoomPairs();
  for (const who of [anna, boris, carol]) roomPairs.join({ ...who, room: 'den', at: 0 });
  roomPairs.miss(missed);

  roomPairs.meet(carol.id, anna.id);
  expect(roomPairs.needless(anna.id)).toEqual([]);
  roomPairs.meet(carol.id, boris.id);

  expect(roomPairs.needless(boris.id)).toEqual([missed]);
  expect(roomPairs.needless(anna.id)).toEqual([]);
  expect(roomPairs.missed(anna.id)).toBe(0);
});
