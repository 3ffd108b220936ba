import { describe, expect, it } from '@jest/globals';
import type { Hop } from '../../../src/domain/hop.js';
import { Refusals } from '../../../src/projections/live/refusals.js';
import { anna, boris, joined, morning, refOf, storyOf } from '../../support/stories.js';

const story = storyOf(refOf('r1'));
const refused = (hop: Hop, more: Partial<Hop> = {}): Hop => ({
  ...hop,
  result: 'refused',
  reason: 'malformed',
  ...more,
});
const unknown = (event: string, ms: number, from: Hop['from'] = anna): Hop => ({
  kind: 'event-received',
  result: 'refused',
  reason: 'unknown-event',
  seenBy: 'gateway',
  event,
  room: 'den',
  at: morning + ms,
  tookMs: 0,
  ...(from && { from }),
});

function listOf(hops: readonly Hop[], limit = 100, room?: string) {
  const refusals = new Refusals(limit);
  for (const hop of hops) refusals.onHop(hop);
  return refusals.list({ limit: 100, room });
}

describe('the refusals', () => {
  it('are told with who, where, what and why, newest first', () => {
    expect(
      listOf([
        story.offerReceived,
        refused(story.offerReceived, { detail: 'offer.sdp: must be text' }),
        unknown('callUser', 5),
        { ...story.candidateReceived, result: 'failed', reason: 'internal' },
        refused(joined(anna, 9), { reason: 'room-full' }),
      ]),
    ).toEqual([
      { at: morning + 9, room: 'den', id: anna.id, username: 'Anna', event: 'join-room', code: 'room-full', count: 1 },
      {
        at: morning + 5,
        room: 'den',
        id: anna.id,
        username: 'Anna',
        event: 'callUser',
        code: 'unknown-event',
        count: 1,
      },
      {
        at: morning + 1,
        room: 'den',
        id: anna.id,
        username: 'Anna',
        event: 'offer',
        code: 'malformed',
        detail: 'offer.sdp: must be text',
        count: 1,
      },
    ]);
  });

  it('of one sender that are the same are one, as new as the last of them', () => {
    const list = listOf([unknown('a', 1), unknown('b', 2), unknown('a', 3), unknown('a', 4, boris), unknown('a', 5)]);
    expect(list.map(({ event, username, count, at }) => [event, username, count, at - morning])).toEqual([
      ['a', 'Anna', 3, 5],
      ['a', 'Boris', 1, 4],
      ['b', 'Anna', 1, 2],
    ]);
  });

  it('are those of a room, where one is asked for', () => {
    const elsewhere = { ...unknown('b', 2), room: 'attic' };
    const nowhere: Hop = {
      kind: 'requested',
      result: 'refused',
      reason: 'admin-refused',
      seenBy: 'gateway',
      at: 1,
      tookMs: 0,
    };
    expect(listOf([unknown('a', 1), elsewhere, nowhere], 100, 'attic').map(({ event }) => event)).toEqual(['b']);
    expect(listOf([nowhere])).toEqual([{ at: 1, event: 'request', code: 'admin-refused', count: 1 }]);
  });

  it('are kept up to a limit, the oldest going first', () => {
    const list = listOf([...Array.from({ length: 50 }, (_, n) => unknown(`e${n}`, n)), unknown('e45', 60)], 10);
    expect(list.map(({ event }) => event)).toEqual([
      'e45',
      'e49',
      'e48',
      'e47',
      'e46',
      'e44',
      'e43',
      'e42',
      'e41',
      'e40',
    ]);
  });
});
