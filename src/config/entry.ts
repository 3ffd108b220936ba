import { z } from 'zod';
import { httpUrl, list, origins } from './lists.js';
import { whole } from './whole.js';

/** By the key that they need: with a shared secret anybody who can check a token could make one too. */
const secretAlgorithms = ['HS256', 'HS384', 'HS512'];
const keyAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const defaultAlgorithms = { secret: ['HS256'], keys: ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'] };
const known = [...secretAlgorithms, ...keyAlgorithms];

/** A hash of 256 bits wants a key of as many (RFC 7518, section 3.2). */
const secretBytes = 32;
const adminChars = 16;

/** Who may enter, who may look, and from where. */
export const entrySettings = {
  AUTH_MODE: z
    .enum(['none', 'jwt'])
    .optional()
    .describe(
      '`jwt` lets in who has a token; `none`, the default, everybody. In production it has to be set, one way or the other',
    ),
  JWT_SECRET: z
    .string()
    .refine((secret) => Buffer.byteLength(secret) >= secretBytes, `must have at least ${secretBytes} bytes`)
    .optional()
    .describe('Shared with the issuer of tokens (HS256)'),
  JWT_JWKS_URL: httpUrl.optional().describe('Where the public keys of the issuer of tokens are, in its place'),
  JWT_ALGORITHMS: list
    .refine(
      (names) => names.length > 0 && names.every((name) => known.includes(name)),
      `must be of ${known.join(', ')}`,
    )
    .optional()
    .describe(
      `Algorithms that are taken; unset: ${defaultAlgorithms.secret.join()} with a secret, ${defaultAlgorithms.keys.join(', ')} with keys`,
    ),
  JWT_AUDIENCE: z.string().min(1).default('hopline').describe('What a token has to name in `aud`'),
  JWT_ISSUER: z.string().min(1).optional().describe('What a token has to name in `iss`; unset: anything'),
  ROOM_NAMES: z
    .enum(['any', 'token'])
    .default('any')
    .describe('`token` closes the rooms to those who have no name in their token; `any`: the page says it then'),
  ADMIN_TOKEN: z
    .string()
    .min(adminChars, `must have at least ${adminChars} characters`)
    .optional()
    .describe('Opens the console, the API, its documents and the metrics; in production they are closed without'),
  ADMIN_PORT: whole(0, 65_535).optional().describe('Port that serves them in the place of `PORT`'),
  ADMIN_HOST: z.string().min(1).default('127.0.0.1').describe('Address that `ADMIN_PORT` is listened on'),
  ADMIN_HOSTS: list
    .refine(
      (names) => names.every((name) => /^[a-z\d](?:[a-z\d.-]*[a-z\d])?$/.test(name)),
      'must be a list of host names such as console.example, in small letters and without ports',
    )
    .default([])
    .describe(
      'Names by which they may be asked for without `ADMIN_TOKEN`, beside addresses, localhost and names without a dot',
    ),
  REPORT_ORIGINS: origins.default(['*']).describe('Origins whose pages may send reports of their probe'),
};

interface EntrySettings {
  AUTH_MODE?: 'none' | 'jwt' | undefined;
  JWT_SECRET?: string | undefined;
  JWT_JWKS_URL?: string | undefined;
  JWT_ALGORITHMS?: string[] | undefined;
  ADMIN_PORT?: number | undefined;
  PORT: number;
  NODE_ENV?: string | undefined;
}

/** The rules that several settings make together: each that is broken, with the key to change. */
export function brokenEntryRules(env: EntrySettings): { path: [keyof EntrySettings]; message: string }[] {
  const { AUTH_MODE: mode, JWT_SECRET: secret, JWT_JWKS_URL: keys, JWT_ALGORITHMS: algorithms = [] } = env;
  const broken: ReturnType<typeof brokenEntryRules> = [];
  if (mode === undefined && (secret !== undefined || keys !== undefined))
    broken.push({ path: ['AUTH_MODE'], message: 'must be set where JWT_SECRET or JWT_JWKS_URL is' });
  else if (mode === undefined && env.NODE_ENV === 'production')
    broken.push({
      path: ['AUTH_MODE'],
      message: 'must be set where NODE_ENV is production: jwt, or none to let everybody in',
    });
  if (mode === 'jwt' && (secret === undefined) === (keys === undefined))
    broken.push({ path: ['JWT_SECRET'], message: 'must be set where AUTH_MODE is jwt, or else JWT_JWKS_URL' });
  const suited = secret === undefined ? keyAlgorithms : secretAlgorithms;
  if (mode === 'jwt' && algorithms.some((name) => !suited.includes(name)))
    broken.push({
      path: ['JWT_ALGORITHMS'],
      message: `must be of ${suited.join(', ')} with ${secret === undefined ? 'JWT_JWKS_URL' : 'JWT_SECRET'}`,
    });
  if (env.ADMIN_PORT !== undefined && env.ADMIN_PORT !== 0 && env.ADMIN_PORT === env.PORT)
    broken.push({ path: ['ADMIN_PORT'], message: 'must be another port than PORT' });
  return broken;
}

/** What tokens may be signed with. */
export function algorithmsOf({ JWT_ALGORITHMS: named, JWT_SECRET: secret }: Omit<EntrySettings, 'PORT'>): string[] {
  return named ?? (secret === undefined ? defaultAlgorithms.keys : defaultAlgorithms.secret);
}
