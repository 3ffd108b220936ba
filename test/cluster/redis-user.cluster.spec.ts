import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createClient } from 'redis';
import type { HandshakeView } from '../../protocol/verdict.js';
import { call, connect, getJson, inRoom, runGateway, until } from '../support/clients.js';
import { startOwnRedis } from '../support/redis.js';
import { atEnd } from '../support/teardown.js';

const page = readFileSync(path.join(import.meta.dirname, '../../docs/threat-model.md'), 'utf8');
/** The user that the documentation has for the gateways. */
const documented = /^ *(ACL SETUSER gateways .*)$/m.exec(page)?.[1]?.split(' ') ?? [];

async function client(url: string) {
  const connected = createClient({ url });
  connected.on('error', () => undefined);
  await connected.connect();
  atEnd(() => connected.destroy());
  return connected;
}

/** A Redis with that user: its URL as the user, and a client that may do everything. */
async function guarded() {
  const server = await startOwnRedis();
  atEnd(() => server.close());
  const admin = await client(server.url);
  await admin.sendCommand(documented);
  return { url: server.url.replace('//', '//gateways:PASSWORD@'), admin };
}

describe('the user of the gateways', () => {
  it('can do all that the instances need, and nothing is refused to it', async () => {
    const { url: redis, admin } = await guarded();
    const [one, other] = await Promise.all([runGateway({ REDIS_URL: redis }), runGateway({ REDIS_URL: redis })]);
    for (const { url } of [one, other]) {
      await until(
        () => getJson<{ redis?: string }>(`${url}/health/ready`),
        (health) => health.redis === 'reached',
      );
    }
    const anna = await inRoom(one.url, 'two', 'Anna');
    const boris = await inRoom(other.url, 'two', 'Boris');
    await anna.next('user-joined');
    const id = await call(anna, boris);
    expect(await anna.next<HandshakeView>('verdict')).toMatchObject({ id, outcome: 'signaled' });
    await one.close();
    await other.close();
    expect(await admin.sendCommand(['ACL', 'LOG'])).toEqual([]);
  });

  it('lets nobody into a room, and says why, where it may not run the script by which rooms are claimed', async () => {
    const { url: redis, admin } = await guarded();
    await admin.sendCommand(['ACL', 'SETUSER', 'gateways', '-eval']);
    const { url } = await runGateway({ REDIS_URL: redis });
    await until(
      () => admin.sendCommand(['ACL', 'LOG']) as unknown as Promise<unknown[]>,
      (refused) => refused.length > 0,
    );
    const anna = await connect(url);
    expect(await anna.join('den', 'Anna')).toMatchObject({ ok: false, error: { code: 'instance-unreachable' } });
    expect(await getJson(`${url}/health/live`)).toEqual({ status: 'ok' });
  });

  it.each([
    [['GET', 'another:key']],
    [['KEYS', '*']],
    [['FLUSHALL']],
    [['PUBLISH', '{hopline}:one', 'hello']],
    [['CONFIG', 'GET', 'dir']],
    [['ACL', 'LIST']],
    [['MONITOR']],
    [['EVAL', "return redis.call('GET', 'another:key')", '0']],
  ])('can do nothing else: %j', async (command) => {
    const { url } = await guarded();
    const user = await client(url);
    await expect(user.sendCommand(command)).rejects.toThrow(/NOPERM|can't access/);
  });
});
