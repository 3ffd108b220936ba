import { describe, expect, it } from '@jest/globals';
import type { JoinAck, Participant } from '../../protocol/messages.js';
import { connect, inRoom } from '../support/clients.js';
import { clusterOf, reached, runInstance } from '../support/cluster.js';
import { runProcess, type Run } from '../support/process.js';
import { startRedis } from '../support/redis.js';
import { startStalling, type Stalling } from '../support/stalling.js';
import { atEnd } from '../support/teardown.js';

/** An instance that stays, and one that is killed as soon as it has said something over that network. */
async function stayingAndDoomed(): Promise<[staying: string, doomed: Run, network: Stalling]> {
  const redis = await startRedis();
  atEnd(() => redis.close());
  const network = await startStalling();
  const env = clusterOf(redis.url);
  const [staying, doomed] = await Promise.all([runInstance(env), runProcess({ ...env, ...network.env })]);
  await Promise.all([reached(staying.url), reached(doomed.url)]);
  return [staying.url, doomed, network];
}

describe('the last that an instance says before it is killed', () => {
  it('counts: whoever hears that it has left is not brought back', async () => {
    const [staying, doomed, network] = await stayingAndDoomed();
    await inRoom(doomed.url, 'den', 'Anna');
    const boris = await inRoom(staying, 'den', 'Boris');
    const clara = await inRoom(staying, 'den', 'Clara');
    const cut = network.cutBehind('{"ok":true}');

    expect(await clara.ask('leave-room')).toEqual({ ok: true });
    await cut;
    await doomed.stop('SIGKILL');

    await boris.next('user-left', (id) => id !== clara.id);
    const back = await connect(staying);
    const joined = await back.join('den', 'Anna');
    expect(joined).toMatchObject({ ok: true, users: [{ username: 'Boris' }, { username: 'Anna' }] });
  });

  it('counts: whoever hears that somebody has come hears that it is gone', async () => {
    const [staying, doomed, network] = await stayingAndDoomed();
    await inRoom(doomed.url, 'den', 'Anna');
    const boris = await inRoom(staying, 'den', 'Boris');
    const cut = network.cutBehind('user-joined');

    const clara = await inRoom(doomed.url, 'den', 'Clara');
    const gone = clara.id;
    await cut;
    await doomed.stop('SIGKILL');

    expect(await boris.next('user-joined')).toMatchObject({ socketId: gone });
    expect(await boris.next('user-left', (id) => id === gone)).toBe(gone);
  });

  it('is not the answer to a join: the next instance gives it, and the others hear of nobody twice', async () => {
    const [staying, doomed, network] = await stayingAndDoomed();
    await inRoom(doomed.url, 'den', 'Anna');
    const boris = await inRoom(staying, 'den', 'Boris');
    const clara = await connect(staying);
    const cut = network.cutBehind('room-users');

    const joined = clara.join('den', 'Clara');
    await cut;
    await doomed.stop('SIGKILL');

    const { users } = (await joined) as JoinAck;
    const found = users.map(({ username }) => username);
    // Whichever of the two is back first.
    const told = found.includes('Boris') ? [] : [(await clara.next<Participant>('user-joined')).username];
    expect([...found, ...told].toSorted()).toEqual(['Boris', 'Clara']);
    expect(await boris.next('user-joined')).toMatchObject({ socketId: clara.id });
    expect(await boris.pending()).not.toContain('user-joined');
  });
});
