import { describe, expect, it } from '@jest/globals';
import type { RoomView } from '../../protocol/console.js';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { call, connect, getJson, inRoom, until, type Peer } from '../support/clients.js';
import { clusterOf, knows, reached, runInstance } from '../support/cluster.js';
import { namesIn } from '../support/live.js';
import { startRedis } from '../support/redis.js';
import { answer, candidate, offer } from '../support/sdp.js';
import { startStalling, type Stalling } from '../support/stalling.js';
import { atEnd } from '../support/teardown.js';

interface Across {
  network: Stalling;
  home: string;
  edge: string;
  anna: Peer;
  boris: Peer;
}

/** Two in a room, the one on its instance and the other passed on to it, over a network that may stall. */
async function across(): Promise<Across> {
  const redis = await startRedis();
  atEnd(() => redis.close());
  const network = await startStalling();
  const env = { ...clusterOf(redis.url), WAIT_ANSWER: '60000', WAIT_OFFER_DELIVERED: '60000' };
  const [home, edge] = await Promise.all([runInstance({ ...env, ...network.env }), runInstance(env)]);
  await Promise.all([reached(home.url), reached(edge.url)]);
  await Promise.all([home, edge].map(({ url }) => knows(url, { answered: 2, silent: [] })));
  const anna = await inRoom(home.url, 'den', 'Anna');
  const boris = await inRoom(edge.url, 'den', 'Boris');
  await anna.next('user-joined');
  return { network, home: home.url, edge: edge.url, anna, boris };
}

async function offered(caller: Peer, callee: Peer): Promise<string> {
  caller.emit('offer', { target: callee.id, offer: offer() });
  return (await callee.next<{ handshake: string }>('offer')).handshake;
}

const failed = ({ outcome }: VerdictMessage) => outcome === 'failed';
const roomsAt = async (url: string) =>
  new Map(namesIn((await getJson<{ rooms: RoomView[] }>(`${url}/api/rooms`)).rooms));

describe('a network between two instances that stalls', () => {
  it('and goes on soon, is a wait and nothing else', async () => {
    const { network, edge, anna, boris } = await across();
    const id = await offered(anna, boris);

    network.stall();
    boris.emit('answer', { target: anna.id, answer: answer() });
    // What the instance does with it while it waits is done.
    await (await inRoom(edge, 'attic', 'Clara')).pending();
    network.goOn();

    await anna.next('answer');
    anna.emit('ice-candidate', { target: boris.id, candidate: candidate('aB3d') });
    boris.emit('ice-candidate', { target: anna.id, candidate: candidate('zY9x') });
    for (const peer of [anna, boris])
      expect(await peer.next<VerdictMessage>('verdict', (told) => told.outcome === 'signaled')).toMatchObject({ id });
    expect(await anna.pending()).not.toContain('user-left');
  });

  it('for longer than a lease, and goes on: the call is lost, and the two are together again by themselves', async () => {
    const { network, home, edge, anna, boris } = await across();
    const id = await offered(anna, boris);
    const known = boris.id;

    network.stall();
    expect(await anna.next('user-left')).toBe(known);
    expect(await anna.next<VerdictMessage>('verdict')).toMatchObject({ id, outcome: 'failed', cause: 'gateway-lost' });
    network.goOn();

    expect(await anna.next('user-joined')).toMatchObject({ socketId: known });
    await call(boris, anna);
    expect(await anna.next<VerdictMessage>('verdict', (told) => told.id !== id)).toMatchObject({ outcome: 'signaled' });
    for (const url of [home, edge]) expect(await roomsAt(url)).toEqual(new Map([['den', ['Anna', 'Boris']]]));
    expect(boris.id).toBe(known);
  });

  it('while somebody comes over it, who has gone when it goes on, has nobody in the room who is not there', async () => {
    const { network, home, edge, anna, boris } = await across();
    const chen = await connect(edge);

    network.stall();
    chen.emit('join-room', 'den', 'Chen');
    // Its join is on its way by then.
    await (await inRoom(edge, 'attic', 'Clara')).pending();
    chen.socket.disconnect();
    await (await inRoom(edge, 'attic', 'Dora')).pending();
    network.goOn();

    // Behind whatever was on its way.
    expect(await boris.ask('leave-room')).toEqual({ ok: true });
    await anna.next('user-left', (id) => id === boris.id);
    const emil = await inRoom(edge, 'den', 'Emil');
    await anna.next('user-joined', ({ socketId }: { socketId: string }) => socketId === emil.id);
    expect((await roomsAt(home)).get('den')).toEqual(['Anna', 'Emil']);
  });

  it('behind somebody who has gone to a room of another instance, brings nothing of the one before', async () => {
    const { network, edge, anna, boris } = await across();
    const chen = await inRoom(edge, 'attic', 'Chen');

    network.stall();
    // Said of the room to the instance of whoever is in it, and on its way when that one has left.
    expect(await anna.ask('leave-room')).toEqual({ ok: true });
    expect(await boris.join('attic', 'Boris')).toMatchObject({ ok: true });
    network.goOn();

    await inRoom(edge, 'den', 'Dora');
    await call(boris, chen);
    expect(await boris.next<VerdictMessage>('verdict')).toMatchObject({ outcome: 'signaled' });
    expect(await boris.pending()).not.toContain('user-left');
  });

  it('for good: who is behind it is told so by losing the connection, and all else goes on', async () => {
    const { network, home, edge, anna, boris } = await across();
    const [clara, dora] = [await inRoom(edge, 'attic', 'Clara'), await inRoom(edge, 'attic', 'Dora')];
    const emil = await inRoom(home, 'den', 'Emil');
    const id = await offered(boris, anna);
    const known = boris.id;
    const closed = boris.closed();

    network.stall();
    expect(await anna.next('user-left')).toBe(known);
    const verdict = await anna.next<VerdictMessage>('verdict', failed);
    expect(verdict).toMatchObject({ id, cause: 'gateway-lost', owedBy: 'gateway' });
    // Its page comes back, as with any server.
    expect(await closed).toBe('transport close');

    await call(anna, emil);
    await call(clara, dora);
    await until(
      () => Promise.all([roomsAt(home), roomsAt(edge)]),
      ([own]) => own.get('den')?.join() === 'Anna,Emil',
    );
    expect((await roomsAt(edge)).get('attic')).toEqual(['Clara', 'Dora']);
  });
});
