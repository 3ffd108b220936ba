import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { refusalViewSchema, type RefusalView } from '../../protocol/console.js';
import { handshakeViewSchema, type VerdictMessage } from '../../protocol/verdict.js';
import { call, getJson, inRoom, pairIn, runGateway, shortWaits } from '../support/clients.js';
import { offer } from '../support/sdp.js';

interface IceAnswer {
  iceServers: { urls: string[]; username?: string; credential?: string }[];
  ttl?: number;
}

describe('health', () => {
  it.each(['live', 'ready'])('says that the gateway is %s, and is never cached', async (path) => {
    const { url } = await runGateway();

    const response = await fetch(`${url}/health/${path}`);

    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-powered-by')).toBeNull();
  });
});

describe('the ICE servers', () => {
  const env = {
    STUN_URLS: 'stun:stun.example',
    TURN_URLS: 'turn:turn.example,turns:turn.example:5349',
    TURN_SECRET: 'the-shared-secret',
    TURN_TTL: '120',
  };

  it('are none without a configuration', async () => {
    const { url } = await runGateway();

    expect(await getJson(`${url}/ice-servers`)).toEqual({ iceServers: [] });
  });

  it('carry a credential that a TURN server can check by itself, and that expires as it says', async () => {
    const { url } = await runGateway(env);

    const before = Math.floor(Date.now() / 1000);
    const { iceServers, ttl } = await getJson<IceAnswer>(`${url}/ice-servers`);
    const after = Math.floor(Date.now() / 1000);

    const [stun, turn] = iceServers;
    expect([stun, ttl]).toEqual([{ urls: ['stun:stun.example'] }, 120]);
    expect(turn?.urls).toEqual(['turn:turn.example', 'turns:turn.example:5349']);
    const { username = '', credential } = turn ?? {};
    expect(credential).toBe(createHmac('sha1', 'the-shared-secret').update(username).digest('base64'));
    const expires = Number(username.split(':')[0]);
    expect(expires).toBeGreaterThanOrEqual(before + 120);
    expect(expires).toBeLessThanOrEqual(after + 120);
  });

  it('are different for everybody, and never the secret', async () => {
    const { url } = await runGateway(env);

    const [one, other] = await Promise.all([1, 2].map(() => getJson<IceAnswer>(`${url}/ice-servers`)));

    expect(one?.iceServers[1]?.username).not.toBe(other?.iceServers[1]?.username);
    expect(JSON.stringify([one, other])).not.toContain('the-shared-secret');
  });

  it('are for the pages that may connect', async () => {
    const { url } = await runGateway({ ...env, CORS_ORIGINS: 'https://app.example' });
    const allowed = async (origin: string) =>
      (await fetch(`${url}/ice-servers`, { headers: { Origin: origin } })).headers.get('access-control-allow-origin');

    expect(await allowed('https://app.example')).toBe('https://app.example');
    expect(await allowed('https://elsewhere.example')).toBeNull();
  });
});

