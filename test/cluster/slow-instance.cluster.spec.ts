import { describe, expect, it } from '@jest/globals';
import type { HandshakeView } from '../../protocol/verdict.js';
import { inRoom } from '../support/clients.js';
import { clusterOf, reached, runInstance, runInstances } from '../support/cluster.js';
import { fault } from '../support/faults.js';
import { runProcess } from '../support/process.js';
import { getJson } from '../support/read.js';
import { startRedis } from '../support/redis.js';
import { offer } from '../support/sdp.js';
import { atEnd } from '../support/teardown.js';

describe('the instance of a room that takes its time', () => {
  it('has whoever left and joined again at once in the room', async () => {
    const redis = await startRedis();
    atEnd(() => redis.close());
    const env = { ...clusterOf(redis.url), INSTANCE_LEASE: '5000' };
    const [other, one] = await Promise.all([runInstance(env), runProcess(env)]);
    await Promise.all([reached(other.url), reached(one.url)]);
    const anna = await inRoom(one.url, 'two', 'Anna');
    const boris = await inRoom(other.url, 'two', 'Boris');

    one.signal('SIGSTOP');
    boris.emit('leave-room');
    const joined = boris.join('two', 'Boris');
    // What the other one does while it waits is done.
    await (await inRoom(other.url, 'elsewhere', 'Clara')).pending();
    one.signal('SIGCONT');

    expect(await joined).toMatchObject({ ok: true, users: [{ username: 'Anna' }, { username: 'Boris' }] });
    expect(await boris.ask('offer', { target: anna.id, offer: offer() })).toMatchObject({ ok: true });
    expect(await anna.next('offer')).toMatchObject({ sender: boris.id });
  });

  it('is waited for once it has taken a message: there is one handshake, and the sender hears of that one', async () => {
    const [one = '', other = ''] = await runInstances(2, { FAULTS: 'on' });
    const anna = await inRoom(one, 'two', 'Anna');
    const boris = await inRoom(other, 'two', 'Boris');
    // Longer than an instance that does not say so is waited for.
    await fault(one, { fault: 'delay', message: 'offer', room: 'two', ms: 2600 });

    const relayed = await boris.ask<{ handshake: string }>('offer', { target: anna.id, offer: offer() });
    expect(relayed).toMatchObject({ ok: true });
    const offered = await anna.next<{ handshake: string }>('offer');
    expect(relayed).toMatchObject({ handshake: offered.handshake });
    const lists = await Promise.all(
      [one, other].map((url) => getJson<{ handshakes: HandshakeView[] }>(`${url}/api/handshakes?room=two`)),
    );
    const told = lists.flatMap(({ handshakes }) => handshakes.map(({ id }) => id));
    expect([...new Set(told)]).toEqual([offered.handshake]);
  });
});
