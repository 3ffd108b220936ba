import type { RequestListener, ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import type { Request } from 'express';
import { describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { ClusterPort } from '../../src/cluster/cluster-port.js';
import { InstanceRegistry } from '../../src/cluster/instances.js';
import { Redis } from '../../src/redis/redis.js';
import { Everywhere } from '../../src/http/everywhere/everywhere.js';
import { FromOthers } from '../../src/http/everywhere/from-others.js';
import { LiveElsewhere } from '../../src/http/everywhere/live-elsewhere.js';
import { jsonList, jsonOf } from '../../src/http/json-list.js';
import { boundRequests } from '../../src/limits/limits.js';
import { until } from '../support/read.js';
import { atEnd } from '../support/teardown.js';

const key = () => 'a-key-of-the-tests';
const items = (count: number) => Array.from({ length: count }, (_, number) => ({ number }));

/** An instance that answers so, and another one that asks it, with this key. */
async function instance(handle: RequestListener, keyOfAsker = key, upgrade = () => Promise.resolve()) {
  const fromOthers = new FromOthers();
  fromOthers.handle = handle;
  const port = new ClusterPort({
    key,
    redisUrl: 'redis://127.0.0.1:1',
    own: { host: '127.0.0.1', listenHost: '127.0.0.1', port: 0 },
    boundRequests,
    posts: {},
    answer: fromOthers.answer,
    heard: () => undefined,
    upgrade,
    onDefect: (_, error) => {
      throw error;
    },
  });
  await port.open();
  const { address = '' } = port;
  const wire = new InstanceRegistry(new Redis('redis://127.0.0.1:1'), 'self', 1000, keyOfAsker);
  wire.others = new Map([['other', address]]);
  atEnd(() => {
    wire.close();
    port.close();
  });
  const everywhere = new Everywhere(wire);
  const request = { originalUrl: '/api/rooms?limit=7', headers: { 'accept-language': 'ru' } } as Request;
  const ask = () => everywhere.ask<object>(request, () => ({ own: true }));
  return { ask, wire, address, fromOthers };
}

const silent = (address: string) => ({ answers: [{ own: true }], instances: { answered: 1, silent: [address] } });

/** Somebody who reads what that instance tells by way of this one. */
async function readerOf(handle: RequestListener) {
  const { wire, address } = await instance(handle);
  const reader = new PassThrough({ encoding: 'utf8' });
  let text = '';
  const told = async (ending: string) => {
    while (!text.endsWith(ending)) text += String(await new Promise((read) => reader.once('data', read)));
    return text.split('\n\n').slice(0, -1);
  };
  atEnd(() => reader.destroy());
  new LiveElsewhere(wire, '/api/live?room=den', reader as unknown as ServerResponse).start();
  const named = JSON.stringify(address);
  const away = (because: boolean) => `event: away\ndata: {"instance":${named},"silent":${because}}`;
  return { reader, wire, told, away, instance: named };
}

describe('what another instance answers', () => {
  it('comes whole and in its order, however long it is, to the same question in the same language', async () => {
    const { ask } = await instance(({ method, url, headers }, response) => {
      const rest = { asked: [method, url, headers['accept-language']], none: [] };
      void jsonOf(items(5000)).then((all) => jsonList('rooms', all, rest).getStream().pipe(response));
    });

    const { answers, instances } = await ask();

    const [, { rooms = [], ...rest } = {}] = answers as { rooms?: string[] }[];
    expect(rooms.map((json) => JSON.parse(json) as object)).toEqual(items(5000));
    expect(rest).toEqual({ asked: ['GET', '/api/rooms?limit=7', 'ru'], none: [] });
    expect(instances).toEqual({ answered: 2, silent: [] });
  });

  it('is no answer where it ends too early, or is none of the API', async () => {
    const answers = ['{"rooms":[\n{"number":1},\n{"num', '{"rooms":[\n{"number":1}\n', '', 'Not found'];
    for (const text of answers) {
      const { ask, address } = await instance((_, response) => response.end(text));
      expect(await ask()).toEqual(silent(address));
    }
    const cut = await instance((_, response) => {
      response.write('{"rooms":[\n{"number":1},\n');
      setTimeout(() => response.destroy(), 20);
    });
    expect(await cut.ask()).toEqual(silent(cut.address));
    const refusing = await instance((_, response) => response.writeHead(503).end('{"rooms":[\n]}'));
    expect(await refusing.ask()).toEqual(silent(refusing.address));
  });

  it('is no answer where it does not come in time', async () => {
    const { ask, address } = await instance(() => undefined);

    expect(await ask()).toEqual(silent(address));
  });

  it('is given to nobody without the key that all have', async () => {
    let asked = 0;
    const handle: RequestListener = (_, response) => response.end(JSON.stringify({ asked: ++asked }));
    const { ask, address } = await instance(handle, () => 'another-key');

    expect(await ask()).toEqual(silent(address));
    const statuses = ['/api/rooms', '/api/live', '/'].map(
      async (path) => (await fetch(`http://${address}${path}`)).status,
    );
    expect(await Promise.all(statuses)).toEqual([401, 401, 401]);
    expect(asked).toBe(0);
  });

  it('is of the API alone, and marked as asked by an instance', async () => {
    const brought: boolean[] = [];
    const { address, fromOthers } = await instance((request, response) => {
      brought.push(fromOthers.brought(request));
      response.end();
    });
    const headers = { authorization: `Bearer ${key()}` };
    const paths = ['/metrics', '/console/', '/reports/', '/', '/api/rooms'];

    const statuses = paths.map(async (path) => (await fetch(`http://${address}${path}`, { headers })).status);

    expect(await Promise.all(statuses)).toEqual([404, 404, 404, 404, 200]);
    expect(brought).toEqual([true]);
  });
});

describe('a passage', () => {
  it('is opened by nobody without the key, nor with another one', async () => {
    let opened = 0;
    const upgrade = async () => void opened++;
    const { address } = await instance(() => undefined, key, upgrade);
    const open = (headers: Record<string, string>) =>
      new Promise<number | undefined>((answered) => {
        const webSocket = new WebSocket(`ws://${address}/passage`, { headers });
        webSocket.on('error', () => undefined);
        webSocket.on('unexpected-response', (request, { statusCode }) => {
          request.destroy();
          answered(statusCode);
        });
      });

    expect(await open({})).toBe(401);
    expect(await open({ authorization: 'Bearer another-key' })).toBe(401);
    expect(opened).toBe(0);
  });
});

describe('the live stream of another instance', () => {
  it('is told under its address, through the filter, and anew when it is there again', async () => {
    let opened = 0;
    const {
      told,
      away,
      instance: named,
    } = await readerOf(({ url }, response) => {
      response.write(`retry: 1000\n\nevent: snapshot\ndata: {"asked":"${url}","nu`);
      setTimeout(() => response.end(`mber":${++opened}}\n\nevent: alive\ndata: {}\n\nevent: change\nda`), 20);
    });
    const snapshot = (number: number) =>
      `event: snapshot\ndata: {"instance":${named},"asked":"/api/live?room=den","number":${number}}`;

    const first = await told(`"silent":true}\n\n`);
    const then = await told(`"number":2}\n\n`);

    expect(first).toEqual([snapshot(1), away(true)]);
    expect(then).toEqual([...first, snapshot(2)]);
  });

  it('counts as silent when it gives no sign of life, once, and as left when nobody knows it any more', async () => {
    let opened = 0;
    const { told, away, wire } = await readerOf((_, response) => {
      opened++;
      response.write('retry: 1000\n\n');
    });

    expect(await told(`"silent":true}\n\n`)).toEqual([away(true)]);
    await until(
      () => Promise.resolve(opened),
      (times) => times >= 2,
    );
    wire.others = new Map();
    expect(await told(`"silent":false}\n\n`)).toEqual([away(true), away(false)]);
  });

  it('is read no faster than its reader reads, who then has everything anew', async () => {
    const long = `event: change\ndata: {"long":"${'x'.repeat(100_000)}"}\n\n`;
    let opened = 0;
    let waiting: ServerResponse | undefined;
    const {
      reader,
      told,
      instance: named,
    } = await readerOf((_, response) => {
      response.write(`event: snapshot\ndata: {"number":${++opened}}\n\n`);
      if (opened > 1) return;
      waiting = response;
      const flood = setInterval(() => response.writableNeedDrain || response.write(long), 1);
      response.on('close', () => clearInterval(flood));
    });

    await until(
      () => Promise.resolve(waiting?.writableNeedDrain),
      (full) => full === true,
    );
    await new Promise((turn) => setTimeout(turn, 1200));
    // One on each side of the stream.
    expect(reader.writableLength + reader.readableLength).toBeLessThan(2.1 * long.length);

    const all = await told(`{"instance":${named},"number":2}\n\n`);
    expect(all.filter((message) => message.startsWith('event: away'))).toEqual([]);
  });

  it('is not read any more when its reader has gone', async () => {
    const closed = Promise.withResolvers<void>();
    const { reader, told } = await readerOf((_, response) => {
      response.write('event: snapshot\ndata: {"number":1}\n\n');
      const signs = setInterval(() => response.write('event: alive\ndata: {}\n\n'), 20);
      response.on('close', () => {
        clearInterval(signs);
        closed.resolve();
      });
    });
    await told('"number":1}\n\n');

    reader.destroy();

    expect(await closed.promise).toBeUndefined();
  });
});
