import { describe, expect, it } from '@jest/globals';
import type { IceServers, Other, Participant } from '../../protocol/messages.js';
import { rejects } from '../../protocol/rejects.js';
import { connect, getJson, inRoom, pairIn, runGateway, type Peer } from '../support/clients.js';

const rooms = async (url: string) => {
  const { rooms: list } = await getJson<{
    rooms: { room: string; participants: { id: string; username: string }[] }[];
  }>(`${url}/api/rooms`);
  return Object.fromEntries(list.map(({ room, participants }) => [room, participants.map((one) => one.username)]));
};
const user = (peer: Peer, username: string): Participant => ({ socketId: peer.id, username });
/** As somebody is told of the others: polite towards whoever was there before. */
const earlier = (peer: Peer, username: string): Other => ({ ...user(peer, username), polite: true });
const later = (peer: Peer, username: string): Other => ({ ...user(peer, username), polite: false });

describe('a burst, and going at once', () => {
  it('has all of it relayed before the going, which is told last', async () => {
    const { url } = await runGateway({ LIMIT_MESSAGES: '1000' });
    const [anna, boris] = await pairIn(url);
    const candidates = Array.from({ length: 90 }, (_, port) => `candidate:1 1 udp 1 192.0.2.1 ${port + 1024} typ host`);

    for (const candidate of candidates)
      anna.emit('ice-candidate', { target: boris.id, candidate: { candidate, sdpMid: '0' } });
    anna.socket.disconnect();

    await boris.next('user-left');
    const came = await boris.pending();
    expect(came.filter((event) => event === 'ice-candidate')).toHaveLength(90);
  });
});

describe('joining a room', () => {
  it('takes room and name as two arguments and answers with everybody, the joiner last', async () => {
    const { url } = await runGateway();
    const anna = await connect(url);
    const boris = await connect(url);

    anna.emit('join-room', 'den', 'Anna');
    expect(await anna.next('room-users')).toEqual([user(anna, 'Anna')]);
    boris.emit('join-room', 'den', 'Boris');

    expect(await boris.next('room-users')).toEqual([user(anna, 'Anna'), user(boris, 'Boris')]);
    expect(await anna.next('user-joined')).toEqual(later(boris, 'Boris'));
    expect(await boris.pending()).toEqual([]);
  });

  it('takes one object as well, with a token or without', async () => {
    const { url } = await runGateway();
    const anna = await connect(url);
    const boris = await connect(url);

    const first = await anna.ask('join-room', { room: 'den', username: 'Anna' });
    const second = await boris.ask('join-room', { room: 'den', username: 'Boris', token: 'x'.repeat(100) });

    const empty = { ok: true, room: 'den', iceServers: [] };
    expect(first).toEqual({ ...empty, self: user(anna, 'Anna'), users: [user(anna, 'Anna')] });
    expect(second).toEqual({
      ...empty,
      self: user(boris, 'Boris'),
      users: [earlier(anna, 'Anna'), user(boris, 'Boris')],
    });
  });

  it('says who of each two gives way: the later to join, also to somebody who asks again', async () => {
    const { url } = await runGateway();
    const [anna, boris, chen] = [
      await inRoom(url, 'den', 'A'),
      await inRoom(url, 'den', 'B'),
      await inRoom(url, 'den', 'C'),
    ];

    const again = await boris.join('den', 'B');

    expect(again).toMatchObject({ users: [earlier(anna, 'A'), user(boris, 'B'), later(chen, 'C')] });
  });

  it('answers with the ICE servers that GET /ice-servers gives, with a credential of its own', async () => {
    const { url } = await runGateway({
      STUN_URLS: 'stun:stun.example.org',
      TURN_URLS: 'turn:turn.example.org',
      TURN_SECRET: 'secret-of-the-test',
      TURN_TTL: '600',
    });
    const anna = await connect(url);

    const joined = await anna.join('den', 'Anna');
    const listed = await getJson<IceServers>(`${url}/ice-servers`);

    const turn = { urls: ['turn:turn.example.org'], username: expect.any(String), credential: expect.any(String) };
    const given = { iceServers: [{ urls: ['stun:stun.example.org'] }, turn], ttl: 600 };
    expect(joined).toMatchObject(given);
    expect(listed).toEqual(given);
    expect(listed.iceServers[1]?.username).not.toBe(joined.ok && joined.iceServers[1]?.username);
  });

  it('takes the place of a dead connection of the same page, in a full room too', async () => {
    const { url } = await runGateway({ ROOM_CAPACITY: '2' });
    const [anna, boris] = await pairIn(url);
    const { id } = boris;
    const replaces = ['gone', boris.socket.io.engine.id];
    const back = await connect(url);

    const joined = await back.ask('join-room', { room: 'two', username: 'Boris', replaces });

    expect(joined).toMatchObject({ ok: true, users: [earlier(anna, 'Anna'), user(back, 'Boris')] });
    expect(await anna.next('user-left')).toBe(id);
    expect(await anna.next('user-joined')).toEqual(later(back, 'Boris'));
    expect(await rooms(url)).toEqual({ two: ['Anna', 'Boris'] });
  });

  it('takes nobody else out of a room: an id that others know is no proof', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    const stranger = await connect(url);

    for (const replaces of [[anna.id, boris.id, ''], anna.id, [7], null, Array(9).fill(boris.socket.io.engine.id)]) {
      await stranger.ask('join-room', { room: 'two', username: 'Eve', replaces });
    }

    expect(await rooms(url)).toEqual({ two: ['Anna', 'Boris', 'Eve'] });
  });

  it('tells the others and not the joiner, and nobody in another room', async () => {
    const { url } = await runGateway();
    const people = await Promise.all(['A', 'B', 'C', 'D'].map((name) => inRoom(url, 'five', name)));
    const stranger = await inRoom(url, 'elsewhere', 'Stranger');
    const last = await inRoom(url, 'five', 'E');

    const told = await Promise.all(
      people.map((peer) => peer.next<Participant>('user-joined', ({ username }) => username === 'E')),
    );

    expect(told).toEqual(people.map(() => later(last, 'E')));
    expect(await last.pending()).toEqual([]);
    expect(await stranger.pending()).toEqual([]);
  });

  it('says nothing to the others when somebody joins the same room under the same name again', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);

    const again = await boris.join('two', 'Boris');

    expect(again).toMatchObject({ ok: true, users: [earlier(anna, 'Anna'), user(boris, 'Boris')] });
    expect(await anna.pending()).toEqual([]);
  });

  it('lets somebody go and come back who joins the same room under another name', async () => {
    const { url } = await runGateway({ ROOM_CAPACITY: '2' });
    const [anna, boris] = await pairIn(url);

    const renamed = await boris.join('two', 'Boris II');

    expect(renamed).toMatchObject({ ok: true, users: [earlier(anna, 'Anna'), user(boris, 'Boris II')] });
    expect(await anna.next('user-left')).toBe(boris.id);
    expect(await anna.next('user-joined')).toEqual(later(boris, 'Boris II'));
  });

  it('moves from one room to another', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    const chen = await inRoom(url, 'other', 'Chen');

    const moved = await boris.join('other', 'Boris');

    expect(moved).toMatchObject({ ok: true, room: 'other', users: [earlier(chen, 'Chen'), user(boris, 'Boris')] });
    expect(await anna.next('user-left')).toBe(boris.id);
    expect(await chen.next('user-joined')).toEqual(later(boris, 'Boris'));
    expect(await rooms(url)).toEqual({ two: ['Anna'], other: ['Chen', 'Boris'] });
  });

  it('stays where one is when the other room is full', async () => {
    const { url } = await runGateway({ ROOM_CAPACITY: '2' });
    await pairIn(url, 'full');
    const [chen, dora] = await pairIn(url, 'mine');

    const refused = await dora.join('full', 'Dora');

    expect(refused).toEqual({
      ok: false,
      error: { code: 'room-full', message: 'The room is full. It holds 2 participants.' },
    });
    expect(await chen.pending()).toEqual([]);
    expect(await rooms(url)).toEqual({ full: ['Anna', 'Boris'], mine: ['Anna', 'Boris'] });
  });
});

