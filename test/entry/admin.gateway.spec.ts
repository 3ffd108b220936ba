import { describe, expect, it } from '@jest/globals';
import { isAdminPath } from '../../src/entry/admin.js';
import { ask, type Answer } from '../support/ask.js';
import { metric, runGateway } from '../support/clients.js';

const token = 'an-admin-token-of-the-tests';
const production = { NODE_ENV: 'production', AUTH_MODE: 'none' };
const bearer = (value: string) => ({ Authorization: `Bearer ${value}` });
const guarded = [
  '/console',
  '/console/',
  '/api/handshakes',
  '/api/refusals',
  '/api/rooms',
  '/api/funnel',
  '/api/live',
  '/api/docs',
  '/metrics',
];
const open = ['/', '/probe.js', '/hopline.js', '/ice-servers', '/health/live', '/health/ready'];

/** The statuses of several paths, redirects within the gateway followed no further. */
async function statuses(url: string, paths: string[], headers: Record<string, string> = {}): Promise<number[]> {
  return Promise.all(paths.map(async (path) => (await ask(url, path, headers)).status));
}
const all = (status: number, paths: string[]) => paths.map(() => status);
const refusals = (url: string, headers?: Record<string, string>) => countOf(url, 'admin-refused', headers);
async function countOf(url: string, reason: string, headers: Record<string, string> = {}): Promise<number | undefined> {
  const { body } = await ask(url, '/metrics', headers);
  const line = body.split('\n').find((text) => text.startsWith(`hopline_rejections_total{reason="${reason}"} `));
  return line === undefined ? undefined : Number(line.split(' ')[1]);
}

const cookieOf = ({ headers }: Answer) => String(headers['set-cookie']?.[0]);

describe('the console, the API and the metrics', () => {
  it('are open where the gateway is tried out', async () => {
    const { url } = await runGateway();

    const answers = await statuses(url, guarded);

    expect(answers.filter((status) => status >= 400)).toEqual([]);
    expect(await refusals(url)).toBe(0);
  });

  it('are closed in production until a key opens them, which the answer names', async () => {
    const { url } = await runGateway(production);

    expect(await statuses(url, guarded)).toEqual(all(403, guarded));
    expect(await statuses(url, guarded, bearer(token))).toEqual(all(403, guarded));
    const { body, headers } = await ask(url, '/api/rooms');
    expect(JSON.parse(body)).toEqual({
      code: 'admin-refused',
      message: 'This is for the operator of the gateway. It is closed in production: set ADMIN_TOKEN, or ADMIN_PORT.',
    });
    expect(headers['cache-control']).toBe('no-store');
    expect(await statuses(url, open)).toEqual(all(200, open));
  });

  it.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['another token', bearer('another-token-of-some-length')],
    ['the beginning of the token', bearer(token.slice(0, -1))],
    ['the token and more', bearer(`${token}x`)],
    ['the token in another case', bearer(token.toUpperCase())],
    ['the token without its scheme', { Authorization: token }],
    ['the token as a password', { Authorization: `Basic ${Buffer.from(`admin:${token}`).toString('base64')}` }],
    ['the token in a cookie', { Cookie: `hopline-admin=${token}` }],
    [
      'a session that nobody signed',
      { Cookie: 'hopline-admin=99999999999.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
    ],
    ['a session without a signature', { Cookie: 'hopline-admin=99999999999' }],
  ])('are closed to %s, which is counted', async (_, headers) => {
    const { url } = await runGateway({ ...production, ADMIN_TOKEN: token });

    expect(await statuses(url, guarded, headers)).toEqual(all(401, guarded));

    expect(await refusals(url, bearer(token))).toBe(guarded.length);
    expect((await ask(url, '/metrics')).headers['www-authenticate']).toBe('Bearer realm="hopline"');
    expect(await statuses(url, open)).toEqual(all(200, open));
  });

  it('are open to the token', async () => {
    const { url } = await runGateway({ ...production, ADMIN_TOKEN: token });

    const answers = await statuses(url, guarded, bearer(token));

    expect(answers.filter((status) => status >= 400)).toEqual([]);
  });

  it('include faults on demand', async () => {
    const { url } = await runGateway({ ADMIN_TOKEN: token, FAULTS: 'on' });

    const answers = ['GET', 'POST', 'DELETE'].map(async (method) => (await ask(url, '/api/faults', {}, method)).status);

    expect(await Promise.all(answers)).toEqual([401, 401, 401]);
    expect((await ask(url, '/api/faults', bearer(token))).status).toBe(200);
  });

  it.each([
    '/API/rooms',
    '/Metrics',
    '/api/rooms/',
    '//console/',
    '/./console/',
    '/%63onsole/',
    '/console%2f',
    '/x/../console/',
    '/x/..%2fconsole/index.html',
    '/x/%2e%2e/console/index.html',
    '/assets/..%2f..%2fconsole/index.html',
    '/console/../console/',
    '/console/login.html/../index.html',
    '/console/login.html%2f..%2findex.html',
    '/console/login/../../api/rooms',
    '/api/handshakes/..%2f..%2f..%2fprobe.js',
    '/metrics?x=/probe.js',
    'http://elsewhere.example/api/rooms',
  ])('have no way in through %s', async (path) => {
    const { url } = await runGateway({ ADMIN_TOKEN: token });

    const { status, body } = await ask(url, path);

    expect([401, 404, 400]).toContain(status);
    expect(body).not.toMatch(/hopline_|"rooms"|data-text="handshakes"/);
  });

  it('are not whatever only begins like them', () => {
    expect(['/apiary', '/consoles', '/metrics2', '/', '/assets/console-abc.js'].filter(isAdminPath)).toEqual([]);
  });
});

