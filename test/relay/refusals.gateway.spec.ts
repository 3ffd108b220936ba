import { describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { limits } from '../../protocol/limits.js';
import { plainName } from '../../protocol/plain-names.js';
import { detailOf, rejectCodes, rejects, type RejectCode } from '../../protocol/rejects.js';
import { call, connect, inRoom, metric, pairIn, runGateway, type Peer } from '../support/clients.js';
import { answer, candidate, offer, sdp } from '../support/sdp.js';

const rejections = (url: string, reason: RejectCode) => metric(url, `hopline_rejections_total{reason="${reason}"}`);
const nested = (depth: number): unknown => JSON.parse('{"a":'.repeat(depth) + '1' + '}'.repeat(depth));
const fields = (count: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`field${index}`, {}]));
const prototyped = (more: object): unknown =>
  JSON.parse(`{"__proto__":{"polluted":true},${JSON.stringify(more).slice(1)}`);

interface Case {
  code: RejectCode;
  title: string;
  event: string;
  args: (peers: { anna: Peer; boris: Peer }) => unknown[];
  /** What the sender is told besides the sentence of the code. */
  detail?: string;
}

/** Something of a page's own that is no plain name: told as a hash. */
const odd = 'line\nbreak';

const cases: Case[] = [
  { code: 'malformed', title: 'an offer of nothing', event: 'offer', args: () => [] },
  { code: 'malformed', title: 'an offer as text', event: 'offer', args: () => ['offer'] },
  { code: 'malformed', title: 'an offer as a list', event: 'offer', args: () => [[offer()]] },
  {
    code: 'malformed',
    title: 'an offer without a target',
    event: 'offer',
    args: () => [{ offer: offer() }],
    detail: 'target: ',
  },
  {
    code: 'malformed',
    title: 'an offer to an empty target',
    event: 'offer',
    args: () => [{ target: '', offer: offer() }],
    detail: 'target: ',
  },
  {
    code: 'malformed',
    title: 'an offer that is an answer',
    event: 'offer',
    args: ({ boris }) => [{ target: boris.id, offer: answer() }],
    detail: 'offer.type: ',
  },
  {
    code: 'malformed',
    title: 'an answer without a description',
    event: 'answer',
    args: ({ boris }) => [{ target: boris.id, answer: null }],
    detail: 'answer: ',
  },
  {
    code: 'malformed',
    title: 'a description in bytes',
    event: 'offer',
    args: ({ boris }) => [{ target: boris.id, offer: { type: 'offer', sdp: Buffer.from(sdp()) } }],
    detail: 'offer.sdp: ',
  },
  {
    code: 'malformed',
    title: 'a payload in bytes',
    event: 'ice-candidate',
    args: () => [Buffer.from('{}')],
  },
  {
    code: 'malformed',
    title: 'a description that nests without end',
    event: 'offer',
    args: ({ boris }) => [{ target: boris.id, offer: { ...offer(), extra: nested(2000) } }],
    detail: 'offer.extra: ',
  },
  {
    code: 'malformed',
    title: 'a description of more fields than there may be',
    event: 'answer',
    args: ({ boris }) => [{ target: boris.id, answer: { ...answer(), ...fields(limits.fields - 1) } }],
    detail: `answer: must be an object of at most ${limits.fields} fields`,
  },
  {
    code: 'malformed',
    title: 'a candidate of thousands of fields, each one wrong',
    event: 'ice-candidate',
    args: ({ boris }) => [{ target: boris.id, candidate: fields(5000) }],
    detail: `candidate: must be an object of at most ${limits.fields} fields`,
  },
  {
    code: 'malformed',
    title: 'a candidate in bytes, each of which is a field',
    event: 'ice-candidate',
    args: ({ boris }) => [{ target: boris.id, candidate: Buffer.alloc(100_000) }],
    detail: `candidate: must be an object of at most ${limits.fields} fields`,
  },
  {
    code: 'malformed',
    title: 'a candidate that nests',
    event: 'ice-candidate',
    args: ({ boris }) => [{ target: boris.id, candidate: { ...candidate(), extra: [1] } }],
    detail: 'candidate.extra: ',
  },
  {
    code: 'malformed',
    title: 'a field whose name could forge a line',
    event: 'ice-candidate',
    args: ({ boris }) => [{ target: boris.id, candidate: { ...candidate(), [odd]: [1] } }],
    detail: `candidate.${plainName(odd)}: `,
  },
  {
    code: 'malformed',
    title: 'a candidate left out',
    event: 'ice-candidate',
    args: ({ boris }) => [{ target: boris.id }],
    detail: 'candidate: ',
  },
  {
    code: 'malformed',
    title: 'an m-line index that is none',
    event: 'ice-candidate',
    args: ({ boris }) => [{ target: boris.id, candidate: { ...candidate(), sdpMLineIndex: -1 } }],
    detail: 'candidate.sdpMLineIndex: ',
  },
  {
    code: 'malformed',
    title: 'a traceparent that is none',
    event: 'offer',
    args: ({ boris }) => [{ target: boris.id, offer: offer(), trace: { traceparent: '00-0-0-00' } }],
    detail: 'trace.traceparent: must be a version 00 traceparent',
  },
  { code: 'malformed', title: 'a join without a name', event: 'join-room', args: () => ['two'], detail: 'username: ' },
  { code: 'malformed', title: 'a join without a room', event: 'join-room', args: () => ['', 'Anna'], detail: 'room: ' },
  { code: 'malformed', title: 'a join of numbers', event: 'join-room', args: () => [1, 2] },
  { code: 'malformed', title: 'a join of nothing', event: 'join-room', args: () => [] },
  {
    code: 'malformed',
    title: 'a name that is too long',
    event: 'join-room',
    args: () => ['two', 'x'.repeat(limits.usernameChars + 1)],
    detail: 'username: ',
  },
  ...['a\nb', 'a\u0000', '\u001b[31m', '\u0085', '\u2028', '\u202Egnp', '\u2066', '\uD800', '\uDC00x'].flatMap(
    (name): Case[] =>
      [
        { args: () => ['two', name], detail: 'username: ' },
        { args: () => [name, 'Anna'], detail: 'room: ' },
        { args: () => [{ room: name, username: 'Anna' }], detail: 'room: ' },
      ].map((one) => ({ ...one, code: 'malformed', title: `a name with ${JSON.stringify(name)}`, event: 'join-room' })),
  ),
  { code: 'malformed', title: 'a leave of a number', event: 'leave-room', args: () => [7] },
  {
    code: 'too-large',
    title: 'a description over its bound',
    event: 'offer',
    args: ({ boris }) => [{ target: boris.id, offer: { type: 'offer', sdp: 'x'.repeat(limits.sdpBytes + 1) } }],
    detail: `offer.sdp: must be at most ${limits.sdpBytes} bytes`,
  },
  {
    code: 'too-large',
    title: 'a description over its bound in bytes, not in characters',
    event: 'answer',
    args: ({ boris }) => [{ target: boris.id, answer: { type: 'answer', sdp: 'ж'.repeat(limits.sdpBytes / 2 + 1) } }],
    detail: `answer.sdp: must be at most ${limits.sdpBytes} bytes`,
  },
  {
    code: 'too-large',
    title: 'a candidate over its bound',
    event: 'ice-candidate',
    args: ({ boris }) => [{ target: boris.id, candidate: { candidate: 'x'.repeat(limits.candidateBytes + 1) } }],
    detail: `candidate.candidate: must be at most ${limits.candidateBytes} bytes`,
  },
  { code: 'unknown-event', title: 'an event of no name it knows', event: 'chat', args: () => ['hello'] },
  { code: 'unknown-event', title: 'an event named after a method', event: 'constructor', args: () => [] },
  {
    code: 'target-missing',
    title: 'a target that never was',
    event: 'offer',
    args: () => [{ target: 'nobody', offer: offer() }],
  },
  {
    code: 'target-missing',
    title: 'a target named after a method',
    event: 'ice-candidate',
    args: () => [{ target: '__proto__', candidate: null }],
  },
  {
    code: 'target-self',
    title: 'the sender as target',
    event: 'offer',
    args: ({ anna }) => [{ target: anna.id, offer: offer() }],
  },
];

