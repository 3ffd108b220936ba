import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { check, type CheckOptions } from '../../tools/call-check/check.js';
import type { Round } from '../../tools/call-check/round.js';
import { stages } from '../../protocol/stages.js';
import { startGateway } from '../support/gateway.js';
import { freePort } from '../support/free-port.js';
import { until } from '../support/read.js';
import { atEnd } from '../support/teardown.js';
import { startTurnServer, type TurnServer } from '../support/turn-server.js';

async function coturn(): Promise<TurnServer> {
  const server = await startTurnServer();
  atEnd(() => server.close());
  return server;
}

async function gateway(env: Record<string, string> = {}): Promise<string> {
  const started = await startGateway(env);
  atEnd(() => started.close());
  return started.url;
}

/** One round, as JSON and as people read it. */
async function round(
  url: string,
  more: Partial<CheckOptions> = {},
): Promise<{ ok: boolean; round: Round; text: string }> {
  const printed: string[] = [];
  const options: CheckOptions = {
    url,
    token: undefined,
    room: undefined,
    ways: [],
    timeoutMs: 15_000,
    json: true,
    everyMs: undefined,
    metricsPort: undefined,
    print: (text) => void printed.push(text),
    announce: () => undefined,
    signal: new AbortController().signal,
    ...more,
  };
  const ok = await check(options);
  const text = printed.join('');
  return { ok, text, round: options.json ? (JSON.parse(text) as Round) : { at: 0, url, ok, calls: [] } };
}

describe('hopline check', () => {
  it('makes a call over each way that the gateway offers, and the gateway finds every rung reached', async () => {
    const { urls, secret, port } = await coturn();
    const stun = `stun:127.0.0.1:${port}`;
    const url = await gateway({ TURN_SECRET: secret, STUN_URLS: stun, TURN_URLS: `${urls.udp},${urls.tcp}` });

    const { ok, round: played } = await round(url);

    expect(played.calls.map(({ way, server, outcome, sentence }) => ({ way, server, outcome, sentence }))).toEqual([
      { way: 'host', outcome: 'connected' },
      { way: 'stun', server: stun, outcome: 'connected' },
      { way: 'turn', server: urls.udp, outcome: 'connected' },
      { way: 'turn', server: urls.tcp, outcome: 'connected' },
    ]);
    for (const { ladder, connectMs } of played.calls) {
      expect(ladder.map(({ stage, status }) => ({ stage, status }))).toEqual(
        stages.map((stage) => ({ stage, status: 'reached' })),
      );
      expect(connectMs).toBeGreaterThan(0);
    }
    expect(ok).toBe(true);
  });

  it('has the data of a relayed call go through the relay', async () => {
    const server = await coturn();
    const url = await gateway({ TURN_SECRET: server.secret, TURN_URLS: server.urls.udp });

    const { ok } = await round(url, { ways: ['turn'] });

    expect(ok).toBe(true);
    expect(server.log().match(/CHANNEL_BIND processed, success/g)).toHaveLength(2);
  });

  it('names the TURN server that refuses the credentials, and what to do', async () => {
    const { urls } = await coturn();
    const url = await gateway({ TURN_SECRET: 'another', TURN_URLS: urls.udp });

    const { ok, round: played } = await round(url);

    expect(ok).toBe(false);
    expect(played.calls.map(({ way, ok: well }) => [way, well])).toEqual([
      ['host', true],
      ['turn', false],
    ]);
    expect(played.calls[1]?.sentence).toContain(urls.udp);
    expect(played.calls[1]?.sentence).toMatch(/TURN_SECRET/);
  });

  it('names the STUN server that is not there', async () => {
    const stun = `stun:127.0.0.1:${await freePort()}`;
    const { ok, round: played } = await round(await gateway({ STUN_URLS: stun }));

    expect(ok).toBe(false);
    expect(played.calls[1]?.sentence).toMatch(new RegExp(`^${stun}: (?:Nothing listens|No answer)`));
  });

  it('writes the ladder with its times for people', async () => {
    const { text } = await round(await gateway(), { json: false });

    expect(text).toMatch(/^\S+Z {2}http:\S+ {2}ok\nHOST: connected in \d+ ms\n {4}│ offer created {5,}\d/);
    expect(text).toMatch(/│ media flowing +[\d.]+ ms {2}robot\n/);
    expect(text).toContain(
      'STUN: not tried, as the gateway offers none\nTURN: not tried, as the gateway offers none\n',
    );
  });

  it('enters with a token where the gateway asks for one, and says so where it has none', async () => {
    const secret = 'a secret of at least 32 bytes, for a test';
    const url = await gateway({ AUTH_MODE: 'jwt', JWT_SECRET: secret });
    const token = await new SignJWT({ rooms: '*' })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuedAt()
      .setExpirationTime('60s')
      .setAudience('hopline')
      .sign(new TextEncoder().encode(secret));

    expect((await round(url, { token })).ok).toBe(true);
    const { ok, round: without } = await round(url);
    expect(ok).toBe(false);
    expect(without.error).toMatch(/asks for a token \(--token\)/);
  });

  it('says what is at the address where it is no gateway, or nothing', async () => {
    const server = createServer((_, response) => void response.end('hello')).listen(0, '127.0.0.1');
    atEnd(() => server.close());
    await once(server, 'listening');
    const other = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const gone = `http://127.0.0.1:${await freePort()}`;

    expect((await round(other)).round.error).toMatch(/is no Hopline gateway: GET \/ice-servers gave 200/);
    expect((await round(gone)).round.error).toBe(`The gateway at ${gone} cannot be reached.`);
  });

  it('goes on calling, and serves what came of it to Prometheus', async () => {
    const url = await gateway();
    const stop = new AbortController();
    const printed: string[] = [];
    let address = '';
    const over = round(url, {
      everyMs: 100,
      metricsPort: 0,
      print: (text) => void printed.push(text),
      announce: (text) => {
        address = /http\S+/.exec(text)?.[0] ?? '';
      },
      signal: stop.signal,
      json: false,
    });
    const scrape = async () => (await fetch(address)).text();
    const page = await until(
      () => (address === '' ? Promise.resolve('') : scrape()),
      (text) => /_calls_total\{.*\} [2-9]/.test(text),
    );
    stop.abort();

    expect((await over).ok).toBe(true);
    expect(page).toMatch(/^hopline_check_success 1$/m);
    expect(page).toMatch(/^hopline_check_calls_total\{way="host",server="",result="connected"\} [2-9]/m);
    expect(page).toMatch(/^hopline_check_connect_seconds_count\{way="host",server=""\} [2-9]/m);
    expect(page).toMatch(/^hopline_check_last_round_timestamp_seconds \d{10}/m);
  });
});