describe('a port of its own', () => {
  it('has the console, the API and the metrics, and the other one has not', async () => {
    const { url, adminUrl } = await runGateway({ ...production, ADMIN_PORT: '0' });

    expect(await statuses(url, guarded)).toEqual(all(404, guarded));
    expect(await statuses(url, open)).toEqual(all(200, open));
    expect((await statuses(adminUrl, guarded)).filter((status) => status >= 400)).toEqual([]);
    expect((await ask(url, '/metrics')).body).toContain('It is served on the port that ADMIN_PORT says.');
    expect(await metric(adminUrl, 'hopline_rejections_total{reason="admin-refused"}')).toBe(guarded.length + 1);
  });

  it('asks for the token as well, where there is one', async () => {
    const { url, adminUrl } = await runGateway({ ...production, ADMIN_PORT: '0', ADMIN_TOKEN: token });

    expect(await statuses(adminUrl, ['/metrics', '/api/rooms'])).toEqual([401, 401]);
    expect(await statuses(adminUrl, ['/metrics', '/api/rooms'], bearer(token))).toEqual([200, 200]);
    expect(await statuses(url, ['/metrics', '/api/rooms'], bearer(token))).toEqual([404, 404]);
  });

  it('leads to the console, relays nothing, and is closed with the gateway', async () => {
    const gateway = await runGateway({ ADMIN_PORT: '0' });

    const front = await ask(gateway.adminUrl, '/');

    expect([front.status, front.headers['location']]).toEqual([302, './console/']);
    const call = await ask(gateway.adminUrl, '/?room=test');
    const { port } = new URL(gateway.url);
    expect([call.status, call.headers['location']]).toEqual([302, `http://127.0.0.1:${port}/?room=test`]);
    expect((await ask(gateway.adminUrl, '/socket.io/?EIO=4&transport=polling')).status).toBe(404);
    await gateway.close();
    await expect(ask(gateway.adminUrl, '/health/live')).rejects.toThrow('ECONNREFUSED');
  });

  it('is where the links of pages to the console lead, where it is known what people open', async () => {
    const html = { Accept: 'text/html' };
    const { url } = await runGateway({
      ...production,
      ADMIN_PORT: '0',
      CONSOLE_URL: 'https://console.example/hopline/',
    });
    const led = async (path: string) => (await ask(url, path, html)).headers['location'];

    expect(await led('/console/')).toBe('https://console.example/hopline/console/');
    expect(await led('/console/handshakes/abc')).toBe('https://console.example/hopline/console/handshakes/abc');
    expect(await led('/console?outcome=failed')).toBe('https://console.example/hopline/console?outcome=failed');
    expect(await statuses(url, ['/api/rooms', '/metrics', '/consoles'], html)).toEqual([404, 404, 404]);
    const hidden = await runGateway({ ...production, ADMIN_PORT: '0' });
    expect(await statuses(hidden.url, ['/console/'], html)).toEqual([404]);
  });

  it('that is taken stops the start, with the key', async () => {
    const { adminUrl } = await runGateway({ ADMIN_PORT: '0' });

    await expect(runGateway({ ADMIN_PORT: new URL(adminUrl).port })).rejects.toThrow(
      'ADMIN_PORT cannot be listened on (EADDRINUSE)',
    );
  });
});

