import { once } from 'node:events';
import { Agent, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ManagerOptions, SocketOptions } from 'socket.io-client';
import { WebSocket } from 'ws';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { startGatewayProcess, type GatewayProcess } from '../scenarios/gateway-process.js';
import { runHaproxy } from '../support/haproxy.js';
import { call, getJson, inRoom, shortWaits, until, type Peer } from '../support/clients.js';
import { offer } from '../support/sdp.js';
import { atEnd } from '../support/teardown.js';

type Three<T> = [T, T, T];
type Options = Partial<ManagerOptions & SocketOptions>;
interface Rooms {
  rooms: { room: string; participants: object[] }[];
}
const inUrl = (room: string, options: Options = {}): Options => ({ query: { room }, ...options });
const startThree = (env: Record<string, string> = {}): Promise<Three<GatewayProcess>> =>
  Promise.all([startGatewayProcess(env), startGatewayProcess(env), startGatewayProcess(env)]);
const before = (servers: Three<{ url: string }>): Promise<string> =>
  runHaproxy([servers[0].url, servers[1].url, servers[2].url]);

/** How many participants a gateway has in each of the rooms. */
async function countOf({ url }: { url: string }, rooms: readonly string[]): Promise<number[]> {
  const all = (await getJson<Rooms>(`${url}/api/rooms`)).rooms;
  return rooms.map((room) => all.find((one) => one.room === room)?.participants.length ?? 0);
}

describe('the balancer', () => {
  let gateways: Three<GatewayProcess>;

  beforeAll(async () => {
    gateways = await startThree(shortWaits);
  });
  afterAll(async () => {
    await Promise.all(gateways.map((gateway) => gateway.close()));
  });

  it.each(['websocket', 'polling'])('brings everybody in a room to one, and rooms to all, over %s', async (way) => {
    const url = await before(gateways);
    const rooms = Array.from({ length: 12 }, (_, i) => `the ${way} room № ${i}`);
    for (const room of rooms) {
      const options = inUrl(room, { transports: [way] });
      await call(await inRoom(url, room, 'Anna', options), await inRoom(url, room, 'Boris', options));
    }

    const counts = await Promise.all(gateways.map((gateway) => countOf(gateway, rooms)));

    expect(counts.flat().filter((count) => count > 0)).toEqual(rooms.map(() => 2));
    expect(counts.map((count) => Math.max(...count))).toEqual([2, 2, 2]);
  });

  it('brings every other request that names a room to where it is', async () => {
    const url = await before(gateways);
    for (const room of ['one', 'two', 'three', 'four', 'five']) {
      await inRoom(url, room, 'Anna', inUrl(room));

      const { rooms } = await getJson<Rooms>(`${url}/api/rooms?room=${room}`);

      expect(rooms.map((found) => found.room)).toContain(room);
    }
  });

  it('keeps a page whose URL names no room with one, by its address, and spreads the addresses', async () => {
    const url = await before(gateways);
    const hosts = [2, 3, 4, 5, 6, 7, 8, 9];
    for (const host of hosts) {
      const agent = new Agent({ localAddress: `127.0.0.${host}` });
      const options: Options = { transports: ['polling'], agent: agent as never };
      await call(await inRoom(url, `of ${host}`, 'Anna', options), await inRoom(url, `of ${host}`, 'Boris', options));
    }

    const rooms = hosts.map((host) => `of ${host}`);
    const counts = await Promise.all(gateways.map((gateway) => countOf(gateway, rooms)));

    expect(counts.filter((count) => Math.max(...count) > 0).length).toBeGreaterThan(1);
  });

  it('lets the pongs be those of the browser', async () => {
    const url = await before(gateways);
    const anna = await inRoom(url, 'two', 'Anna', inUrl('two'));
    const verdictWhere = async (autoPong: boolean) => {
      const target = await joinByHand(url, autoPong);
      anna.emit('offer', { target, offer: offer({ session: autoPong ? '1' : '2' }) });
      return anna.next<VerdictMessage>('verdict', ({ callee }) => callee.id === target);
    };

    expect(await verdictWhere(true)).toMatchObject({ overdue: { cause: 'no-answer', evidence: 'transport' } });
    expect(await verdictWhere(false)).toMatchObject({ cause: 'offer-not-delivered', owedBy: 'callee-network' });
  });

  it('takes nobody to a gateway that is not ready, from the first moment on, and back to it once it is', async () => {
    const servers: Three<StandIn> = [await standIn(0), await standIn(1), await standIn(2)];
    const asked = answers(await before(servers));
    const home = await asked();

    servers[home].ready = false;
    const other = await asked();
    expect(other).not.toBe(home);
    const triedFirst = async () => {
      const { requests } = servers[home];
      await asked();
      return servers[home].requests - requests;
    };
    expect(await until(triedFirst, (count) => count === 0)).toBe(0);
    servers[home].ready = true;

    expect(await until(asked, (number) => number !== other)).toBe(home);
  });

  it('asks another gateway where the first takes no connection', async () => {
    const servers: Three<StandIn> = [await standIn(0), await standIn(1), await standIn(2)];
    const asked = answers(await before(servers));
    const home = await asked();

    await servers[home].close();

    expect(await asked()).not.toBe(home);
  });

  it('brings the participants of a gateway that fails to others, a room to one, and leaves the rest alone', async () => {
    const url = await before(gateways);
    const rooms = Array.from({ length: 12 }, (_, i) => `room ${i}`);
    const lost = new Set<string>();
    const stays = (peer: Peer, room: string, name: string) => {
      peer.socket.on('disconnect', () => lost.add(room));
      peer.socket.on('connect', () => void peer.join(room, name));
    };
    for (const room of rooms) {
      const options = inUrl(room, { reconnection: true, reconnectionDelay: 50 });
      for (const name of ['Anna', 'Boris']) stays(await inRoom(url, room, name, options), room, name);
    }
    const [failing, ...others] = gateways;
    const had = await countOf(failing, rooms);
    const moved = rooms.filter((_, i) => had[i] !== 0);
    expect(moved).not.toEqual([]);

    await failing.kill();

    const counts = await until(
      () => Promise.all(others.map((gateway) => countOf(gateway, rooms))),
      (now) => now.flat().reduce((sum, count) => sum + count, 0) === 2 * rooms.length,
    );
    expect(counts.flat().filter((count) => count > 0)).toEqual(rooms.map(() => 2));
    expect(rooms.filter((room) => lost.has(room))).toEqual(moved);
  });
});

