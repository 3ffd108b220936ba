import { describe, expect, it } from '@jest/globals';
import { call, connect, inRoom } from '../support/clients.js';
import { runInstances } from '../support/cluster.js';

describe('a room in which somebody is alone', () => {
  it('stays where it is when a page that was cut off is back, and takes its own place', async () => {
    const [one = '', other = ''] = await runInstances(2);
    const before = await inRoom(one, 'den', 'Anna');
    const anna = await connect(one);
    expect(
      await anna.ask('join-room', { room: 'den', username: 'Anna', replaces: [before.socket.io.engine.id] }),
    ).toMatchObject({
      ok: true,
      users: [{ username: 'Anna' }],
    });

    const boris = await inRoom(other, 'den', 'Boris');
    expect(await anna.next('user-joined')).toMatchObject({ socketId: boris.id });
    await call(boris, anna);
    expect(await boris.next('verdict')).toMatchObject({ outcome: 'signaled' });
  });

  it('stays where it is when that one joins it again under another name', async () => {
    const [one = '', other = ''] = await runInstances(2);
    const anna = await inRoom(one, 'den', 'Anna');
    expect(await anna.join('den', 'Anne')).toMatchObject({ ok: true });
    const boris = await inRoom(other, 'den', 'Boris');
    expect(await anna.next('user-joined')).toMatchObject({ socketId: boris.id });
  });

  it('leaves the connection of whoever is refused it alone, who was passed on to its instance', async () => {
    const [one = '', other = ''] = await runInstances(2, { ROOM_CAPACITY: '2' });
    for (const name of ['Anna', 'Boris']) await inRoom(one, 'full', name);
    await inRoom(one, 'den', 'Chen');
    const dora = await inRoom(other, 'den', 'Dora');
    const { id } = dora;
    expect(await dora.ask('leave-room')).toEqual({ ok: true });
    expect(await dora.join('full', 'Dora')).toMatchObject({ ok: false, error: { code: 'room-full' } });
    expect(await dora.join('den', 'Dora')).toMatchObject({ ok: true });
    expect(dora.id).toBe(id);
  });

  it('keeps whoever is refused another one, wherever that is', async () => {
    const [one = '', other = ''] = await runInstances(2, { ROOM_CAPACITY: '2' });
    for (const name of ['Anna', 'Boris']) await inRoom(other, 'full', name);
    const chen = await inRoom(one, 'den', 'Chen');
    const dora = await inRoom(other, 'den', 'Dora');
    await chen.next('user-joined');

    expect(await dora.join('full', 'Dora')).toMatchObject({ ok: false, error: { code: 'room-full' } });

    await call(dora, chen);
    expect(await chen.next('verdict')).toMatchObject({ outcome: 'signaled' });
    expect(await chen.pending()).not.toContain('user-left');
  });
});
