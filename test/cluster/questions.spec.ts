import type { ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { ClusterPort } from '../../src/cluster/cluster-port.js';
import { Instances } from '../../src/cluster/instances.js';
import { Redis } from '../../src/redis/redis.js';
import type { OwnAnswers } from '../../src/http/everywhere/answers.js';
import { answerOthers, Others } from '../../src/http/everywhere/others.js';
import { boundRequests } from '../../src/limits/limits.js';
import { atEnd } from '../support/teardown.js';

const key = () => 'a-key-of-the-tests';
const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

interface Teller {
  answer: (question: object) => object | Promise<object>;
  tell: (response: ServerResponse) => void;
  upgrade: () => Promise<void>;
}

/** An instance that tells so, and another one that asks it, with this key. */
async function instance(teller: Partial<Teller>, keyOfAsker = key) {
  const defects: unknown[] = [];
  const { answer = () => ({}), tell = (response) => response.end(), upgrade = () => Promise.resolve() } = teller;
  const own = { to: (_: string, question: object) => answer(question) } as unknown as OwnAnswers;
  const answering = answerOthers(own, { add: tell });
  const port = new ClusterPort({
    key,
    redisUrl: 'redis://127.0.0.1:1',
    own: { host: '127.0.0.1', listenHost: '127.0.0.1', port: 0 },
    boundRequests,
    answer: answering,
    heard: () => undefined,
    upgrade,
    onDefect: (_, error) => defects.push(error),
  });
  await port.open();
  const { address = '' } = port;
  const wire = new Instances(new Redis('redis://127.0.0.1:1'), 'self', 1000, keyOfAsker);
  wire.others = new Map([['other', address]]);
  atEnd(() => {
    wire.close();
    port.close();
  });
  const others = new Others(wire);
  const ask = () => others.ask(address, { kind: 'rooms', question: { limit: 7 } });
  return { ask, others, address, defects };
}

describe('what another instance has to say', () => {
  it('comes whole and in its order, however long it is', async () => {
    const { ask } = await instance({
      answer: (question) => Promise.resolve({ question, long: numbers(5000), none: [], more: true }),
    });

    expect(await ask()).toEqual({
      question: { limit: 7 },
      long: numbers(5000),
      none: [],
      more: true,
    });
  });

  it('is no answer where it ends too early', async () => {
    const broken = {
      toJSON: () => {
        throw new Error('broken');
      },
    };
    const { ask, defects } = await instance({ answer: () => ({ long: [...numbers(250), broken] }) });

    expect(await ask()).toBeUndefined();
    expect(defects).toHaveLength(1);
  });

  it('is no answer where it does not come in time', async () => {
    const { ask } = await instance({ answer: () => new Promise(() => {}) });

    expect(await ask()).toBeUndefined();
  });

  it('is said to nobody without the key that all have', async () => {
    let asked = 0;
    const { ask, address } = await instance({ answer: () => ({ asked: ++asked }) }, () => 'another-key');

    expect(await ask()).toBeUndefined();
    const statuses = ['/ask', '/live'].map(async (path) => (await fetch(`http://${address}${path}`)).status);
    expect(await Promise.all(statuses)).toEqual([401, 401]);
    expect(asked).toBe(0);
  });

  it('is no question over the bound, and nothing that it does not know', async () => {
    const { address, ask } = await instance({});
    const post = async (path: string, body: string) => {
      const headers = { authorization: `Bearer ${key()}` };
      return (await fetch(`http://${address}${path}`, { method: 'POST', headers, body })).status;
    };

    await expect(post('/ask', JSON.stringify({ kind: 'rooms', question: 'x'.repeat(70_000) }))).rejects.toThrow(
      'fetch failed',
    );
    expect(await post('/elsewhere', '{}')).toBe(404);
    expect(await ask()).toEqual({});
  });
});

describe('a passage', () => {
  it('is opened by nobody without the key, nor with another one', async () => {
    let opened = 0;
    const { address } = await instance({ upgrade: async () => void opened++ });
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

describe('an instance that is heard', () => {
  it('tells line by line, until it is not there any more', async () => {
    const { others, address } = await instance({
      tell: (response) => {
        response.write('{}\n{"change":"mu');
        setImmediate(() => response.end('ch"}\n'));
      },
    });
    const told: object[] = [];

    await new Promise<void>((over) => others.follow(address, (line) => told.push(line), over));

    expect(told).toEqual([{}, { change: 'much' }]);
  });

  it('counts as gone when it gives no sign of life', async () => {
    const { others, address } = await instance({ tell: (response) => void response.write('{}\n') });
    const told: object[] = [];

    await new Promise<void>((over) => others.follow(address, (line) => told.push(line), over));

    expect(told).toEqual([{}]);
  });

  it('is not heard any more by whoever does not want to', async () => {
    const closed = Promise.withResolvers<void>();
    const { others, address } = await instance({
      tell: (response) => {
        const signs = setInterval(() => response.write('{}\n'), 20);
        response.on('close', () => {
          clearInterval(signs);
          closed.resolve();
        });
      },
    });
    let over = false;

    const stop = others.follow(
      address,
      () => stop(),
      () => (over = true),
    );
    await closed.promise;

    expect(over).toBe(false);
  });
});
