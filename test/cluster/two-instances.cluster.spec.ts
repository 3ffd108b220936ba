import { describe, expect, it } from '@jest/globals';
import type { HandshakeView } from '../../protocol/verdict.js';
import { call, connect, getJson, inRoom, type Peer } from '../support/clients.js';
import { runInstances } from '../support/cluster.js';
import { closed, mint } from '../support/tokens.js';

async function pairAcross(
  env: Record<string, string> = {},
): Promise<[anna: Peer, boris: Peer, one: string, other: string]> {
  const [one = '', other = ''] = await runInstances(2, env);
  const anna = await inRoom(one, 'two', 'Anna');
  const boris = await inRoom(other, 'two', 'Boris');
  await anna.next('user-joined');
  return [anna, boris, one, other];
}

describe('two instances as one', () => {
  it('bring a call about, with one handshake, one ladder and one verdict', async () => {
    const [anna, boris, one] = await pairAcross();
    const id = await call(anna, boris);
    const verdict = await anna.next<HandshakeView>('verdict');
    expect(verdict).toMatchObject({ id, outcome: 'signaled' });
    expect(await boris.next('verdict')).toMatchObject({ id, outcome: 'signaled', you: 'callee' });
    const { handshakes } = await getJson<{ handshakes: HandshakeView[] }>(`${one}/api/handshakes`);
    expect(handshakes).toHaveLength(1);
    expect(handshakes[0]?.ladder.map(({ stage, status }) => [stage, status])).toEqual(
      expect.arrayContaining([
        ['offer-delivered', 'reached'],
        ['answer-delivered', 'reached'],
      ]),
    );
  });

  it('let in who has a token for the room, wherever the room is, under the name of the token', async () => {
    const [one = '', other = ''] = await runInstances(2, closed);
    const opener = await mint({ rooms: ['den'], name: 'Anna', capacity: 2 });
    const anna = await inRoom(one, 'den', '-', { auth: { token: opener } });
    const elsewhere = await connect(other, { auth: { token: await mint({ rooms: ['attic'], name: 'Boris' }) } });
    const third = await connect(other, { auth: { token: await mint({ name: 'Chen' }) } });

    expect(await elsewhere.join('den', 'Anna')).toMatchObject({ error: { code: 'room-forbidden' } });
    const token = await mint({ rooms: ['den'], name: 'Boris' });
    expect(await elsewhere.ask('join-room', { room: 'den', username: 'Anna', token })).toMatchObject({
      ok: true,
      self: { username: 'Boris' },
    });
    expect(await anna.next('user-joined')).toMatchObject({ username: 'Boris' });
    expect(await third.join('den', 'Chen')).toMatchObject({ error: { code: 'room-full' } });
    expect(await elsewhere.join('attic', 'Boris')).toMatchObject({ error: { code: 'room-forbidden' } });
  });
});
