import { deflateSync, gzipSync } from 'node:zlib';
import { UnsecuredJWT } from 'jose';
import { causeCodes } from '../../protocol/causes.js';
import { outcomes } from '../../protocol/verdict.js';
import { probeSteps, reportLimits } from '../../protocol/reports.js';
import { inSeconds, mint } from '../support/tokens.js';
import type { Dice } from './dice.js';
import { oddTexts } from './hostile.js';

/** What a client may ask over HTTP, each answered by other code. */
export const requestKinds = [
  'list',
  'one',
  'rooms',
  'refusals',
  'funnel',
  'live',
  'metrics',
  'ice',
  'file',
  'post',
] as const;
export type RequestKind = (typeof requestKinds)[number];

export interface Surroundings {
  /** Opens the API. */
  adminToken: string;
  /** The id of a handshake that is kept. */
  id: string;
}

/** Of the head of a request, as much as Node reads at most. */
const headBytes = 15_000;

/** A request, right or wrong, as the bytes that it comes in. */
export async function requestOf(kind: RequestKind, dice: Dice, { adminToken, id }: Surroundings): Promise<Buffer> {
  const operator = { authorization: `Bearer ${adminToken}`, 'accept-language': dice.of(['en', 'ru', languages]) };
  const get = (path: string, headers: Headers = operator) => written('GET', path, headers);
  switch (kind) {
    case 'list':
      return get(`/api/handshakes?${queryOf(dice, { limit: `${1 + dice.below(1000)}` })}`);
    case 'one':
      return get(`/api/handshakes/${dice.chance(0.8) ? id : oddPath(dice)}`);
    case 'rooms':
      return get(`/api/rooms?${queryOf(dice)}`);
    case 'refusals':
      return get(`/api/refusals?${dice.chance(0.8) ? 'limit=1000' : queryOf(dice)}`);
    case 'funnel':
      return get('/api/funnel');
    case 'live':
      return get(`/api/live?${queryOf(dice)}`);
    case 'metrics':
      return get('/metrics');
    case 'ice':
      return get('/ice-servers', { authorization: `Bearer ${await tokenOf(dice)}` });
    case 'file':
      return get(dice.chance(0.5) ? dice.of(files) : oddPath(dice), dice.chance(0.5) ? operator : oddHeaders(dice));
    case 'post':
      return postOf(dice, operator);
  }
}

/** A token: good, forged, or of no kind that there is; as long as may be, with as much in it as fits. */
export async function tokenOf(dice: Dice): Promise<string> {
  const rooms = Array.from({ length: dice.of([1, 100, 101, 900]) }, (_, room) => `r${room}`);
  const claims = {
    rooms: dice.chance(0.2) ? dice.of(oddTexts) : rooms,
    ...(dice.chance(0.3) && { sub: dice.of(oddTexts) }),
    ...(dice.chance(0.3) && { aud: ['hopline', ...Array.from({ length: 800 }, (_, at) => `a${at}`)] }),
    ...(dice.chance(0.2) && { exp: dice.of([0, inSeconds(-60), 1e308, -1]) }),
    ...(dice.chance(0.2) && Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`claim${at}`, at]))),
  };
  const signed = await mint(claims, dice.chance(0.3) ? { key: new Uint8Array(32) } : {});
  const [head = '', body = '', seal = ''] = signed.split('.');
  return dice.of([
    signed,
    signed,
    new UnsecuredJWT(claims as never).encode(),
    `${head}.${body}.${seal.slice(1)}`,
    `${packed({ alg: 'HS256', crit: Array.from({ length: 500 }, (_, at) => `x${at}`) })}.${body}.${seal}`,
    `${packed({ alg: 'HS256', jwk: { k: 'x'.repeat(3000) } })}.${body}.${seal}`,
    `${head}.${Buffer.from(nested(dice, 5000)).toString('base64url')}.${seal}`,
    `${Buffer.from(nested(dice, 5000)).toString('base64url')}.${body}.${seal}`,
    '.'.repeat(8192),
    'x'.repeat(8192),
    'x'.repeat(dice.of([8193, 12_000])),
    `${'a.'.repeat(4000)}b`,
  ]);
}

type Headers = Readonly<Record<string, string>>;

const packed = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A list that no browser sends. */
const languages = Array.from({ length: 500 }, (_, at) => `x${at};q=0.${at}`).join();

const files = [
  '/',
  '/console/',
  '/probe.js',
  '/hopline.js',
  '/api/docs/',
  '/api/docs/openapi.json',
  '/api/docs-yaml',
  '/api/docs/swagger-ui-bundle.js',
  '/api/docs/swagger-ui-init.js',
  '/health/ready',
  '/socket.io/?EIO=4&transport=polling',
  `/socket.io/?EIO=4&transport=polling&sid=${'x'.repeat(8000)}`,
] as const;