describe('the API of handshakes', () => {
  const listSchema = z.strictObject({ handshakes: z.array(z.strictObject(handshakeViewSchema.shape)) });

  it('answers what its schema says, settled and failed', async () => {
    const { url } = await runGateway(shortWaits);
    const [anna, boris] = await pairIn(url);
    const good = await call(anna, boris);
    await anna.next<VerdictMessage>('verdict', ({ outcome }) => outcome === 'signaled');
    anna.emit('offer', { target: boris.id, offer: offer({ session: '5', ufrag: 'zzzz' }) });
    await anna.next<VerdictMessage>('verdict', ({ outcome }) => outcome === 'failed');

    const answer = listSchema.parse(await getJson(`${url}/api/handshakes`));

    expect(answer.handshakes.map(({ outcome, previous }) => [outcome, previous])).toEqual([
      ['failed', good],
      ['signaled', undefined],
    ]);
    expect(await getJson(`${url}/api/handshakes/${good}`)).toMatchObject(answer.handshakes[1] ?? {});
  });

  it('is filtered by room, outcome, cause and limit', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url, 'one');
    const [chen, dora] = await pairIn(url, 'two');
    const [first, second] = [await call(anna, boris), await call(chen, dora)];
    await Promise.all([anna.next('verdict'), chen.next('verdict')]);
    chen.emit('offer', { target: 'nobody', offer: offer() });
    await chen.next('verdict');
    const ids = async (query: string) =>
      listSchema.parse(await getJson(`${url}/api/handshakes?${query}`)).handshakes.map(({ id }) => id);

    expect(await ids('room=one')).toEqual([first]);
    expect(await ids('outcome=signaled')).toEqual([second, first]);
    expect(await ids('outcome=signaled&limit=1')).toEqual([second]);
    expect(await ids('cause=target-missing')).toHaveLength(1);
    expect(await ids('room=nowhere')).toEqual([]);
    expect(await ids(`participant=${anna.id}`)).toEqual([first]);
    expect(await ids('participant=Anna&limit=1')).toHaveLength(1);
    expect(await ids('participant=Ann')).toEqual([]);
    expect(await ids('owedBy=caller')).toHaveLength(1);
    expect(await ids('q=TWO&outcome=signaled')).toEqual([second]);
  });

  it('speaks Russian to who asks for it', async () => {
    const { url } = await runGateway();
    const [anna] = await pairIn(url);
    anna.emit('offer', { target: 'nobody', offer: offer() });
    await anna.next('verdict');
    const sentence = async (language: string) =>
      listSchema.parse(await getJson(`${url}/api/handshakes`, { 'Accept-Language': language })).handshakes[0]?.sentence;

    expect(await sentence('ru-RU,ru;q=0.9')).toMatch(/[а-я]/);
    expect(await sentence('de')).not.toMatch(/[а-я]/);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['limit=', 'limit'],
    ['limit=many', 'limit'],
    ['outcome=fine', 'outcome'],
    ['owedBy=them', 'owedBy'],
    ['cause=weather', 'cause'],
    [`room=${'x'.repeat(129)}`, 'room'],
    ['room=a&room=b', 'room'],
  ])('refuses ?%s and names the field', async (query, field) => {
    const { url } = await runGateway();

    const response = await fetch(`${url}/api/handshakes?${query}`);
    const { message } = (await response.json()) as { message: string[] };

    expect(response.status).toBe(400);
    expect(message.map((line) => line.split(':')[0])).toEqual([field]);
  });

  it('refuses a field that it does not know', async () => {
    const { url } = await runGateway();

    const response = await fetch(`${url}/api/handshakes?user=Anna`);

    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining('a field that is not known'),
    ]);
  });
});

