import { z } from 'zod';
import { boundSettings } from './bounds.js';
import { brokenEntryRules, entrySettings } from './entry.js';
import { readIceUrl } from './ice-urls.js';
import { limitSettings } from './limits.js';
import { list, origins } from './lists.js';
import { traceSettings } from './trace-settings.js';
import { waitSettings } from './waits.js';
import { whole } from './whole.js';

const iceUrls = (own: RegExp, schemes: string) =>
  list.superRefine((urls, context) => {
    for (const [index, url] of urls.entries()) {
      const read = own.test(url) ? readIceUrl(url) : `begin with ${schemes}`;
      if (typeof read === 'string') context.addIssue(`URL ${index + 1} must ${read}`);
    }
  });

/** Every setting: its rule, what it means and, where there is one, its default. docs/configuration.md is tested against this. */
export const settings = {
  PORT: whole(0, 65_535).default(3000).describe('Port of everything; 0 takes a free one'),
  HTTPS: z
    .enum(['off', 'local'])
    .default('off')
    .describe(
      '`local`, which `npm start -- --https` sets: HTTPS with a certificate of its own, so that a phone has a microphone',
    ),
  HOST: z.string().min(1).default('0.0.0.0').describe('Address to listen on'),
  CORS_ORIGINS: origins
    .optional()
    .describe(
      'Origins whose pages may connect, over HTTP and WebSocket; unset: the same origin and localhost; `*`: any',
    ),
  ...entrySettings,
  ROOM_CAPACITY: whole(2, 1000).default(16).describe('Participants a room may hold'),
  ...boundSettings,
  PROOF: z
    .enum(['on', 'off'])
    .default('on')
    .describe(
      'WebSocket pings behind relayed messages, which prove delivery; `off` behind a proxy that answers them itself',
    ),
  ...limitSettings,
  ...waitSettings,
  DRAIN: whole(0, 3600)
    .default(10)
    .describe('Seconds that open handshakes may take to end when the gateway is stopped; 0 waits for none'),
  FAULTS: z.enum(['on', 'off']).default('off').describe('Faults on demand under `/api/faults`; refused in production'),
  NODE_ENV: z.string().optional().describe('`production` refuses what is for trying only'),
  STUN_URLS: iceUrls(/^stuns?:/i, 'stun:')
    .default([])
    .describe('STUN servers given to pages'),
  TURN_URLS: iceUrls(/^turns?:/i, 'turn: or turns:')
    .default([])
    .describe('TURN servers given to pages'),
  TURN_SECRET: z.string().min(1).optional().describe("coturn's `static-auth-secret`; needed with `TURN_URLS`"),
  TURN_TTL: whole(60, 86_400).default(3600).describe('Seconds that a TURN credential is good for'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'must be a redis or rediss URL' })
    .optional()
    .describe(
      'Redis by which several instances are one: it says which of them has which room; unset: this instance is alone',
    ),
  CLUSTER_PORT: whole(0, 65_535)
    .default(0)
    .describe(
      'Port on which other instances pass connections through to this one, and ask it, with a key that lives in Redis; 0 takes a free one',
    ),
  CLUSTER_ADDRESS: z
    .string()
    .regex(/^[\w.:-]+$/, 'must be a host name or an address, without a port')
    .optional()
    .describe(
      'Host by which they reach it, which then listens at `HOST`; unset: the address by which it reaches Redis, and no other is listened on',
    ),
  INSTANCE_LEASE: whole(500, 60_000)
    .default(5000)
    .describe('How long an instance may be silent, in ms, before the others take it for lost, and its rooms'),
  LOG_FORMAT: z.enum(['json', 'ladder']).default('ladder').describe('`json` for machines, `ladder` for people'),
  LOG_LANG: z.enum(['en', 'ru']).default('en').describe('Language of the ladder log'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Least level that is logged; single hops that go well are `debug`'),
  ...traceSettings,
} as const;

const schema = z
  .object(settings)
  .refine((env) => env.TURN_URLS.length === 0 || env.TURN_SECRET !== undefined, {
    path: ['TURN_SECRET'],
    message: 'must be set where TURN_URLS is',
  })
  .refine((env) => env.FAULTS === 'off' || env.NODE_ENV !== 'production', {
    path: ['FAULTS'],
    message: 'must be off where NODE_ENV is production',
  })
  .refine((env) => env.HTTPS === 'off' || env.NODE_ENV !== 'production', {
    path: ['HTTPS'],
    message: 'must be off where NODE_ENV is production: a proxy with a certificate that browsers know ends TLS there',
  })
  .superRefine((env, context) => {
    for (const rule of brokenEntryRules(env)) context.addIssue({ code: 'custom', ...rule });
  });

export type Config = Readonly<z.infer<typeof schema>>;

/** A setting breaks its rule; the message names the key and the rule, and never the value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the settings out of an environment; an empty variable counts as unset.
 *
 * @throws ConfigError naming every key that breaks its rule.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given, { reportInput: false });
  if (parsed.success) return Object.freeze(parsed.data);
  const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigError(`The configuration is not valid:\n  ${lines.join('\n  ')}`);
}
