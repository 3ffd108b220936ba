import { connect as dial } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import type { Refusal, RejectCode } from '../../protocol/rejects.js';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { limitNames, type LimitName } from '../../src/limits/limit-names.js';
import { call, connect, inRoom, metric, pairIn, runGateway, until, type Peer } from '../support/clients.js';
import { candidate, offer, sdp } from '../support/sdp.js';

const limited = (url: string, limit: LimitName) => metric(url, `hopline_limited_total{limit="${limit}"}`);
const rejections = (url: string, reason: RejectCode) => metric(url, `hopline_rejections_total{reason="${reason}"}`);
const refusedHops = (url: string, stage: string) =>
  metric(url, `hopline_hops_total{stage="${stage}",result="refused"}`);
const handshake = (url: string, headers: Record<string, string> = {}) =>
  fetch(`${url}/socket.io/?EIO=4&transport=polling`, { headers });

/** Sends until it is refused; answers with that, and with how many were not. */
async function untilRefused(send: () => Promise<unknown>): Promise<{ error: Refusal; before: number }> {
  for (let before = 0; before < 500; before++) {
    const answer = (await send()) as { ok: boolean; error?: Refusal };
    if (answer.error) return { error: answer.error, before };
  }
  throw new Error('never refused');
}

interface Rule {
  limit: LimitName;
  env: Record<string, string>;
  code: RejectCode;
  /** The step that is refused. */
  stage: string;
  attack: (peers: { anna: Peer; boris: Peer; url: string }) => Promise<unknown>;
  /** What goes through before. */
  before: number;
  retry: boolean;
}

let serial = 0;
/** Of another RTCPeerConnection: on the same one, a new offer takes the place of the one before. */
const anotherOffer = () => offer({ session: `${++serial}`, ufrag: `u${serial}` });

const rules: Rule[] = [
  {
    limit: 'messages',
    env: { LIMIT_MESSAGES: '2' },
    code: 'rate-limited',
    stage: 'candidate-received',
    attack: ({ anna, boris }) => anna.ask('ice-candidate', { target: boris.id, candidate: candidate() }),
    before: 10,
    retry: true,
  },
  {
    limit: 'messages',
    env: { LIMIT_MESSAGES: '2' },
    code: 'rate-limited',
    stage: 'offer-received',
    attack: ({ anna, boris }) => anna.ask('offer', { target: boris.id, offer: offer() }),
    before: 2,
    retry: true,
  },
  {
    limit: 'messages',
    env: { LIMIT_MESSAGES: '2' },
    code: 'rate-limited',
    stage: 'event-received',
    attack: async ({ anna }) => {
      const answer = (await anna.ask('chat')) as { error: Refusal };
      return answer.error.code === 'unknown-event' ? { ok: true } : answer;
    },
    before: 2,
    retry: true,
  },
  {
    limit: 'bytes',
    env: { LIMIT_BYTES: '1024' },
    code: 'rate-limited',
    stage: 'offer-received',
    attack: ({ anna, boris }) =>
      anna.ask('offer', { target: boris.id, offer: { ...offer(), sdp: `${sdp()}${'a=x\r\n'.repeat(200)}` } }),
    before: 5,
    retry: true,
  },
  {
    limit: 'joins',
    env: { LIMIT_JOINS: '1' },
    code: 'rate-limited',
    stage: 'joined',
    attack: ({ anna }) => anna.ask('join-room', 'two', `Anna ${++serial}`),
    before: 9,
    retry: true,
  },
  {
    limit: 'handshakes-pair',
    env: { LIMIT_HANDSHAKES_PAIR: '1' },
    code: 'handshakes-exhausted',
    stage: 'offer-received',
    attack: ({ anna, boris }) => anna.ask('offer', { target: boris.id, offer: anotherOffer() }),
    before: 1,
    retry: false,
  },
  {
    limit: 'handshakes',
    env: { LIMIT_HANDSHAKES: '4' },
    code: 'handshakes-exhausted',
    stage: 'offer-received',
    attack: async ({ anna, url }) => {
      const { id: target } = await inRoom(url, 'two', `Dora ${++serial}`);
      return anna.ask('offer', { target, offer: anotherOffer() });
    },
    before: 4,
    retry: false,
  },
];

