import { describe, expect, it } from '@jest/globals';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { call, connect, inRoom, type Peer } from '../support/clients.js';
import { clusterOf, knows, reached, runInstance } from '../support/cluster.js';
import { runProcess, type Run } from '../support/process.js';
import { startRedis } from '../support/redis.js';
import { answer, offer } from '../support/sdp.js';
import { atEnd } from '../support/teardown.js';

/** An instance that stays, and one that can be killed. */
async function stayingAndDoomed(): Promise<[staying: string, doomed: Run]> {
  const redis = await startRedis();
  atEnd(() => redis.close());
  // Nobody owes an answer before the loss is found, however busy the machine.
  const env = { ...clusterOf(redis.url), WAIT_ANSWER: '60000' };
  const [staying, doomed] = await Promise.all([runInstance(env), runProcess(env)]);
  await Promise.all([reached(staying.url), reached(doomed.url)]);
  return [staying.url, doomed];
}

async function offered(caller: Peer, callee: Peer): Promise<string> {
  caller.emit('offer', { target: callee.id, offer: offer() });
  return (await callee.next<{ handshake: string }>('offer')).handshake;
}

describe('an instance that is killed', () => {
  it('takes its participants with it: the others hear that they left, and that the gateway lost the call', async () => {
    const [staying, doomed] = await stayingAndDoomed();
    const anna = await inRoom(staying, 'den', 'Anna');
    const boris = await inRoom(doomed.url, 'den', 'Boris');
    await anna.next('user-joined');
    const gone = boris.id;
    const id = await offered(anna, boris);

    await doomed.stop('SIGKILL');

    expect(await anna.next('user-left')).toBe(gone);
    expect(await anna.next<VerdictMessage>('verdict')).toMatchObject({
      id,
      outcome: 'failed',
      cause: 'gateway-lost',
      owedBy: 'gateway',
    });
    // Who calls it still has not met somebody that has just left.
    expect(await anna.ask('offer', { target: gone, offer: offer() })).toMatchObject({
      ok: false,
      error: { code: 'instance-unreachable' },
    });
    expect(await anna.next<VerdictMessage>('verdict')).toMatchObject({ cause: 'gateway-lost', owedBy: 'gateway' });
    const back = await inRoom(staying, 'den', 'Boris');
    await anna.next('user-joined');
    await call(anna, back);
    expect(await anna.next('verdict')).toMatchObject({ outcome: 'signaled' });
  });

  it('takes its rooms with it: those who stay go on together, and meet whoever comes back', async () => {
    const [staying, doomed] = await stayingAndDoomed();
    const anna = await inRoom(doomed.url, 'den', 'Anna');
    const boris = await inRoom(staying, 'den', 'Boris');
    const clara = await inRoom(staying, 'den', 'Clara');
    await boris.next('user-joined');
    const gone = anna.id;
    const id = await offered(anna, boris);

    await doomed.stop('SIGKILL');

    expect(await boris.next('verdict')).toMatchObject({ id, outcome: 'failed', cause: 'gateway-lost', you: 'callee' });
    const back = await inRoom(staying, 'den', 'Anna');
    const [left, joined] = await Promise.all([
      boris.next('user-left'),
      boris.next<{ socketId: string }>('user-joined'),
    ]);
    expect([left, joined.socketId]).toEqual([gone, back.id]);
    expect(await clara.next('user-left')).toBe(gone);

    const pending = [await boris.pending(), await clara.pending()];
    expect(pending.flat().filter((event) => event === 'user-left')).toEqual([]);
    await call(boris, clara);
    expect(await boris.next('verdict')).toMatchObject({ outcome: 'signaled' });
    await call(back, boris);
    expect(await back.next('verdict')).toMatchObject({ outcome: 'signaled' });
  });

  it('is what an offer fails for that comes before it is known who is not there any more, and no fault of the page', async () => {
    const [staying, doomed] = await stayingAndDoomed();
    const anna = await inRoom(doomed.url, 'den', 'Anna');
    const boris = await inRoom(staying, 'den', 'Boris');
    const gone = anna.id;

    await doomed.stop('SIGKILL');

    expect(await boris.ask('offer', { target: gone, offer: offer() })).toMatchObject({
      ok: false,
      error: { code: 'instance-unreachable' },
    });
    expect(await boris.next<VerdictMessage>('verdict')).toMatchObject({ cause: 'gateway-lost', owedBy: 'gateway' });
    expect(await boris.next('user-left')).toBe(gone);
  });

  it('brings nobody back into a room that it had left', async () => {
    const [staying, doomed] = await stayingAndDoomed();
    const anna = await inRoom(doomed.url, 'den', 'Anna');
    const boris = await inRoom(staying, 'den', 'Boris');
    const clara = await inRoom(staying, 'den', 'Clara');
    expect(await clara.ask('leave-room')).toEqual({ ok: true });
    const gone = anna.id;

    await doomed.stop('SIGKILL');

    expect(await boris.next('user-left', (id) => id === gone)).toBe(gone);
    const dora = await inRoom(staying, 'attic', 'Dora');
    const back = await connect(staying);
    const joined = await back.join('den', 'Anna');
    expect(joined).toMatchObject({ ok: true, users: [{ username: 'Boris' }, { username: 'Anna' }] });
    expect(await dora.pending()).toEqual([]);
  });

  it('leaves an answer to what it lost a message like any other, and no new failure', async () => {
    const [staying, doomed] = await stayingAndDoomed();
    const anna = await inRoom(doomed.url, 'den', 'Anna');
    const boris = await inRoom(staying, 'den', 'Boris');
    const clara = await inRoom(staying, 'den', 'Clara');
    await offered(clara, boris);
    const gone = anna.id;

    await doomed.stop('SIGKILL');
    expect(await boris.next('user-left')).toBe(gone);

    expect(await boris.ask('answer', { target: clara.id, answer: answer() })).toEqual({ ok: true });
    expect(await clara.next('answer')).toMatchObject({ sender: boris.id });
    expect(await clara.next('verdict')).toMatchObject({ outcome: 'failed', cause: 'gateway-lost' });
    expect((await clara.pending()).filter((event) => event === 'verdict')).toEqual([]);
  });
});

