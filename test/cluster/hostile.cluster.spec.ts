import { describe, expect, it } from '@jest/globals';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { call, inRoom } from '../support/clients.js';
import { runInstances } from '../support/cluster.js';

describe('a participant whose room lives on another instance', () => {
  it('is refused what is nested too deep to be handed on, and ends nothing', async () => {
    const [one = '', other = ''] = await runInstances(2);
    const anna = await inRoom(one, 'den', 'Anna');
    const boris = await inRoom(other, 'den', 'Boris');
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;

    // As it is: a client of ours could not write it either.
    boris.socket.io.engine.write(`2["offer",{"target":"${anna.id}","offer":${deep}}]`);

    expect(await boris.next('signaling-error')).toMatchObject({ code: 'malformed', event: 'offer' });
    await call(anna, boris);
    expect(await anna.next<VerdictMessage>('verdict', ({ outcome }) => outcome !== 'failed')).toMatchObject({
      outcome: 'signaled',
    });
  });
});