describe('a limit of a participant', () => {
  it.each(rules)(
    '$limit of $env: $stage is refused as $code',
    async ({ limit, env, code, stage, attack, before, retry }) => {
      const { url } = await runGateway(env);
      const [anna, boris] = await pairIn(url);
      const chen = await inRoom(url, 'two', 'Chen');

      const found = await untilRefused(() => attack({ anna, boris, url }));

      expect(found.error.code).toBe(code);
      expect(found.error.retryAfterMs !== undefined).toBe(retry);
      // The clock goes on while the messages do.
      expect(found.before - before).toBeGreaterThanOrEqual(0);
      expect(found.before - before).toBeLessThan(3);
      expect(await limited(url, limit)).toBe(1);
      expect(await rejections(url, code)).toBeGreaterThanOrEqual(1);
      expect(await refusedHops(url, stage)).toBeGreaterThanOrEqual(1);
      // The others are none the worse for it.
      await call(chen, boris);
    },
  );

  it('gives way after the time that it says', async () => {
    // Of messages there are plenty: to ask again and again is not refused for itself.
    const { url } = await runGateway({ LIMIT_JOINS: '5', LIMIT_MESSAGES: '100000', LIMIT_MESSAGES_ADDRESS: '100000' });
    const anna = await connect(url);
    let askedAt = 0;
    const join = () => {
      askedAt = performance.now();
      return anna.ask('join-room', 'two', 'Anna');
    };
    const { error } = await untilRefused(join);
    const refusedAt = askedAt;

    await until(join, ({ ok }) => ok);

    expect(error.retryAfterMs).toBeGreaterThan(0);
    // The answer has whole ms, rounded up.
    expect(performance.now() - refusedAt).toBeGreaterThan((error.retryAfterMs ?? 0) - 1);
  });

  it('tells a sender without an acknowledgement too', async () => {
    const { url } = await runGateway({ LIMIT_JOINS: '1' });
    const anna = await connect(url);
    for (let join = 0; join < 11; join++) anna.emit('join-room', `room ${join}`, 'Anna');

    const told = await anna.next<Refusal & { event: string }>('signaling-error');

    expect(told).toMatchObject({ code: 'rate-limited', event: 'join-room', retryAfterMs: expect.any(Number) });
    expect(told.message).toBe(`Too much at once. Send it again in ${told.retryAfterMs} ms.`);
  });

  it('is the reason in the verdict on the offer that it refused', async () => {
    const { url } = await runGateway({ LIMIT_HANDSHAKES_PAIR: '1' });
    const [anna, boris] = await pairIn(url);
    anna.emit('offer', { target: boris.id, offer: anotherOffer() });
    await boris.next('offer');

    anna.emit('offer', { target: boris.id, offer: anotherOffer() });

    const verdict = await anna.next<VerdictMessage>('verdict', ({ outcome }) => outcome === 'failed');
    expect(verdict).toMatchObject({ cause: 'rejected', owedBy: 'caller', stage: 'offer-received' });
    expect(verdict.sentence).toContain('handshakes-exhausted');
    expect((await boris.pending()).filter((event) => event === 'offer')).toEqual([]);
  });

  it.each([
    ['events', (anna: Peer) => anna.emit('chat')],
    ['acknowledgements of nothing', (anna: Peer) => engineOf(anna).write('3999[1]')],
    ['pings of the protocol below', (anna: Peer) => webSocketOf(anna).ping()],
  ])('cuts a connection that goes on, tells it why, and nobody else notices: %s', async (_, send) => {
    const { url } = await runGateway({ LIMIT_MESSAGES: '20' });
    const [anna, boris] = await pairIn(url);
    const chen = await inRoom(url, 'two', 'Chen');
    const { id } = anna;
    const closed = anna.closed();

    for (let sent = 0; sent < 400; sent++) send(anna);

    expect(await closed).toMatch(/io server disconnect|transport/);
    expect(await anna.next<Refusal>('signaling-error', ({ code }) => code === 'flooding')).toMatchObject({
      message: 'The connection is cut: it went on sending what was refused.',
    });
    expect(await boris.next('user-left')).toBe(id);
    expect(await limited(url, 'flooding')).toBe(1);
    expect(await rejections(url, 'flooding')).toBe(1);
    await call(chen, boris);
  });

  it('stands at the metrics page at zero from the start, each by its name', async () => {
    const { url } = await runGateway();

    expect(await Promise.all(limitNames.map((limit) => limited(url, limit)))).toEqual(limitNames.map(() => 0));
  });

  it('is lifted by LIMITS=off', async () => {
    const { url } = await runGateway({ LIMITS: 'off', LIMIT_MESSAGES: '1', LIMIT_CONNECTIONS: '1', LIMIT_API: '1' });
    const [anna, boris] = await pairIn(url);

    for (let sent = 0; sent < 50; sent++) anna.emit('ice-candidate', { target: boris.id, candidate: candidate() });

    expect(await anna.ask('ice-candidate', { target: boris.id, candidate: candidate() })).toMatchObject({ ok: true });
    for (let asked = 0; asked < 12; asked++) expect(await limited(url, 'messages')).toBe(0);
  });
});