describe('an instance that is stopped for a while', () => {
  it('goes on, with no room of its own either', async () => {
    const [staying, doomed] = await stayingAndDoomed();
    const anna = await connect(doomed.url);
    await knows(staying, { answered: 2, silent: [] });

    doomed.signal('SIGSTOP');
    await knows(staying, { answered: 1, silent: [] });
    const asked = anna.ask('leave-room');
    doomed.signal('SIGCONT');

    expect(await asked).toMatchObject({ ok: false, error: { code: 'not-in-room' } });
    await knows(staying, { answered: 2, silent: [] });
  });

  it('gives the rooms up that others have taken meanwhile: nobody is left behind in one', async () => {
    const [staying, doomed] = await stayingAndDoomed();
    const anna = await inRoom(doomed.url, 'den', 'Anna');
    const boris = await inRoom(staying, 'den', 'Boris');
    await anna.next('user-joined');
    const { id } = anna;

    doomed.signal('SIGSTOP');
    expect(await boris.next('user-left')).toBe(id);
    const asked = anna.ask('offer', { target: boris.id, offer: offer() });
    doomed.signal('SIGCONT');

    // Passed on to where the room is by now, and what it has sent meanwhile with it: its page has nothing to do.
    expect(await boris.next('user-joined')).toMatchObject({ socketId: id });
    expect((await asked).ok).toBe(true);
    expect(await boris.next('offer')).toMatchObject({ sender: id });
    await call(anna, boris);
    expect(await anna.next<VerdictMessage>('verdict')).toMatchObject({ outcome: 'signaled' });
  });
});
