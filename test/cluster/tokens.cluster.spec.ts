import { expect, it } from '@jest/globals';
import { inRoom } from '../support/clients.js';
import { runInstances } from '../support/cluster.js';
import { closed, inSeconds, mint } from '../support/tokens.js';

it('the end of a token is told once to a page whose room lives on another instance', async () => {
  const [one = '', other = ''] = await runInstances(2, closed);
  await inRoom(one, 'den', 'Anna', { auth: { token: await mint() } });
  const boris = await inRoom(other, 'den', 'Boris', {
    auth: { token: await mint({ exp: inSeconds(-3), sub: 'boris' }) },
  });

  await boris.next('token-expiring');
  expect(await boris.ask('renew-token', await mint({ sub: 'boris' }))).toMatchObject({ ok: true });

  expect(await boris.pending()).not.toContain('token-expiring');
});
