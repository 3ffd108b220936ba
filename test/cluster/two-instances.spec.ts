import { describe, expect, it } from '@jest/globals';
import type { HandshakeView } from '../../protocol/verdict.js';
import { call, getJson, inRoom, type Peer } from '../support/clients.js';
import { runInstances } from '../support/cluster.js';

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
        ['offer-crossed', 'reached'],
        ['offer-delivered', 'reached'],
        ['answer-crossed', 'reached'],
      ]),
    );
  });
});