describe('a refused message', () => {
  it.each(cases)('$code: $title', async ({ code, event, args, detail = '' }) => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    const sent = args({ anna, boris });

    const acked = await anna.ask(event, ...sent);
    anna.emit(event, ...sent);

    const told = await anna.next<{ code: RejectCode; message: string; event: string }>('signaling-error');
    expect(acked).toEqual({ ok: false, error: { code, message: told.message } });
    expect(told).toMatchObject({ code, event });
    expect(told.message.startsWith(`${rejects[code].sentence}${detail && ` ${detail}`}`)).toBe(true);
    // Of what has not its shape, the field is named, or the whole.
    const wantsDetail = code === 'malformed' || code === 'too-large';
    expect(/^[\w.-]+: /.test(detailOf(told) ?? '')).toBe(wantsDetail);
    expect(await rejections(url, code)).toBe(2);
    expect((await boris.pending()).filter((name) => name !== 'verdict')).toEqual([]);
    // The connection is none the worse for it.
    await call(anna, boris);
  });

  it('not-in-room: each kind of message, before joining and after leaving', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    const stranger = await connect(url);
    await boris.ask('leave-room');

    for (const peer of [stranger, boris]) {
      for (const [event, body] of [
        ['offer', { offer: offer() }],
        ['answer', { answer: answer() }],
        ['ice-candidate', { candidate: candidate() }],
      ] as const) {
        const refused = await peer.ask(event, { target: anna.id, ...body });
        expect(refused).toEqual({
          ok: false,
          error: { code: 'not-in-room', message: rejects['not-in-room'].sentence },
        });
      }
    }
    expect(await rejections(url, 'not-in-room')).toBe(6);
  });

  it('target-missing: somebody in another room, who learns nothing of it', async () => {
    const { url } = await runGateway();
    const [anna] = await pairIn(url);
    const chen = await inRoom(url, 'other', 'Chen');

    const refused = await anna.ask('offer', { target: chen.id, offer: offer() });

    expect(refused).toMatchObject({ ok: false, error: { code: 'target-missing' } });
    expect(await chen.pending()).toEqual([]);
  });

  it('target-left: somebody who was here a moment ago', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);
    const { id } = boris;
    boris.socket.disconnect();
    await anna.next('user-left');

    expect(await anna.ask('offer', { target: id, offer: offer() })).toMatchObject({
      ok: false,
      error: { code: 'target-left' },
    });
    expect(await rejections(url, 'target-left')).toBe(1);
  });

  it('room-full: one more than it may hold, until somebody leaves', async () => {
    const { url } = await runGateway({ ROOM_CAPACITY: '2' });
    const [, boris] = await pairIn(url);
    const chen = await connect(url);

    expect(await chen.join('two', 'Chen')).toMatchObject({ ok: false, error: { code: 'room-full' } });
    chen.emit('join-room', 'two', 'Chen');
    expect(await chen.next('signaling-error')).toMatchObject({ code: 'room-full', event: 'join-room' });
    expect(await rejections(url, 'room-full')).toBe(2);
    await boris.ask('leave-room');

    expect(await chen.join('two', 'Chen')).toMatchObject({ ok: true });
  });

  it('rooms-exhausted: one room more than there may be', async () => {
    const { url } = await runGateway({ MAX_ROOMS: '1' });
    await pairIn(url, 'only');
    const chen = await connect(url);

    expect(await chen.join('second', 'Chen')).toMatchObject({ ok: false, error: { code: 'rooms-exhausted' } });
    expect(await chen.join('only', 'Chen')).toMatchObject({ ok: true });
    expect(await rejections(url, 'rooms-exhausted')).toBe(1);
  });

  it('does not let a payload touch the prototype of anything', async () => {
    const { url } = await runGateway();
    const [anna, boris] = await pairIn(url);

    anna.emit('offer', prototyped({ target: boris.id, offer: prototyped(offer()) }));
    anna.emit('join-room', prototyped({ room: 'two', username: 'Anna' }));
    anna.emit('ice-candidate', { target: boris.id, candidate: prototyped(candidate()) });
    await anna.pending();

    expect(Object.prototype).not.toHaveProperty('polluted');
    const arrived = await boris.pending();
    for (const event of arrived) expect(Object.keys(await boris.next<object>(event))).not.toContain('__proto__');
  });
});

