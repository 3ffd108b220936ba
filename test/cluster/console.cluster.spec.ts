import { describe, expect, it } from '@jest/globals';
import type { FunnelView, HandshakeDetail, Instances, LiveAway, RoomView } from '../../protocol/console.js';
import type { HandshakeView } from '../../protocol/verdict.js';
import { ask as get } from '../support/ask.js';
import { call, getJson, inRoom, pairIn, shortWaits, until } from '../support/clients.js';
import { clusterOf, knows, reached, runInstance } from '../support/cluster.js';
import { runAcquainted, silentInstance } from '../support/everywhere.js';
import { fault } from '../support/faults.js';
import { live, namesIn } from '../support/live.js';
import { startRedis } from '../support/redis.js';
import { offer } from '../support/sdp.js';
import { atEnd } from '../support/teardown.js';

interface List {
  handshakes: HandshakeView[];
  instances: Instances;
}

const listed = (url: string) => getJson<{ faults: object[] }>(`${url}/api/faults`);
const all = (count: number) => ({ answered: count, silent: [] });

const idsAt = async (url: string) =>
  (await getJson<List>(`${url}/api/handshakes?limit=1000`)).handshakes.map(({ id }) => id).toSorted();
const roomsAt = async (url: string) =>
  new Map(namesIn((await getJson<{ rooms: RoomView[] }>(`${url}/api/rooms`)).rooms));

/** A call on each of the instances, one after the other; answers with the ids of the handshakes. */
async function oneCallEach(urls: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const [index, url] of urls.entries()) {
    const [caller, callee] = await pairIn(url, `room ${index}`);
    ids.push(await call(caller, callee));
    await caller.next('verdict');
  }
  return ids;
}

