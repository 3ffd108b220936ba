import { describe, expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import { startSwitchboard } from '../support/switchboard.js';
import { call, getJson, metric, pairIn, Peer } from '../support/clients.js';
import { runGatewayProcess } from '../support/gateway-process.js';
import { candidate, offer } from '../support/sdp.js';
import { atEnd } from '../support/teardown.js';

const rooms = 500;
const calls = 25;
/** Socket.IO's clients wait for up to 1.5 s before they come back; the rest is what it takes to let all of them in. */
const backWithinMs = 15_000;

/** A page as they are: joins whenever it is connected. */
function page(url: string, room: string, username: string): Peer {
  const socket = io(url, { transports: ['websocket'], forceNew: true });
  atEnd(() => socket.disconnect());
  socket.on('connect', () => socket.emit('join-room', room, username));
  return new Peer(socket);
}

const inRoomWith = (peer: Peer) => peer.next<object[]>('room-users');

interface Rooms {
  rooms: { participants: { username: string }[] }[];
}

describe('a thousand clients whose connections are reset at the same moment', () => {
  it('are all back in their rooms, without ghosts and without a failure, while others go on', async () => {
    const gateway = await runGatewayProcess({ LIMITS: 'off' });
    const network = await startSwitchboard(gateway.url);
    const [anna, boris] = await pairIn(gateway.url, 'apart');
    const pages: Peer[] = [];
    for (let room = 0; room < rooms; room++) {
      const two = [page(network.url, `room ${room}`, 'Ann'), page(network.url, `room ${room}`, 'Bob')];
      await Promise.all(two.map(inRoomWith));
      pages.push(...two);
    }
    for (let room = 0; room < calls; room++) await call(pages[2 * room] as Peer, pages[2 * room + 1] as Peer);
    // And as many that are in the middle of it.
    for (let room = calls; room < 2 * calls; room++) {
      await pages[2 * room]?.ask('offer', { target: pages[2 * room + 1]?.id, offer: offer() });
    }

    const began = performance.now();
    const all = new AbortController();
    const back = Promise.all(pages.map(inRoomWith)).finally(() => all.abort());
    network.reset();
    const waits: number[] = [];
    do {
      const sentAt = performance.now();
      expect(await anna.ask('ice-candidate', { target: boris.id, candidate: candidate() })).toMatchObject({ ok: true });
      await boris.next('ice-candidate');
      waits.push(performance.now() - sentAt);
    } while (!all.signal.aborted);
    await back;
    const tookMs = performance.now() - began;

    process.stdout.write(
      `1000 clients back in ${tookMs.toFixed(0)} ms; meanwhile ${waits.length} messages between others, the slowest in ${Math.max(...waits).toFixed(0)} ms\n`,
    );
    expect(tookMs).toBeLessThan(backWithinMs);
    expect(waits.length).toBeGreaterThan(50);
    const { rooms: views } = await getJson<Rooms>(`${gateway.url}/api/rooms`);
    expect(views.map(({ participants }) => participants.length)).toEqual(Array(views.length).fill(2));
    expect(await metric(gateway.url, 'hopline_rooms')).toBe(rooms + 1);
    expect(await metric(gateway.url, 'hopline_participants')).toBe(2 * rooms + 2);
    expect(await metric(gateway.url, 'hopline_handshakes_total{outcome="failed"}')).toBe(0);
    expect(await metric(gateway.url, 'hopline_handshakes_total{outcome="abandoned"}')).toBe(calls);
  }, 60_000);
});
