import { createHmac, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { JoinAck } from '../../protocol/messages.js';
import { rejects, type RejectCode } from '../../protocol/rejects.js';
import { connect, inRoom, metric, runGateway, until, type Peer } from '../support/clients.js';
import { offer } from '../support/sdp.js';
import { closed, inSeconds, mint, secret, unsigned } from '../support/tokens.js';

const rejections = (url: string, reason: RejectCode) => metric(url, `hopline_rejections_total{reason="${reason}"}`);
const hops = (url: string, stage: string, result: string) =>
  metric(url, `hopline_hops_total{stage="${stage}",result="${result}"}`);

/** What `connect_error` brings. */
async function refusalOf(connecting: Promise<Peer>): Promise<unknown> {
  try {
    await connecting;
  } catch (error) {
    return (error as { data?: unknown }).data ?? error;
  }
  throw new Error('it was let in');
}

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Header and claims of one's own choice, with a signature by the right key. */
function signedAs(header: object, claims: object): string {
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

/** When a token has to end for its connection to be closed in this many seconds: five are allowed for clocks that differ. */
const soon = (seconds: number) => inSeconds(seconds - 5);

interface Attack {
  title: string;
  token: () => unknown;
  code: RejectCode;
  detail?: string;
  env?: Record<string, string>;
}

const attacks: Attack[] = [
  { title: 'none', token: () => undefined, code: 'token-missing' },
  { title: 'an empty one', token: () => '', code: 'token-missing' },
  { title: 'an object in its place', token: () => ({ toString: 'x' }), code: 'token-missing' },
  { title: 'nonsense', token: () => 'nonsense', code: 'token-invalid', detail: 'It cannot be read.' },
  {
    title: 'one of ten thousand characters',
    token: () => 'x'.repeat(10_000),
    code: 'token-invalid',
    detail: 'It has over 8192 characters.',
  },
  { title: 'one that has expired', token: () => mint({ exp: inSeconds(-60) }), code: 'token-expired' },
  { title: 'one that never expires', token: () => mint({ exp: undefined }), code: 'token-invalid', detail: 'exp: ' },
  {
    title: 'one that is not good yet',
    token: () => mint({ nbf: inSeconds(60) }),
    code: 'token-invalid',
    detail: 'nbf: ',
  },
  {
    title: 'one signed with another key',
    token: () => mint({}, { key: new TextEncoder().encode('another-secret-of-32-bytes-or-some-more') }),
    code: 'token-invalid',
    detail: 'The signature is wrong.',
  },
  { title: 'one whose algorithm is none', token: () => unsigned(), code: 'token-invalid', detail: 'alg: ' },
  {
    title: 'one whose claims were changed',
    token: async () => {
      const [header, , signature] = (await mint({ rooms: ['den'] })).split('.');
      return [header, part({ aud: 'hopline', exp: inSeconds(600), rooms: '*' }), signature].join('.');
    },
    code: 'token-invalid',
    detail: 'The signature is wrong.',
  },
  {
    title: 'one with an algorithm that is not taken',
    token: () => mint({}, { alg: 'HS512' }),
    code: 'token-invalid',
    detail: 'alg: is not one that is taken',
  },
  {
    title: 'one that uses a public key as the secret',
    token: () => mint({}, { key: new TextEncoder().encode(publicPem) }),
    code: 'token-invalid',
    detail: 'The signature is wrong.',
  },
  {
    title: 'one with an extension that has to be understood',
    token: () => signedAs({ alg: 'HS256', crit: ['exp'], exp: 1 }, { aud: 'hopline', exp: inSeconds(9), rooms: '*' }),
    code: 'token-invalid',
    detail: 'It cannot be read.',
  },
  { title: 'one for somebody else', token: () => mint({ aud: 'other' }), code: 'token-invalid', detail: 'aud: ' },
  { title: 'one for nobody', token: () => mint({ aud: undefined }), code: 'token-invalid', detail: 'aud: is missing' },
  {
    title: 'one of another issuer',
    token: () => mint({ iss: 'https://other.example' }),
    code: 'token-invalid',
    detail: 'iss: ',
    env: { JWT_ISSUER: 'https://issuer.example' },
  },
  {
    title: 'one for no room',
    token: () => mint({ rooms: undefined }),
    code: 'token-invalid',
    detail: 'rooms: must be',
  },
  { title: 'one for a pattern', token: () => mint({ rooms: 'den*' }), code: 'token-invalid', detail: 'rooms: must be' },
  {
    title: 'one for more rooms than are looked at',
    token: () => mint({ rooms: Array.from({ length: 101 }, (_, index) => `room ${index}`) }),
    code: 'token-invalid',
    detail: 'rooms: must be',
  },
  { title: 'one with an empty name', token: () => mint({ name: '' }), code: 'token-invalid', detail: 'name: ' },
  {
    title: 'one with a capacity of none',
    token: () => mint({ capacity: 0 }),
    code: 'token-invalid',
    detail: 'capacity: ',
  },
  {
    title: 'one without a name, where names come from tokens',
    token: () => mint(),
    code: 'token-invalid',
    detail: 'name: is missing',
    env: { ROOM_NAMES: 'token' },
  },
];

describe('a token that is not taken', () => {
  it.each(attacks)('is $title: refused as $code', async ({ token, code, detail = '', env = {} }) => {
    const { url } = await runGateway({ ...closed, ...env });
    const shown = await token();

    const told = await refusalOf(connect(url, { auth: { token: shown } }));

    const { sentence } = rejects[code];
    expect(told).toEqual({
      code,
      message: expect.stringContaining(detail === '' ? sentence : `${sentence} ${detail}`),
    });
    const words = typeof shown === 'string' && shown !== '' ? shown : 'anything';
    expect(JSON.stringify(told)).not.toContain(words);
    expect([await rejections(url, code), await hops(url, 'connected', 'refused')]).toEqual([1, 1]);
    expect(await hops(url, 'connected', 'reached')).toBe(0);
  });

  it('lets no event through, however early it is sent', async () => {
    const { url } = await runGateway(closed);
    const message = ['join-room', 'den', 'Anna'];

    const response = await fetch(`${url}/socket.io/?EIO=4&transport=polling`);
    const { sid } = JSON.parse((await response.text()).slice(1)) as { sid: string };
    const polling = `${url}/socket.io/?EIO=4&transport=polling&sid=${sid}`;
    // The connect packet without a token, and events right behind it, in one payload.
    const body = ['40', `42${JSON.stringify(message)}`, `420${JSON.stringify(message)}`].join('\u001e');
    await fetch(polling, { method: 'POST', body });
    const answer = await (await fetch(polling)).text();

    // Nothing but the close packet of Engine.IO, behind a noop that ends the request.
    expect(answer).toBe(['6', '1'].join('\u001e'));
    expect(await rejections(url, 'token-missing')).toBe(1);
    expect(await hops(url, 'joined', 'reached')).toBe(0);
    expect(await metric(url, 'hopline_participants')).toBe(0);
  });
});

describe('a token that is taken', () => {
  it.each([
    ['in the handshake', (token: string) => ({ auth: { token } })],
    ['in a header', (token: string) => ({ extraHeaders: { Authorization: `Bearer ${token}` } })],
  ])('is %s', async (_, shown) => {
    const { url } = await runGateway(closed);

    const anna = await inRoom(url, 'den', 'Anna', shown(await mint()));

    expect(await anna.ask('leave-room', 'den')).toEqual({ ok: true });
    expect(await hops(url, 'connected', 'refused')).toBe(0);
  });

  it('opens the rooms that it names, and no other', async () => {
    const { url } = await runGateway(closed);
    const anna = await connect(url, { auth: { token: await mint({ rooms: ['den', 'attic'] }) } });

    expect(await anna.join('den', 'Anna')).toMatchObject({ ok: true });
    expect(await anna.join('cellar', 'Anna')).toEqual({
      ok: false,
      error: { code: 'room-forbidden', message: 'The token is not for this room.' },
    });
    expect(await anna.join('DEN', 'Anna')).toMatchObject({ error: { code: 'room-forbidden' } });
    expect(await anna.join('attic', 'Anna')).toMatchObject({ ok: true, room: 'attic' });
    expect([await rejections(url, 'room-forbidden'), await hops(url, 'joined', 'refused')]).toEqual([2, 2]);
  });

  it('says what its holder is called, whatever the page says', async () => {
    const { url } = await runGateway({ ...closed, ROOM_NAMES: 'token' });
    const boris = await inRoom(url, 'den', '-', { auth: { token: await mint({ name: 'Boris' }) } });
    const anna = await connect(url, { auth: { token: await mint({ name: 'Anna' }) } });

    const joined = await anna.join('den', 'Boris');

    expect(joined).toMatchObject({ ok: true, self: { username: 'Anna' } });
    expect(await boris.next('user-joined')).toMatchObject({ socketId: anna.id, username: 'Anna' });
    anna.emit('offer', { target: boris.id, offer: offer() });
    expect(await boris.next('offer')).toMatchObject({ sender: anna.id, username: 'Anna' });
  });

  it('says how many a room holds that it opens or fills, and never more than the gateway does', async () => {
    const { url } = await runGateway({ ...closed, ROOM_CAPACITY: '3' });
    const small = { auth: { token: await mint({ capacity: 2 }) } };
    const large = { auth: { token: await mint({ capacity: 100 }) } };

    await inRoom(url, 'opened small', 'Anna', small);
    await inRoom(url, 'opened small', 'Boris', large);
    const third = await connect(url, large);
    expect(await third.join('opened small', 'Chen')).toMatchObject({ error: { code: 'room-full' } });

    await inRoom(url, 'opened large', 'Anna', large);
    await inRoom(url, 'opened large', 'Boris', large);
    const filling = await connect(url, small);
    expect(await filling.join('opened large', 'Dora')).toMatchObject({ error: { code: 'room-full' } });
    expect(await third.join('opened large', 'Chen')).toMatchObject({ ok: true });
    const fourth = await connect(url, large);
    expect(await fourth.join('opened large', 'Emil')).toMatchObject({ error: { code: 'room-full' } });
  });

  it('comes with the join too, for a room of its own', async () => {
    const { url } = await runGateway(closed);
    const anna = await connect(url, { auth: { token: await mint({ rooms: ['den'] }) } });
    const join = { room: 'attic', username: 'Anna' };

    expect(await anna.ask('join-room', join)).toMatchObject({ error: { code: 'room-forbidden' } });
    expect(await anna.ask('join-room', { ...join, token: unsigned() })).toMatchObject({
      error: { code: 'token-invalid' },
    });
    expect(await anna.ask('join-room', { ...join, token: await mint({ rooms: ['attic'] }) })).toMatchObject({
      ok: true,
    });
    expect(await anna.ask('join-room', { room: 'den', username: 'Anna' })).toMatchObject({
      error: { code: 'room-forbidden' },
    });
  });

  it('keeps what is sent behind a join with a token in order', async () => {
    const { url } = await runGateway(closed);
    const anna = await connect(url, { auth: { token: await mint() } });
    const token = await mint();

    const answers = await Promise.all([
      anna.ask('join-room', { room: 'den', username: 'Anna', token }),
      anna.ask('offer', { target: 'nobody', offer: offer() }),
      anna.ask('leave-room', 'den'),
      anna.ask('leave-room', 'den'),
    ]);

    expect(answers).toMatchObject([
      { ok: true },
      { error: { code: 'target-missing' } },
      { ok: true },
      { error: { code: 'not-in-room' } },
    ]);
  });

  it('is not waited for without end: what comes too much meanwhile is refused', async () => {
    const { url } = await runGateway(closed);
    const anna = await connect(url, { auth: { token: await mint() } });
    const token = await mint();

    const [joined, ...left] = await Promise.all([
      anna.ask('join-room', { room: 'den', username: 'Anna', token }),
      ...Array.from({ length: 200 }, () => anna.ask('leave-room', 'attic')),
    ]);

    const codes = left.map((answer) => (answer.ok ? 'ok' : answer.error.code));
    expect(joined).toMatchObject({ ok: true });
    expect(new Set(codes)).toEqual(new Set(['not-in-room', 'token-unchecked']));
    expect(await rejections(url, 'token-unchecked')).toBe(codes.filter((code) => code === 'token-unchecked').length);
  });
});

describe('the time of a token', () => {
  it('is what a call fails by that it ends in the middle of, and not the gateway', async () => {
    const { url } = await runGateway({ ...closed, WAIT_ANSWER: '60000' });
    const anna = await inRoom(url, 'den', 'Anna', { auth: { token: await mint() } });
    const boris = await inRoom(url, 'den', 'Boris', { auth: { token: await mint({ exp: soon(1) }) } });
    anna.emit('offer', { target: boris.id, offer: offer() });

    expect(await anna.next('verdict')).toMatchObject({ outcome: 'failed', cause: 'rejected', owedBy: 'callee' });
  });

  it('ends the connection, with notice and a reason', async () => {
    const { url } = await runGateway(closed);
    const anna = await inRoom(url, 'den', 'Anna', { auth: { token: await mint() } });
    const boris = await inRoom(url, 'den', 'Boris', { auth: { token: await mint({ exp: soon(2) }) } });
    const { id } = boris;
    const closing = boris.closed();

    expect(await boris.next('token-expiring')).toEqual({ expiresIn: 1 });
    expect(await boris.next('signaling-error')).toEqual({
      code: 'token-expired',
      message: 'The time of the token is over.',
      event: 'connect',
    });
    expect(await closing).toBe('io server disconnect');
    expect(await anna.next('user-left')).toBe(id);
    expect([await rejections(url, 'token-expired'), await hops(url, 'connected', 'refused')]).toEqual([1, 1]);
    expect(anna.socket.connected).toBe(true);
  });

  it('goes on with a renewed one, in the same room and under the same id', async () => {
    const { url } = await runGateway(closed);
    const boris = await inRoom(url, 'den', 'Boris', { auth: { token: await mint({ exp: soon(2), sub: 'boris' }) } });
    await boris.next('token-expiring');

    const renewed = await boris.ask('renew-token', await mint({ exp: soon(5), sub: 'boris' }));

    expect(renewed).toEqual({ ok: true, expiresIn: expect.any(Number) });
    // The next notice is that of the new token, so the end of the old one has passed by.
    await boris.next('token-expiring');
    expect(await boris.ask('leave-room', 'den')).toEqual({ ok: true });
    expect(await rejections(url, 'token-expired')).toBe(0);
  });

  it.each<[string, () => Promise<string> | string, RejectCode]>([
    ['for another holder', () => mint({ sub: 'anna', rooms: ['den'] }), 'token-invalid'],
    ['for another name', () => mint({ sub: 'boris', name: 'Anna', rooms: ['den'] }), 'token-invalid'],
    ['for other rooms', () => mint({ sub: 'boris', rooms: ['attic'] }), 'token-invalid'],
    ['unsigned', () => unsigned({ sub: 'boris' }), 'token-invalid'],
    ['missing', () => '', 'token-missing'],
  ])('is not renewed by a token that is %s, and ends as before', async (_, token, code) => {
    const { url } = await runGateway(closed);
    const first = await mint({ exp: soon(2), sub: 'boris', rooms: ['den'] });
    const boris = await inRoom(url, 'den', 'Boris', { auth: { token: first } });
    const closing = boris.closed();

    expect(await boris.ask('renew-token', await token())).toMatchObject({ ok: false, error: { code } });

    expect(await rejections(url, code)).toBe(1);
    expect(await closing).toBe('io server disconnect');
  });

  it('is not stretched by a join that is refused', async () => {
    const { url } = await runGateway({ ...closed, MAX_ROOMS: '1' });
    const boris = await inRoom(url, 'den', 'Boris', { auth: { token: await mint({ exp: soon(2) }) } });
    await inRoom(url, 'den', 'Anna', { auth: { token: await mint() } });
    const closing = boris.closed();

    const refused = await boris.ask('join-room', { room: 'attic', username: 'Boris', token: await mint() });

    expect(refused).toMatchObject({ error: { code: 'rooms-exhausted' } });
    expect(await closing).toBe('io server disconnect');
  });
});

describe('without tokens', () => {
  it('everything goes on as ever, with or without one', async () => {
    const { url } = await runGateway();
    const anna = await connect(url, { auth: { token: 'nonsense' } });

    const joined = await anna.ask<JoinAck>('join-room', { room: 'den', username: 'Anna', token: 'nonsense' });

    expect(joined).toMatchObject({ ok: true, self: { username: 'Anna' } });
    expect(await anna.ask('renew-token', 'nonsense')).toEqual({ ok: true });
    expect(
      await until(
        () => hops(url, 'connected', 'refused'),
        (count) => count === 0,
      ),
    ).toBe(0);
  });
});