describe('what is not there', () => {
  it.each(['/api/handshakes/unknown', '/api/nothing', '/socket.io.map'])('is a short 404 in JSON: %s', async (path) => {
    const { url } = await runGateway();

    const response = await fetch(`${url}${path}`);
    const body = await response.text();

    expect([response.status, response.headers.get('content-type')]).toEqual([404, expect.stringContaining('json')]);
    expect(JSON.parse(body)).toMatchObject({ statusCode: 404 });
    expect(body).not.toMatch(/\bat \S+ \(|\.[jt]s:\d+|node_modules/);
  });
});

describe('the rooms', () => {
  it('show who is in which now', async () => {
    const { url } = await runGateway();
    const anna = await inRoom(url, 'den', 'Anna');

    expect(await getJson(`${url}/api/rooms`)).toEqual({
      rooms: [{ room: 'den', participants: [{ id: anna.id, username: 'Anna' }] }],
    });
  });
});

describe('the refusals', () => {
  it('are listed for all, or for one room, newest first', async () => {
    const { url } = await runGateway();
    const anna = await inRoom(url, 'den', 'Anna');
    const chen = await inRoom(url, 'attic', 'Chen');
    for (let n = 0; n < 3; n++) await anna.ask('make-offer', 'sdp');
    await anna.ask('offer', { to: 'somebody' });
    await chen.ask('join-room', '');

    const { refusals } = await getJson<{ refusals: RefusalView[] }>(`${url}/api/refusals`);
    const ofDen = await getJson<{ refusals: RefusalView[] }>(`${url}/api/refusals?room=den&limit=1`);

    const refused = { room: 'den', id: anna.id, username: 'Anna', event: 'offer', code: 'malformed', count: 1 };
    expect(refusals).toEqual([
      {
        at: expect.any(Number),
        id: chen.id,
        event: 'join-room',
        code: 'malformed',
        count: 1,
        detail: expect.stringContaining('room: '),
      },
      { ...refused, at: expect.any(Number), detail: expect.stringMatching(/^target: .+; offer: /) },
      {
        ...refused,
        at: expect.any(Number),
        event: 'make-offer',
        code: 'unknown-event',
        detail: expect.stringContaining('hopline watch'),
        count: 3,
      },
    ]);
    expect(ofDen.refusals).toMatchObject([refused]);
    expect(z.array(refusalViewSchema.strict()).parse(refusals)).toEqual(refusals);
  });

  it.each(['limit=0', 'limit=1001', 'user=Anna'])('are not told for a question that is none: %s', async (query) => {
    const { url } = await runGateway();
    expect((await fetch(`${url}/api/refusals?${query}`)).status).toBe(400);
  });
});

describe('the OpenAPI document', () => {
  it('lists every path, with the schema of a handshake', async () => {
    const { url } = await runGateway();

    const document = await getJson<{ openapi: string; paths: Record<string, Record<string, unknown>> }>(
      `${url}/api/docs/openapi.json`,
    );

    expect(document.openapi).toMatch(/^3\./);
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/api/handshakes',
        '/api/handshakes/{id}',
        '/api/refusals',
        '/api/rooms',
        '/health/live',
        '/health/ready',
        '/ice-servers',
        '/metrics',
      ]),
    );
    const documented = JSON.stringify(document.paths['/api/handshakes']);
    for (const field of Object.keys(handshakeViewSchema.shape)) expect(documented).toContain(`"${field}"`);
    for (const name of ['room', 'outcome', 'cause', 'limit']) expect(documented).toContain(`"name":"${name}"`);
  });

  it('has a page for people', async () => {
    const { url } = await runGateway();

    const response = await fetch(`${url}/api/docs`);

    expect([response.status, response.headers.get('content-type')]).toEqual([200, expect.stringContaining('html')]);
  });
});

describe('the reports intake', () => {
  it('tells a page of any origin what is wrong with its batch', async () => {
    const { url } = await runGateway();

    const response = await fetch(`${url}/reports`, {
      method: 'POST',
      headers: { origin: 'https://elsewhere.example' },
      body: '{"probe":"secret of mine"}',
    });

    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([400, '*']);
    const body = await response.text();
    expect(body).toContain('sentAt');
    expect(body).not.toContain('secret of mine');
  });

  it('gives the probe, and the words of its log, to pages of any origin', async () => {
    const { url } = await runGateway();

    for (const file of ['probe.js', 'probe-log.js']) {
      const { status, headers } = await fetch(`${url}/${file}`);
      expect([status, headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    }
    const { headers } = await fetch(`${url}/`);
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('the metrics page', () => {
  it('is OpenMetrics text', async () => {
    const { url } = await runGateway();

    const response = await fetch(`${url}/metrics`);
    const page = await response.text();

    expect(response.headers.get('content-type')).toContain('application/openmetrics-text');
    expect(page.trimEnd().endsWith('# EOF')).toBe(true);
    expect(page).toMatch(/^hopline_build_info\{version="\d+\.\d+\.\d+"\} 1$/m);
  });
});