describe('leaving a room', () => {
  it.each([
    ['without naming it', []],
    ['by its name', ['two']],
    ['by an object', [{ room: 'two' }]],
    ['with null', [null]],
  ])('goes %s, and the others are told', async (_, args) => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);

    expect(await boris.ask('leave-room', ...args)).toEqual({ ok: true });

    expect(await anna.next('user-left')).toBe(boris.id);
    expect(await boris.pending()).toEqual([]);
    expect(await rooms(url)).toEqual({ two: ['Anna'] });
  });

  it('goes from no room under a wrong name', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);

    const refused = await boris.ask('leave-room', 'another');

    expect(refused).toEqual({ ok: false, error: { code: 'not-in-room', message: rejects['not-in-room'].sentence } });
    expect(await anna.pending()).toEqual([]);
    expect(await rooms(url)).toEqual({ two: ['Anna', 'Boris'] });
  });

  it('is refused to somebody who is in none', async () => {
    const { url } = await runGateway();
    const anna = await connect(url);

    expect(await anna.ask('leave-room')).toMatchObject({ ok: false, error: { code: 'not-in-room' } });
  });

  it.each([
    ['by the client', (peer: Peer) => peer.socket.disconnect()],
    ['by a closed page', (peer: Peer) => peer.socket.io.engine.close()],
  ])('happens when the connection is ended %s', async (_, end) => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    const { id } = boris;

    end(boris);

    expect(await anna.next('user-left')).toBe(id);
    expect(await rooms(url)).toEqual({ two: ['Anna'] });
  });

  it('leaves no room behind when the last one is gone', async () => {
    const { url } = await runGateway({ MAX_ROOMS: '1' });
    const anna = await inRoom(url, 'first', 'Anna');

    await anna.ask('leave-room');

    expect(await rooms(url)).toEqual({});
    expect(await anna.join('second', 'Anna')).toMatchObject({ ok: true, room: 'second' });
  });

  it('lets the last one of a room move to a new one where there may be no more rooms', async () => {
    const { url } = await runGateway({ MAX_ROOMS: '1' });
    const anna = await inRoom(url, 'first', 'Anna');

    expect(await anna.join('second', 'Anna')).toMatchObject({ ok: true, room: 'second' });

    expect(await rooms(url)).toEqual({ second: ['Anna'] });
  });
});
