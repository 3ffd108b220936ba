import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Addresses } from '../../src/limits/addresses.js';
import { Guesses } from '../../src/limits/guesses.js';
import { ask } from '../support/ask.js';
import { metric, runGateway } from '../support/clients.js';
import { runGatewayProcess } from '../support/gateway-process.js';

const token = 'an-admin-token-of-the-tests';
const closed = { NODE_ENV: 'production', AUTH_MODE: 'none', ADMIN_TOKEN: token };
const bearer = (value: string) => ({ Authorization: `Bearer ${value}` });
const form = { 'Content-Type': 'application/x-www-form-urlencoded' };

/** The ways to try a token; each answers with a status. */
const ways: [name: string, guess: (url: string, given: string) => Promise<number>][] = [
  ['the header', async (url, given) => (await ask(url, '/api/rooms', bearer(given))).status],
  ['the header, for the metrics', async (url, given) => (await ask(url, '/metrics', bearer(given))).status],
  ['the login', async (url, given) => (await ask(url, '/console/login', form, 'POST', `token=${given}`)).status],
  [
    'the login, in JSON',
    async (url, given) => {
      const json = { 'Content-Type': 'application/json' };
      return (await ask(url, '/console/login', json, 'POST', JSON.stringify({ token: given }))).status;
    },
  ],
];

const request = (address: string) => ({ socket: { remoteAddress: address }, headers: {} }) as never;

/** So many guesses after each other; the statuses of their answers. */
async function guess(url: string, count: number, by = ways): Promise<number[]> {
  const statuses: number[] = [];
  for (let tried = 0; tried < count; tried++) {
    const [, one] = by[tried % by.length] ?? [];
    statuses.push((await one?.(url, `guess-number-${tried}-of-many`)) ?? 0);
  }
  return statuses;
}

describe('a token that is guessed', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it.each(ways)('by %s is looked at ten times, then not even the right one is for a while', async (_, one) => {
    const { url } = await runGateway(closed);

    const statuses = await guess(url, 30, [['', one]]);

    expect(statuses.slice(0, 10).filter((status) => ![401, 303].includes(status))).toEqual([]);
    expect(statuses.slice(10)).toEqual(Array<number>(20).fill(429));
    expect(await one(url, token)).toBe(429);
  });

  it('by several ways at once is one', async () => {
    const { url } = await runGateway(closed);

    const statuses = await guess(url, 12);

    expect(statuses.filter((status) => status === 429)).toHaveLength(2);
    const { status, headers, body } = await ask(url, '/api/rooms', bearer(token));
    expect([status, headers['cache-control']]).toEqual([429, 'no-store']);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(10);
    expect(JSON.parse(body)).toMatchObject({ code: 'rate-limited', retryAfterMs: expect.any(Number) });
  });

  it('logs nobody out, and keeps nobody from what is open', async () => {
    const { url } = await runGateway(closed);
    const { headers } = await ask(url, '/console/login', form, 'POST', `token=${token}`);
    const session = { Cookie: String(headers['set-cookie']?.[0]).split(';', 1).join() };
    await guess(url, 12);

    expect((await ask(url, '/api/rooms', session)).status).toBe(200);
    expect((await ask(url, '/api/rooms', { ...session, ...bearer('wrong-once-more-than-it-may') })).status).toBe(200);
    expect((await ask(url, '/health/ready')).status).toBe(200);
    expect((await ask(url, '/api/rooms')).status).toBe(401);
  });

  it('from one address keeps nobody else out', async () => {
    const { url } = await runGateway({ ...closed, TRUST_PROXY: '127.0.0.1' });
    const from = (address: string, given: string) =>
      ask(url, '/metrics', { ...bearer(given), 'X-Forwarded-For': address });
    for (let tried = 0; tried < 12; tried++) await from('192.0.2.1', `guess-number-${tried}-of-many`);

    expect((await from('192.0.2.1', token)).status).toBe(429);
    const { status, body } = await from('192.0.2.2', token);
    expect(status).toBe(200);
    expect(body).toMatch(/hopline_limited_total\{limit="guesses"\} 3\b/);
    expect(body).toMatch(/hopline_rejections_total\{reason="admin-refused"\} 10\b/);
  });

  it('is in the log, once, and by no address', async () => {
    const gateway = await runGatewayProcess(closed);
    await guess(gateway.url, 30);

    const lines = gateway.written().split('\n');
    expect(lines.filter((line) => line.includes('ADMIN_TOKEN is being guessed'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('admin-refused'))).toHaveLength(10);
    expect(gateway.written()).not.toMatch(/127\.0\.0\.1|guess-number/);
  });

  it('is known of as many addresses as there may be, and the oldest is forgotten', () => {
    const refused: string[] = [];
    const guesses = new Guesses(new Addresses([]), { onRefused: () => refused.push('-'), onGuessing: () => undefined });
    const shut = (address: string) => guesses.waitMs(request(address)) > 0;
    for (let tried = 0; tried < 10; tried++) guesses.add(request('192.0.2.1'));
    expect(shut('192.0.2.1')).toBe(true);

    for (let other = 0; other < 10_000; other++) guesses.add(request(`10.0.${other >> 8}.${other & 255}`));

    expect(shut('192.0.2.1')).toBe(false);
  });

  it('is answered late where it is not looked at, as far as not too many wait for that', () => {
    jest.useFakeTimers();
    const guesses = new Guesses(new Addresses([]), { onRefused: () => undefined, onGuessing: () => undefined });
    const answered: number[] = [];
    const refuse = (number: number) => {
      const response = new EventEmitter();
      guesses.refused(response as never, () => answered.push(number));
      return response;
    };
    const waiting = Array.from({ length: 256 }, (_, number) => refuse(number));
    refuse(256);
    expect(answered).toEqual([256]);

    waiting[7]?.emit('close');
    refuse(257);
    expect(answered).toEqual([256]);
    jest.advanceTimersByTime(100);
    expect(answered).toHaveLength(257);
    expect(answered).not.toContain(7);
  });

  it('is not limited where limits are off', async () => {
    const { url } = await runGateway({ ...closed, LIMITS: 'off' });

    expect((await guess(url, 12)).filter((status) => status === 429)).toEqual([]);
    expect(await metric(url, 'hopline_limited_total{limit="guesses"}')).toBeUndefined();
  });
});