const from = (address: string) => ({ extraHeaders: { 'X-Forwarded-For': address } });

describe('a limit of an address', () => {
  it('messages-address: what its connections send together, and those of another go on', async () => {
    const { url } = await runGateway({ LIMIT_MESSAGES_ADDRESS: '5', TRUST_PROXY: '127.0.0.1' });
    const anna = await inRoom(url, 'two', 'Anna', from('198.51.100.1'));
    const boris = await inRoom(url, 'two', 'Boris', from('198.51.100.1'));
    const chen = await inRoom(url, 'two', 'Chen', from('198.51.100.2'));
    const dora = await inRoom(url, 'two', 'Dora', from('198.51.100.3'));
    let turn = 0;

    const { error } = await untilRefused(() =>
      (turn++ % 2 === 0 ? anna : boris).ask('ice-candidate', { target: chen.id, candidate: candidate() }),
    );

    expect(error.code).toBe('rate-limited');
    expect(await limited(url, 'messages-address')).toBe(1);
    expect(await refusedHops(url, 'candidate-received')).toBe(1);
    await call(chen, dora);
  });

  it('connections: one more than there may be is refused, until one has closed', async () => {
    const { url } = await runGateway({ LIMIT_CONNECTIONS: '2' });
    const [anna] = await pairIn(url);

    const refused = await handshake(url);
    expect([refused.status, await refused.json()]).toEqual([403, { code: 4, message: 'connections-exhausted' }]);
    await expect(connect(url)).rejects.toThrow('websocket error');
    expect(await limited(url, 'connections')).toBe(2);
    expect(await rejections(url, 'connections-exhausted')).toBe(2);
    expect(await refusedHops(url, 'connected')).toBe(2);

    anna.socket.disconnect();
    const next = await until(
      () =>
        connect(url).then(
          (peer) => peer.id,
          () => '',
        ),
      (id) => id !== '',
    );
    expect(next).not.toBe('');
  });

  it('connects: more than a burst are refused, and many more are not even read', async () => {
    const { url } = await runGateway({ LIMIT_CONNECTS: '1' });

    const answers = [];
    for (let attempt = 0; attempt < 19; attempt++) answers.push((await handshake(url)).status);
    expect(answers).toEqual([...Array<number>(10).fill(200), ...Array<number>(9).fill(403)]);
    expect(await limited(url, 'connects')).toBe(9);
    expect(await rejections(url, 'rate-limited')).toBe(9);

    expect((await handshake(url)).status).toBe(403);
    const { port } = new URL(url);
    const unread = await new Promise<boolean>((resolve) => {
      const wire = dial(Number(port), '127.0.0.1');
      wire.once('error', () => resolve(true));
      wire.once('close', () => resolve(true));
      wire.once('data', () => resolve(false));
    });
    expect(unread).toBe(true);
  });

  it('is that of the client where a declared proxy says it, and of nobody else', async () => {
    const { url } = await runGateway({ LIMIT_CONNECTS: '1', TRUST_PROXY: '127.0.0.0/8' });
    const open = async (forwarded: string) => (await handshake(url, { 'X-Forwarded-For': forwarded })).status;

    for (let attempt = 0; attempt < 10; attempt++) expect(await open('198.51.100.1')).toBe(200);

    expect(await open('198.51.100.1')).toBe(403);
    expect(await open('203.0.113.9, 198.51.100.1')).toBe(403);
    expect(await open('198.51.100.2')).toBe(200);
  });

  it('is that of the connection where the header comes from anybody', async () => {
    const { url } = await runGateway({ LIMIT_CONNECTS: '1' });
    const open = async (forwarded: number) =>
      (await handshake(url, { 'X-Forwarded-For': `198.51.100.${forwarded}` })).status;

    for (let attempt = 0; attempt < 10; attempt++) expect(await open(attempt)).toBe(200);

    expect(await open(200)).toBe(403);
  });

  it.each([
    ['api', 'GET', '/api/handshakes'],
    ['api', 'GET', '/API/rooms?x=1'],
    ['api', 'GET', '/ice-servers'],
    ['api', 'GET', '/metrics'],
    ['reports', 'POST', '/reports'],
  ] as const)('%s: %s %s', async (limit, method, path) => {
    const { url } = await runGateway({ LIMIT_API: '1', LIMIT_REPORTS: '1', TRUST_PROXY: '127.0.0.1' });
    const headers = { 'X-Forwarded-For': '198.51.100.1', Origin: url };
    const request = () => fetch(`${url}${path}`, { method, headers });
    for (let asked = 0; asked < 10; asked++) expect((await request()).status).not.toBe(429);

    const refused = await request();

    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(10);
    expect(await refused.json()).toMatchObject({ statusCode: 429, code: 'rate-limited' });
    expect(await limited(url, limit)).toBe(1);
    expect(await refusedHops(url, 'requested')).toBe(1);
    expect(await rejections(url, 'rate-limited')).toBe(1);
    // Who starts and stops the gateway, and the pages, are answered all the same.
    expect((await fetch(`${url}/health/ready`, { headers })).status).toBe(200);
  });

  it('lets a page of another origin read that its reports were too many', async () => {
    const { url } = await runGateway({ LIMIT_REPORTS: '1' });
    const report = () => fetch(`${url}/reports`, { method: 'POST', headers: { Origin: 'https://elsewhere.example' } });
    for (let sent = 0; sent < 10; sent++) await report();

    const refused = await report();

    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([429, '*']);
  });

  it('makes a hop of the first of a flood only, and counts all', async () => {
    const { url } = await runGateway({ LIMIT_REPORTS: '1' });

    await Promise.all(Array.from({ length: 300 }, () => fetch(`${url}/reports`, { method: 'POST' })));

    expect(await limited(url, 'reports')).toBe(290);
    const hops = (await refusedHops(url, 'requested')) ?? 0;
    expect(hops).toBeGreaterThanOrEqual(50);
    expect(hops).toBeLessThan(120);
  });
});

/** What the client library keeps to itself: the way below its events. */
function engineOf(peer: Peer) {
  return peer.socket.io.engine;
}
function webSocketOf(peer: Peer): { ping(): void } {
  return (engineOf(peer).transport as unknown as { ws: { ping(): void } }).ws;
}