/** A client that takes part by hand, and whose browser answers pings or does not; its id. */
async function joinByHand(url: string, autoPong: boolean): Promise<string> {
  const address = `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket&room=two`;
  const socket = new WebSocket(address, { autoPong });
  atEnd(() => socket.terminate());
  let id = '';
  return new Promise((resolve) => {
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (text.startsWith('0')) socket.send('40');
      if (text.startsWith('40')) {
        ({ sid: id } = JSON.parse(text.slice(2)) as { sid: string });
        socket.send('42["join-room","two","Boris"]');
      }
      if (text.startsWith('42["room-users"')) resolve(id);
    });
  });
}

/** In the place of a gateway: it is ready or not, and answers with its number. */
interface StandIn {
  readonly url: string;
  ready: boolean;
  /** Those for its health left out. */
  readonly requests: number;
  close(): Promise<void>;
}

async function standIn(number: 0 | 1 | 2): Promise<StandIn> {
  const server = createServer((request, response) => {
    if (request.url !== '/health/ready') self.requests++;
    response.writeHead(self.ready ? 200 : 503).end(String(number));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const self = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ready: true,
    requests: 0,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  atEnd(() => server.listening && self.close());
  return self;
}

/** Asks who has a room. */
const answers = (url: string) => async () => {
  const response = await fetch(`${url}/?room=one`);
  if (!response.ok) throw new Error(`answered ${response.status}`);
  return Number(await response.text()) as 0 | 1 | 2;
};
