import { expect, it } from '@jest/globals';
import { roomNameOf } from '../../client/page/lobby/room-name.js';

it.each([
  ['amber-bridge-42', 'amber-bridge-42'],
  ['  Amber  Bridge 42 ', 'amber-bridge-42'],
  ['AMBER\u00A0–\u00A0bridge-42', 'amber-bridge-42'],
  ['Комната Фёдора', 'комната-фёдора'],
  ['ＤＥＮ', 'den'],
  ['  -  ', ''],
  ['a'.repeat(300), 'a'.repeat(128)],
])('%j is the room %j', (written, room) => {
  expect(roomNameOf(written)).toBe(room);
});
