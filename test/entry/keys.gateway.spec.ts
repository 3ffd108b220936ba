import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { remoteKeys } from '../../src/entry/keys.js';
import { Tokens } from '../../src/entry/tokens.js';
import { connect, metric, runGateway, until } from '../support/clients.js';
import { setClock } from '../support/machine-clock.js';
import { mint } from '../support/tokens.js';
import { atEnd } from '../support/teardown.js';

/** A server of keys, which may be asked only so often. */
async function startKeyServer(): Promise<{ url: URL; keys: JWK[]; asked: () => number; fail: (yes: boolean) => void }> {
  const state = { keys: [] as JWK[], asked: 0, failing: false };
  const server = createServer((_, response) => {
    state.asked++;
    response.writeHead(state.failing ? 500 : 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ keys: state.keys }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  atEnd(() => server.close());
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`),
    keys: state.keys,
    asked: () => state.asked,
    fail: (yes) => (state.failing = yes),
  };
}

async function pairOf(kid: string, alg = 'ES256') {
  const { publicKey, privateKey } = await generateKeyPair(alg);
  return { jwk: { ...(await exportJWK(publicKey)), kid, alg }, sign: { alg, key: privateKey, kid } };
}

const reader = (url: URL) =>
  new Tokens({ key: remoteKeys(url), algorithms: ['ES256'], audience: 'hopline', issuer: undefined, named: false });

describe('keys at a URL', () => {
  it('let in what they have signed, and are asked for once', async () => {
    const server = await startKeyServer();
    const own = await pairOf('one');
    server.keys.push(own.jwk);
    const { url } = await runGateway({ AUTH_MODE: 'jwt', JWT_JWKS_URL: server.url.href });

    for (const name of ['Anna', 'Boris']) {
      const peer = await connect(url, { auth: { token: await mint({ name }, own.sign) } });
      expect(await peer.join('den', '-')).toMatchObject({ ok: true, self: { username: name } });
    }

    expect(server.asked()).toBe(1);
  });

  it('are looked for anew when the clock of the machine was set back', async () => {
    const server = await startKeyServer();
    const [old, fresh] = [await pairOf('old'), await pairOf('fresh')];
    server.keys.push(old.jwk);
    const tokens = reader(server.url);
    expect(await tokens.read(await mint({}, old.sign))).toMatchObject({ ok: true });
    server.keys.splice(0, 1, fresh.jwk);

    setClock(-3_600_000);

    expect(await tokens.read(await mint({}, fresh.sign))).toMatchObject({ ok: true });
  });

  it('change while the gateway runs: the new one is found, and the one that is withdrawn lets nobody in', async () => {
    const server = await startKeyServer();
    const [old, fresh] = [await pairOf('old'), await pairOf('fresh')];
    server.keys.push(old.jwk);
    const tokens = reader(server.url);
    expect(await tokens.read(await mint({}, old.sign))).toMatchObject({ ok: true });
    server.keys.splice(0, 1, fresh.jwk);

    expect(await tokens.read(await mint({}, fresh.sign))).toMatchObject({ refusal: { code: 'token-invalid' } });
    expect(server.asked()).toBe(1);
    setClock(31_000);

    expect(await tokens.read(await mint({}, fresh.sign))).toMatchObject({ ok: true });
    expect(await tokens.read(await mint({}, old.sign))).toMatchObject({ refusal: { code: 'token-invalid' } });
    expect(server.asked()).toBe(2);
  });

  it('are asked for once, however many strangers come with keys of their own', async () => {
    const server = await startKeyServer();
    server.keys.push((await pairOf('one')).jwk);
    const tokens = reader(server.url);
    const foreign = await Promise.all(Array.from({ length: 20 }, (_, index) => pairOf(`foreign ${index}`)));

    for (const { sign } of foreign) {
      expect(await tokens.read(await mint({}, sign))).toMatchObject({ refusal: { code: 'token-invalid' } });
    }

    expect(server.asked()).toBe(1);
  });

  it('are no secret: a token that takes a public key for one is not taken', async () => {
    const server = await startKeyServer();
    const own = await pairOf('one');
    server.keys.push(own.jwk);
    const key = new TextEncoder().encode(JSON.stringify(own.jwk));

    const read = await reader(server.url).read(await mint({}, { alg: 'HS256', key, kid: 'one' }));

    expect(read).toMatchObject({ refusal: { code: 'token-invalid', message: expect.stringContaining('alg: ') } });
    expect(server.asked()).toBe(0);
  });

  it('that cannot be had are nobody’s fault: refused for now, and counted', async () => {
    const server = await startKeyServer();
    const own = await pairOf('one');
    server.fail(true);
    const { url } = await runGateway({ AUTH_MODE: 'jwt', JWT_JWKS_URL: server.url.href });
    const token = await mint({}, own.sign);

    await expect(connect(url, { auth: { token } })).rejects.toMatchObject({ data: { code: 'token-unchecked' } });

    expect(await metric(url, 'hopline_rejections_total{reason="token-unchecked"}')).toBe(1);
  });

  it('that cannot be had are not asked for again at once, and then are', async () => {
    const server = await startKeyServer();
    const own = await pairOf('one');
    server.keys.push(own.jwk);
    server.fail(true);
    const tokens = reader(server.url);
    const token = await mint({}, own.sign);

    for (let tries = 0; tries < 100; tries++) {
      expect(await tokens.read(token)).toMatchObject({ refusal: { code: 'token-unchecked' } });
    }
    expect(server.asked()).toBeLessThan(5);
    server.fail(false);

    const read = await until(
      () => tokens.read(token),
      ({ ok }) => ok,
    );
    expect(read).toMatchObject({ ok: true });
  });
});