describe('the API of several instances', () => {
  it('answers for all three, from any of them', async () => {
    const { urls } = await runAcquainted(3);
    const ids = await oneCallEach(urls);

    for (const url of urls) {
      const { handshakes, instances } = await getJson<List>(`${url}/api/handshakes`);
      expect(handshakes.map(({ id }) => id)).toEqual(ids.toReversed());
      expect(instances).toEqual(all(3));
      const newest = await getJson<List>(`${url}/api/handshakes?outcome=signaled&limit=2`);
      expect(newest.handshakes.map(({ id }) => id)).toEqual(ids.slice(1).toReversed());
      expect((await getJson<List>(`${url}/api/handshakes?room=room+1`)).handshakes).toMatchObject([{ id: ids[1] }]);
      const { rooms } = await getJson<{ rooms: RoomView[] }>(`${url}/api/rooms`);
      expect(new Map(namesIn(rooms))).toEqual(
        new Map(['room 0', 'room 1', 'room 2'].map((room) => [room, ['Anna', 'Boris']])),
      );
      const funnel = await getJson<FunnelView>(`${url}/api/funnel`);
      expect([funnel.outcomes, funnel.rungs.find(({ stage }) => stage === 'offer-received')?.reached]).toEqual([
        { signaled: 3 },
        3,
      ]);
    }
  });

  it('knows who has logged in at any of them, as soon as all have the key of their Redis', async () => {
    const redis = await startRedis();
    atEnd(() => redis.close());
    const token = 'an-admin-token-of-the-tests';
    const start = () => runInstance({ ...clusterOf(redis.url), ADMIN_TOKEN: token });
    const [one, other] = await Promise.all([start(), start()]);
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const statuses = async () => {
      const login = await get(one.url, '/console/login', form, 'POST', `token=${token}`);
      const Cookie = String(login.headers['set-cookie']?.[0]).split(';', 1).join();
      return Promise.all([one, other].map(async ({ url }) => (await get(url, '/api/rooms', { Cookie })).status));
    };

    expect(await until(statuses, (seen) => seen.every((status) => status === 200))).toEqual([200, 200]);
  });

  it('has the answer of an instance too that is closed to clients', async () => {
    const redis = await startRedis();
    atEnd(() => redis.close());
    const token = 'an-admin-token-of-the-tests';
    const closed = await runInstance({ ...clusterOf(redis.url), NODE_ENV: 'production', AUTH_MODE: 'none' });
    const open = await runInstance({ ...clusterOf(redis.url), ADMIN_TOKEN: token });
    const headers = { Authorization: `Bearer ${token}` };

    const { instances } = await until(
      () => getJson<List>(`${open.url}/api/rooms`, headers),
      (answer) => answer.instances.answered === 2,
    );

    expect(instances).toEqual(all(2));
    expect((await get(closed.url, '/api/rooms', headers)).status).toBe(403);
    const stream = await live(open.url, '', headers);
    await stream.all(2);
  });

  it('has long lists whole, from another instance too', async () => {
    const [one = '', other = ''] = (await runAcquainted(2, { LIMITS: 'off' })).urls;
    const people = await Promise.all(Array.from({ length: 110 }, (_, index) => inRoom(one, `room ${index}`, 'Anna')));
    for (const target of ['nobody', 'neither', 'somebody'])
      for (const person of people) person.emit('offer', { target, offer: offer() });

    const ids = await until(
      () => idsAt(one),
      (list) => list.length === 330,
    );

    expect(await idsAt(other)).toEqual(ids);
    expect((await roomsAt(one)).size).toBe(110);
    expect(await roomsAt(other)).toEqual(await roomsAt(one));
    expect((await getJson<List>(`${other}/api/handshakes?limit=250`)).handshakes).toHaveLength(250);
  });

  it('tells one handshake wherever it is kept, with its hops and in the language of who asks', async () => {
    const [one = '', other = ''] = (await runAcquainted(2)).urls;
    const ids = await oneCallEach([one]);
    const ask = (url: string, language: string) =>
      getJson<HandshakeDetail>(`${url}/api/handshakes/${ids[0]}`, { 'Accept-Language': language });

    const there = await ask(other, 'ru');

    expect(there).toEqual(await ask(one, 'ru'));
    expect(there.sentence).toMatch(/[а-я]/);
    expect(there.timeline.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['offer-received', 'answer-delivered']),
    );
    expect((await ask(other, 'en')).sentence).not.toMatch(/[а-я]/);
    const unknown = await fetch(`${other}/api/handshakes/unknown`);
    expect([unknown.status, await unknown.text()]).toEqual([404, expect.not.stringContaining('did not answer')]);
  });

  it('leaves out an instance that does not answer, and says so', async () => {
    const { urls, redis } = await runAcquainted(1, { INSTANCE_LEASE: '20000' });
    const [url = ''] = urls;
    const ids = await oneCallEach([url]);
    const stream = await live(url);
    await stream.all(1);

    const silent = [await silentInstance(redis)];
    await knows(url, { answered: 1, silent });

    const { handshakes, instances } = await getJson<List>(`${url}/api/handshakes`);
    expect([handshakes.map(({ id }) => id), instances]).toEqual([[ids[0]], { answered: 1, silent }]);
    const response = await fetch(`${url}/api/handshakes/unknown`);
    expect([response.status, await response.text()]).toEqual([
      404,
      expect.stringContaining(`did not answer: ${silent.join()}`),
    ]);
    const told = await stream.until((so) => so.silent.length === 1);
    expect([told.silent, told.handshakes.map(({ id }) => id), told.sizes.handshakes]).toEqual([silent, ids, 1]);
  });
});