describe('a login', () => {
  const html = { Accept: 'text/html' };
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const logIn = (url: string, given: string, next = 'console/', headers: Record<string, string> = {}) =>
    ask(url, '/console/login', { ...form, ...headers }, 'POST', new URLSearchParams({ token: given, next }).toString());

  it('is where a browser is led that asks for a page', async () => {
    const { url } = await runGateway({ ADMIN_TOKEN: token });
    const led = async (path: string) => (await ask(url, path, html)).headers['location'];

    expect(await led('/console')).toBe('./console/login.html?next=console');
    expect(await led('/console/?outcome=failed')).toBe('../console/login.html?next=console%2F%3Foutcome%3Dfailed');
    expect(await led('/console/handshakes/abc')).toBe('../../console/login.html?next=console%2F%3Fhandshake%3Dabc');
    expect(await led('/api/docs/')).toBe('../../console/login.html?next=api%2Fdocs%2F');
    expect(await statuses(url, ['/console/login.html'], html)).toEqual([200]);
  });

  it('gives a cookie that no script, no other site and no later day can use, and that has no token in it', async () => {
    const { url } = await runGateway({ ADMIN_TOKEN: token });

    const answer = await logIn(url, token);

    expect([answer.status, answer.headers['location']]).toEqual([303, '../console/']);
    const cookie = cookieOf(answer);
    expect(cookie).toMatch(/^hopline-admin=[\w.-]+; Max-Age=43200; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(token);
    const session = cookie.split(';', 1).join();
    expect(await statuses(url, ['/console/', '/api/rooms', '/metrics'], { Cookie: session })).toEqual([200, 200, 200]);
    expect(await statuses(url, ['/api/rooms'], { Cookie: `other=1; ${session}` })).toEqual([200]);
    expect(await statuses(url, ['/api/rooms'], { Cookie: session.replace(/=\d/, '=9') })).toEqual([401]);
  });

  it('cannot be made up by one who guesses the token: the same token makes another session at another start', async () => {
    const [{ url }, { url: other }] = [
      await runGateway({ ADMIN_TOKEN: token }),
      await runGateway({ ADMIN_TOKEN: token }),
    ];
    const session = cookieOf(await logIn(url, token))
      .split(';', 1)
      .join();

    expect(await statuses(url, ['/api/rooms'], { Cookie: session })).toEqual([200]);
    expect(await statuses(other, ['/api/rooms'], { Cookie: session })).toEqual([401]);
  });

  it('goes over TLS only where it came over TLS', async () => {
    const { url } = await runGateway({ ADMIN_TOKEN: token });

    const answer = await logIn(url, token, 'console/', { 'X-Forwarded-Proto': 'https' });

    expect(cookieOf(answer)).toContain('; Secure');
  });

  it('does not count for a page of another origin, though its browser sends the cookie along', async () => {
    const { url } = await runGateway({ ADMIN_TOKEN: token, FAULTS: 'on' });
    const [session = ''] = cookieOf(await logIn(url, token)).split(';');
    const host = new URL(url).host;
    const from = (origin: string) => ask(url, '/api/faults', { Cookie: session, Origin: origin, Host: host }, 'DELETE');

    expect((await from('http://localhost:5173')).status).toBe(401);
    expect((await from('null')).status).toBe(401);
    expect((await from(`http://${host}`)).status).toBe(204);
  });

  it.each([
    ['a wrong token', 'a-wrong-token-of-some-length', 'console/'],
    ['an empty one', '', 'console/'],
    ['one without end', 'x'.repeat(2000), 'console/'],
  ])('with %s is none', async (_, given, next) => {
    const { url } = await runGateway({ ADMIN_TOKEN: token });

    const answer = await logIn(url, given, next);

    expect([answer.status, answer.headers['set-cookie']]).toEqual([303, undefined]);
    expect(answer.headers['location']).toMatch(/^\.\/login\.html\?wrong=/);
  });

  it.each(['//elsewhere.example', 'https://elsewhere.example', '../../x', 'console/\r\nSet-Cookie: x', 'javascript:x'])(
    'leads nowhere else: %j',
    async (next) => {
      const { url } = await runGateway({ ADMIN_TOKEN: token });

      expect((await logIn(url, token, next)).headers['location']).toBe('../console/');
    },
  );

  it('is none where there is no token to know', async () => {
    const { url } = await runGateway(production);

    expect((await logIn(url, '')).headers['set-cookie']).toBeUndefined();
    expect((await logIn(url, 'undefined')).headers['set-cookie']).toBeUndefined();
  });
});
