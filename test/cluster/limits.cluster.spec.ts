import { describe, expect, it } from '@jest/globals';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { inRoom } from '../support/clients.js';
import { runInstances } from '../support/cluster.js';
import { answer, candidate, offer } from '../support/sdp.js';

async function inTurn<T>(times: number, run: (time: number) => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  for (let time = 0; time < times; time++) all.push(await run(time));
  return all;
}

describe('a limit of an instance, for a participant whose room lives on another', () => {
  it('is told to the room: its handshake names the sender who was refused', async () => {
    const [one = '', other = ''] = await runInstances(2, { LIMIT_MESSAGES: '10' });
    const anna = await inRoom(one, 'den', 'Anna');
    const boris = await inRoom(other, 'den', 'Boris');
    await anna.next('user-joined');
    anna.emit('offer', { target: boris.id, offer: offer() });
    await boris.next('offer');
    // As much as a connection may send at once, and then the answer.
    const another = { target: anna.id, candidate: candidate('zY9x') };
    while ((await boris.ask('ice-candidate', another)).ok);
    const refused = await boris.ask('answer', { target: anna.id, answer: answer() });

    expect(refused).toMatchObject({ ok: false, error: { code: 'rate-limited' } });
    const { outcome, cause, owedBy } = await anna.next<VerdictMessage>('verdict');
    expect({ outcome, cause, owedBy }).toEqual({ outcome: 'failed', cause: 'rejected', owedBy: 'callee' });
  });

  it('counts joins, however many instances the rooms live on', async () => {
    const [one = '', other = '', third = ''] = await runInstances(3, { LIMIT_JOINS: '2' });
    await inRoom(one, 'den', 'Anna');
    await inRoom(other, 'attic', 'Clara');
    const boris = await inRoom(third, 'den', 'Boris');

    const joins = await inTurn(20, (time) => boris.join(time % 2 === 0 ? 'attic' : 'den', 'Boris'));

    expect(joins[0]).toMatchObject({ ok: true });
    const refused = { ok: false, error: expect.objectContaining({ code: 'rate-limited' }) as unknown };
    expect(joins).toContainEqual(refused);
  });
});