describe('a page of a foreign origin', () => {
  const foreign = { Origin: 'https://elsewhere.example' };

  it('is refused over WebSocket, and counted', async () => {
    const { url } = await runGateway();
    const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
      headers: foreign,
    });

    const answered = await new Promise<number | undefined>((resolve) => {
      socket.once('error', () => undefined);
      socket.once('open', () => resolve(101));
      socket.once('unexpected-response', (_, response) => resolve(response.statusCode));
    });

    expect(answered).toBe(400);
    expect(await rejections(url, 'origin-refused')).toBe(1);
  });

  it('is refused over polling, told why, and counted', async () => {
    const { url } = await runGateway();

    const response = await fetch(`${url}/socket.io/?EIO=4&transport=polling`, { headers: foreign });

    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({ code: 4, message: 'origin-refused' });
    expect(await rejections(url, 'origin-refused')).toBe(1);
  });

  it('may not set the header by which a proxy says what host it was asked for', async () => {
    const { url } = await runGateway();
    const preflight = (from: string) =>
      fetch(`${url}/socket.io/?EIO=4&transport=polling`, {
        method: 'OPTIONS',
        headers: {
          origin: from,
          'access-control-request-method': 'GET',
          'access-control-request-headers': 'x-forwarded-host',
        },
      });
    const [other, own] = [await preflight('https://elsewhere.example'), await preflight(new URL(url).origin)];
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
    expect(own.headers.get('access-control-allow-origin')).toBe(new URL(url).origin);
  });

  it('is let in where the configuration names it, and then no other is', async () => {
    const { url } = await runGateway({ CORS_ORIGINS: 'https://elsewhere.example' });

    const named = await fetch(`${url}/socket.io/?EIO=4&transport=polling`, { headers: foreign });
    const other = await fetch(`${url}/socket.io/?EIO=4&transport=polling`, { headers: { Origin: 'http://localhost' } });

    expect([named.status, other.status]).toEqual([200, 403]);
    expect(named.headers.get('access-control-allow-origin')).toBe('https://elsewhere.example');
  });
});

describe('the list of reject codes', () => {
  it('is on the metrics page from the start, each at zero', async () => {
    const { url } = await runGateway();

    const counts = await Promise.all(rejectCodes.map((code) => rejections(url, code)));

    expect(counts).toEqual(rejectCodes.map(() => 0));
  });
});
