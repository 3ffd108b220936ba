import { describe, expect, it } from '@jest/globals';
import { ask } from '../support/ask.js';
import { runGateway } from '../support/clients.js';

const production = { NODE_ENV: 'production', AUTH_MODE: 'none' };
const foreign = 'rebound.attacker.example';
const json = { 'Content-Type': 'application/json' };
const fault = JSON.stringify({ fault: 'drop', message: 'offer' });

describe('a name that somebody else has made mean this machine', () => {
  it.each(['/metrics', '/api/rooms', '/api/live', '/console/', '/', '/ice-servers'])(
    'has nothing of a port of its own without a token: %s',
    async (path) => {
      const { adminUrl } = await runGateway({ ...production, ADMIN_PORT: '0' });

      const { status, body } = await ask(adminUrl, path, { Host: foreign });

      expect(status).toBe(403);
      expect(JSON.parse(body)).toMatchObject({
        code: 'admin-refused',
        message: expect.stringContaining('ADMIN_HOSTS'),
      });
      expect((await ask(adminUrl, path, { Host: 'localhost' })).status).toBeLessThan(400);
    },
  );

  it('has neither the API nor the metrics of a gateway that is tried out', async () => {
    const { url } = await runGateway();
    const asked = async (path: string, headers: Record<string, string>) => (await ask(url, path, headers)).status;

    expect(await asked('/api/rooms', { Host: foreign })).toBe(403);
    expect(await asked('/metrics', { Host: foreign })).toBe(403);
    // Its page may send what it likes of these.
    expect(await asked('/metrics', { Host: foreign, 'X-Forwarded-Host': 'localhost' })).toBe(403);
    expect(await asked('/metrics', { Host: foreign, Authorization: 'Bearer whatever-it-may-be' })).toBe(403);
    expect(await asked('/health/ready', { Host: foreign })).toBe(200);
  });

  it('is one of ours where it is named, or where a token is asked for', async () => {
    const named = await runGateway({ ...production, ADMIN_PORT: '0', ADMIN_HOSTS: foreign });
    const closed = await runGateway({ ...production, ADMIN_PORT: '0', ADMIN_TOKEN: 'an-admin-token-of-the-tests' });

    expect((await ask(named.adminUrl, '/metrics', { Host: `${foreign}:3002` })).status).toBe(200);
    expect((await ask(closed.adminUrl, '/metrics', { Host: foreign })).status).toBe(401);
    expect((await ask(closed.url, '/metrics', { Host: foreign })).status).toBe(404);
  });
});

describe('the page of another site', () => {
  it.each<[string, string, Record<string, string>, string]>([
    ['a form', 'POST', { 'Content-Type': 'text/plain', Origin: 'https://evil.example' }, fault],
    [
      'a form as forms are',
      'POST',
      { 'Content-Type': 'application/x-www-form-urlencoded', Origin: 'https://evil.example' },
      'fault=drop',
    ],
    ['a form of a frame without origin', 'POST', { 'Content-Type': 'text/plain', Origin: 'null' }, fault],
    ['JSON, where origins let it', 'POST', { ...json, Origin: 'https://evil.example' }, fault],
    ['a wish to clear', 'DELETE', { Origin: 'https://evil.example' }, ''],
  ])('changes nothing by %s', async (_, method, headers, body) => {
    const { url } = await runGateway({ FAULTS: 'on', CORS_ORIGINS: '*' });
    await ask(url, '/api/faults', json, 'POST', fault);

    expect((await ask(url, '/api/faults', headers, method, body)).status).toBe(403);

    const { faults } = JSON.parse((await ask(url, '/api/faults')).body) as { faults: object[] };
    expect(faults).toHaveLength(1);
  });

  it('is no program, which sends JSON and no origin, or is asked to', async () => {
    const { url } = await runGateway({ FAULTS: 'on' });

    expect((await ask(url, '/api/faults', json, 'POST', fault)).status).toBe(201);
    const other = await ask(url, '/api/faults', { 'Content-Type': 'text/plain' }, 'POST', fault);
    expect([other.status, JSON.parse(other.body)]).toEqual([
      415,
      { code: 'admin-refused', message: expect.stringContaining('Content-Type: application/json') },
    ]);
  });

  it.each([
    [{ Origin: 'https://evil.example' }, 403],
    [{ Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }, 403],
    [{ 'Sec-Fetch-Site': 'same-site' }, 403],
    [{ Origin: 'null', 'Sec-Fetch-Site': 'same-origin' }, 303],
    [{ Origin: 'null' }, 303],
    [{}, 303],
  ])('does not log anybody in: %j is answered with %d', async (headers, status) => {
    const token = 'an-admin-token-of-the-tests';
    const { url } = await runGateway({ ADMIN_TOKEN: token });
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };

    const answer = await ask(url, '/console/login', { ...form, ...headers }, 'POST', `token=${token}`);

    expect(answer.status).toBe(status);
    expect(answer.headers['set-cookie'] !== undefined).toBe(status === 303);
  });
});
