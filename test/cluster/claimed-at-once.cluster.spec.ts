import { describe, expect, it } from '@jest/globals';
import type { Participant } from '../../protocol/messages.js';
import type { RoomView } from '../../protocol/console.js';
import { connect, getJson, metric, type Peer } from '../support/clients.js';
import { runInstances } from '../support/cluster.js';

const rooms = Array.from({ length: 40 }, (_, index) => `room ${index}`);

/** Whom a page knows to be in its room, by what it was told. */
async function known(peer: Peer): Promise<string[]> {
  const users = await peer.next<Participant[]>('room-users');
  const others = users.filter(({ socketId }) => socketId !== peer.id);
  const other = others.length > 0 ? others : [await peer.next<Participant>('user-joined')];
  return other.map(({ socketId }) => socketId);
}

describe('rooms that two instances claim at once', () => {
  it('are had by one of them each, and everybody is together', async () => {
    const urls = await runInstances(2, { LIMITS: 'off' });
    const pairs = await Promise.all(rooms.map(() => Promise.all(urls.map((url) => connect(url)))));
    const everyone = pairs.flat();

    for (const round of [1, 2, 3]) {
      const joined = everyone.map((peer, index) => peer.join(`${rooms[index >> 1]} of ${round}`, `${index}`));
      expect((await Promise.all(joined)).filter(({ ok }) => !ok)).toEqual([]);
      const told = await Promise.all(everyone.map(known));
      expect(told).toEqual(everyone.map((_, index) => [everyone[index ^ 1]?.id]));
      expect([await metricOfAll(urls, 'hopline_rooms'), await metricOfAll(urls, 'hopline_participants')]).toEqual([
        rooms.length,
        everyone.length,
      ]);
      for (const url of urls) {
        const { rooms: listed } = await getJson<{ rooms: RoomView[] }>(`${url}/api/rooms`);
        expect(listed.map(({ participants }) => participants.length)).toEqual(rooms.map(() => 2));
      }
      // Given up and claimed again in the same moment, by another one or the same.
      if (round === 2) await Promise.all(everyone.map((peer) => peer.ask('leave-room')));
      await Promise.all(everyone.map((peer) => peer.pending()));
    }
  });
});

async function metricOfAll(urls: readonly string[], series: string): Promise<number> {
  const values = await Promise.all(urls.map((url) => metric(url, series)));
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}