describe('the live stream of several instances', () => {
  it('begins with everything that there is, through its filter', async () => {
    const { urls } = await runAcquainted(2);
    const ids = await oneCallEach(urls);

    for (const url of urls) {
      const { handshakes, rooms, sizes, funnel, silent } = await (await live(url)).all(2);
      expect(handshakes.map(({ id }) => id)).toEqual(ids.toReversed());
      expect(new Map(namesIn(rooms))).toEqual(new Map(['room 0', 'room 1'].map((room) => [room, ['Anna', 'Boris']])));
      expect([sizes, funnel.outcomes]).toEqual([{ participants: 4, rooms: 2, handshakes: 2 }, { signaled: 2 }]);
      expect(silent).toEqual([]);
      const narrowed = await (await live(url, '?room=room+0')).all(2);
      expect(narrowed.handshakes.map(({ id }) => id)).toEqual([ids[0]]);
    }
  });

  it('tells what happens on another one as its hops come, and gathers it into four messages a second', async () => {
    const [one = '', other = ''] = (await runAcquainted(2, shortWaits)).urls;
    const [stream, beside] = [await live(one), await live(other)];
    await Promise.all([stream.all(2), beside.all(2)]);
    const [anna, boris] = await pairIn(other, 'den');
    await stream.next('change', ({ rooms }) => namesIn(rooms).join() === 'den,Anna,Boris');

    anna.emit('offer', { target: boris.id, offer: offer() });

    for (const reader of [stream, beside]) {
      const { data } = await reader.next('change', ({ handshakes }) => handshakes[0]?.outcome === 'failed');
      expect(data.handshakes).toMatchObject([{ cause: 'no-answer', stage: 'answer-received' }]);
      expect([data.funnel?.outcomes, data.sizes]).toEqual([
        { failed: 1 },
        { participants: 2, rooms: 1, handshakes: 1 },
      ]);
    }
    const times: number[] = [];
    for (let index = 0; index < 8; index++) {
      await inRoom(other, `room ${index}`, 'Chen');
      await inRoom(one, `room ${index}`, 'Dora');
    }
    for (let told = 0; told < 8;) {
      const { at, data } = await stream.next('change');
      times.push(at);
      told += data.rooms.filter(({ room, participants }) => /^room \d/.test(room) && participants.length === 2).length;
    }
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(Math.min(1000, ...gaps)).toBeGreaterThan(150);
  });

  it('tells of an instance that comes, and of one that goes with all that it had', async () => {
    const { gateways, urls, redis } = await runAcquainted(2);
    const [url = ''] = urls;
    const ids = await oneCallEach(urls);
    const stream = await live(url);
    await stream.all(2);

    await gateways[1]?.close();

    const { data: gone } = await stream.next('away', (away) => !(away as unknown as LiveAway).silent);
    const { handshakes, sizes, silent } = stream.told;
    expect(handshakes.map(({ id }) => id)).toEqual([ids[0]]);
    expect([sizes, silent]).toEqual([{ participants: 2, rooms: 1, handshakes: 1 }, []]);
    expect(gone.instance).toMatch(/:\d+$/);

    const { url: newcomer } = await runInstance(clusterOf(redis));
    await reached(newcomer);
    await inRoom(newcomer, 'a new room', 'Chen');
    await stream.until(({ rooms }) => namesIn(rooms).some(([room]) => room === 'a new room'));
    expect(stream.told.sizes).toEqual({ participants: 3, rooms: 2, handshakes: 1 });
  });
});

describe('faults on demand', () => {
  it('reach the instance of a room and the socket of a participant, wherever they are asked for', async () => {
    const { urls } = await runAcquainted(3, { ...shortWaits, FAULTS: 'on' });
    const [one = '', other = '', third = ''] = urls;
    const anna = await inRoom(one, 'den', 'Anna');
    const boris = await inRoom(other, 'den', 'Boris');
    await anna.next('user-joined');

    await fault(third, { fault: 'refuse', code: 'too-large', message: 'offer' });
    expect((await listed(other)).faults).toHaveLength(1);
    const refused = await boris.ask('offer', { target: anna.id, offer: offer() });
    expect(refused).toMatchObject({ ok: false, error: { code: 'too-large' } });
    // Met once, it is spent everywhere.
    await until(
      () => Promise.all(urls.map(listed)),
      (lists) => lists.every(({ faults }) => faults.length === 0),
    );

    await fault(third, { fault: 'drop', times: 9 });
    await fetch(`${one}/api/faults`, { method: 'DELETE' });
    expect((await listed(other)).faults).toEqual([]);

    const { id } = boris;
    const closed = boris.closed();
    await fault(third, { fault: 'cut', participant: id });
    await closed;
    const unknown = await fetch(`${one}/api/faults`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ fault: 'cut', participant: id }),
    });
    expect(unknown.status).toBe(404);
  });
});