function oddPath(dice: Dice): string {
  const part = dice.of(['../', '%2e%2e%2f', '%00', '%', '%ff', '//', '/.', ';', '\\', ':', '/api/', 'é', '*', '(a+)+']);
  return `/${part.repeat(1 + dice.below(headBytes / part.length / 3))}`;
}

function queryOf(dice: Dice, fields: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams(fields);
  if (dice.chance(0.4))
    query.set('q', dice.of(['nobody of that name', '1', 'room', 'p1x', ' '.repeat(128), 'İ'.repeat(100)]));
  if (dice.chance(0.2)) query.set('outcome', dice.of(['', ...outcomes]));
  if (dice.chance(0.2)) query.set('cause', dice.of(['', ...causeCodes]));
  if (dice.chance(0.2)) query.set('participant', dice.of(['p1x1', 'p41x15', 'nobody']));
  if (dice.chance(0.2)) query.set('room', dice.of(['room 1', 'room 41', 'nowhere']));
  const odd = dice.of(['', '', '', '&a=1', '&limit=1', '&q[a]=1', '&__proto__=x', '&%=%', '&a[][][]=1']);
  return `${query.toString()}${odd.repeat(dice.below(headBytes / 10))}`.slice(0, headBytes);
}

function oddHeaders(dice: Dice): Headers {
  const name = dice.of([
    'cookie',
    'accept-language',
    'x-forwarded-for',
    'origin',
    'referer',
    'range',
    'if-none-match',
    'accept',
    'host',
  ]);
  const part = dice.of(['a=b; ', '1.2.3.4, ', 'http://a', 'bytes=0-1,', '"x",', 'session=x; ', 'en;q=0.1,', ' ']);
  return { [name]: part.repeat(dice.below(headBytes / part.length)) };
}

function postOf(dice: Dice, operator: Headers): Buffer {
  const plain = {
    'content-type': dice.of(['text/plain', 'application/json', 'application/x-www-form-urlencoded', 'x/y']),
  };
  const path = dice.of([
    '/reports',
    '/reports',
    '/reports',
    '/console/login',
    '/api/handshakes',
    '/socket.io/?EIO=4&transport=polling&sid=x',
  ]);
  const headers = { ...(path.startsWith('/api') && operator), ...plain };
  const body = Buffer.from(bodyOf(dice));
  if (dice.chance(0.15)) return written('POST', path, { ...headers, 'content-encoding': 'gzip' }, gzipSync(body));
  if (dice.chance(0.1)) return written('POST', path, { ...headers, 'content-encoding': 'deflate' }, deflateSync(body));
  return written('POST', path, headers, body);
}

function bodyOf(dice: Dice): string {
  const bytes = dice.of([1000, reportLimits.batchBytes - 100, 100_000, 2_000_000]);
  const part = dice.of(['a=1&', 'a[b]=1&', '%', 'a[]=&', '{', '"\\u0000",', '\u0000', ' ']);
  return dice.of([
    () => reportsOf(dice),
    () => reportsOf(dice),
    () => nested(dice, bytes),
    () => part.repeat(bytes / part.length),
  ])();
}

/** A batch of a page that nobody knows, in which something may be wrong everywhere. */
function reportsOf(dice: Dice): string {
  const odd = dice.of([
    {},
    {},
    {},
    {},
    { at: -1 },
    { step: 'x' },
    { [dice.of(oddTexts)]: 1 },
    { local: { session: 'ABC' } },
  ]);
  const reports = Array.from({ length: dice.of([64, 64, 64, 65, 3000]) }, (_, at) => ({
    step: dice.of(probeSteps),
    result: dice.of(['reached', 'failed']),
    at: Date.now(),
    connection: at,
    local: { session: `${dice.below(10_000)}`, version: '2', ufrag: `u${at}` },
    ...odd,
  }));
  const probe = `page${dice.below(1e9)}`.padEnd(8, 'x');
  return JSON.stringify({ probe, sentAt: Date.now(), reports: dice.chance(0.1) ? reports.map(() => ({})) : reports });
}

/** Reports as a page sends them. */
export function batchOf(batch: object): Buffer {
  return written('POST', '/reports', { 'content-type': 'application/json' }, Buffer.from(JSON.stringify(batch)));
}

/** Lists in lists, or objects in objects. */
function nested(dice: Dice, bytes: number): string {
  const [open, close] = dice.of<readonly [string, string]>([
    ['[', ']'],
    ['{"a":', '}'],
    ['{"__proto__":', '}'],
    ['[0],', ''],
  ]);
  const depth = Math.floor(bytes / (open.length + close.length));
  return `${open.repeat(depth)}1${close.repeat(depth)}`;
}

function written(method: string, path: string, headers: Headers, body?: Buffer): Buffer {
  const lines = Object.entries({ host: 'localhost', connection: 'close', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  const length = body ? [`content-length: ${body.length}`] : [];
  const head = `${method} ${path.replaceAll(/[\s]/g, '')} HTTP/1.1\r\n${[...lines, ...length].join('\r\n')}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), body ?? Buffer.alloc(0)]);
}
