/// <reference lib="dom" />
import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { fetchIceServers } from '../../client/lib/ice-servers.js';
import { SignalingClient } from '../../client/lib/signaling-client.js';
import { RefusedError } from '../../client/lib/signaling-errors.js';
import type { TokenSource } from '../../client/lib/signaling-events.js';
import { metric, runGateway } from '../support/clients.js';
import { next } from '../support/signaling.js';
import { atEnd } from '../support/teardown.js';
import { closed, inSeconds, mint } from '../support/tokens.js';

/** When a token has to end for its connection to be closed in this many seconds: five are allowed for clocks that differ. */
const soon = (seconds: number) => inSeconds(seconds - 5);

function client(url: string, token: TokenSource | undefined): SignalingClient {
  const signaling = new SignalingClient({ url, token });
  atEnd(() => signaling.leave());
  return signaling;
}

const expired = (url: string) => metric(url, 'hopline_rejections_total{reason="token-expired"}');

describe('a client with a token', () => {
  it('joins as the token says', async () => {
    const { url } = await runGateway(closed);

    const { self } = await client(url, await mint({ name: 'Anna' })).join('den', 'Somebody');

    expect(self.username).toBe('Anna');
  });

  it.each<[string, TokenSource | undefined, string]>([
    ['has none', undefined, 'token-missing'],
    ['has a wrong one', 'nonsense', 'token-invalid'],
    ['has a function that fails', () => Promise.reject(new Error('no session')), 'token-missing'],
    ['has one for another room', () => mint({ rooms: ['attic'] }), 'room-forbidden'],
  ])('that %s gets the code of the gateway', async (_, token, code) => {
    const { url } = await runGateway(closed);

    const refused = await client(url, token)
      .join('den', 'Anna')
      .catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(RefusedError);
    expect(refused).toMatchObject({ code });
  });

  it('renews it by itself, and stays', async () => {
    const { url } = await runGateway(closed);
    const { promise: often, resolve } = Promise.withResolvers<void>();
    let times = 0;
    const signaling = client(url, () => {
      // At connect, and then each time that a quarter of its two seconds is left.
      if (++times === 4) resolve();
      return mint({ exp: soon(2), sub: 'anna' });
    });
    const lost: string[] = [];
    signaling.on('connection-lost', () => lost.push(signaling.id));
    await signaling.join('den', 'Anna');
    const { id } = signaling;

    await often;

    expect([signaling.id, lost, await expired(url)]).toEqual([id, [], 0]);
  });

  it('comes back with a fresh one where it could not be renewed', async () => {
    const { url } = await runGateway(closed);
    const given = [() => mint({ exp: soon(2) }), () => 'nonsense', () => mint()];
    const signaling = client(url, () => given.shift()?.() ?? 'nonsense');
    await signaling.join('den', 'Anna');
    const { id } = signaling;
    const [refused, lost, back] = [
      next(signaling, 'refused'),
      next(signaling, 'connection-lost'),
      next(signaling, 'joined'),
    ];

    expect((await refused)[0]).toMatchObject({ code: 'token-invalid', event: 'renew-token' });
    await lost;
    const [membership, again] = await back;

    expect([membership.room, again]).toEqual(['den', true]);
    expect(signaling.id).not.toBe(id);
  });

  it('gives up when the only one that it has is over', async () => {
    const { url } = await runGateway(closed);
    const signaling = client(url, await mint({ exp: soon(2) }));
    await signaling.join('den', 'Anna');

    const [error, final] = await next(signaling, 'rejoin-failed');

    expect(error).toMatchObject({ name: 'RefusedError', code: 'token-expired' });
    expect(final).toBe(true);
  });
});

describe('ICE servers where tokens are asked for', () => {
  const turn = { TURN_URLS: 'turn:turn.example', TURN_SECRET: 'the-shared-secret' };

  it('are for those who have one, bound to its holder and to its time', async () => {
    const { url } = await runGateway({ ...closed, ...turn });
    const exp = Math.floor(inSeconds(100));

    const [server] = (await fetchIceServers(url, await mint({ sub: 'anna', exp }))) ?? [];
    const [same] = (await fetchIceServers(url, await mint({ sub: 'anna', exp }))) ?? [];
    const [other] = (await fetchIceServers(url, await mint({ sub: 'boris', exp }))) ?? [];

    const [until1 = '', holder] = (server?.username ?? '').split(':');
    expect(Math.abs(Number(until1) - (exp + 5))).toBeLessThanOrEqual(1);
    expect(holder).toMatch(/^[0-9a-f]{16}$/);
    expect([same, other].map((one) => one?.username?.split(':')[1] === holder)).toEqual([true, false]);
    expect(server?.credential).toBe(
      createHmac('sha1', turn.TURN_SECRET)
        .update(server?.username ?? '')
        .digest('base64'),
    );
  });

  it('are for nobody else, which is counted', async () => {
    const { url } = await runGateway({ ...closed, ...turn });

    const answers = await Promise.all(
      [{}, { Authorization: 'Bearer nonsense' }].map((headers) => fetch(`${url}/ice-servers`, { headers })),
    );

    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    expect(await answers[1]?.json()).toEqual({
      code: 'token-invalid',
      message: 'The token is not valid. It cannot be read.',
    });
    expect(await metric(url, 'hopline_rejections_total{reason="token-missing"}')).toBe(1);
    expect(await metric(url, 'hopline_hops_total{stage="requested",result="refused"}')).toBe(2);
    expect(await fetchIceServers(url)).toBeUndefined();
  });

  it('come with the join, for that participant alone', async () => {
    const { url } = await runGateway({ ...closed, ...turn });
    const token = await mint();

    const users = await Promise.all(
      ['Anna', 'Boris'].map(async (name) => {
        const { iceServers } = await client(url, token).join('den', name);
        return iceServers[0]?.username?.split(':')[1];
      }),
    );

    expect(users[0]).not.toBe(users[1]);
    expect(JSON.stringify(users)).not.toMatch(/Anna|Boris/);
  });
});
