import { describe, expect, it } from '@jest/globals';
import { defaultBounds } from '../../src/bounds/bounds.js';
import { boundsOf } from '../../src/config/bounds.js';
import { ConfigError, readConfig, settings } from '../../src/config/config.js';
import { algorithmsOf } from '../../src/config/entry.js';
import { waitsOf } from '../../src/config/waits.js';
import { defaultWaits } from '../../src/domain/ladder.js';

/** What the start fails with. */
function complaint(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('the configuration was taken');
}

const waitKeys = Object.keys(settings).filter((key) => key.startsWith('WAIT_'));

const algorithms = 'HS256, HS384, HS512, RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519';
const limitKeys = [
  'CONNECTS',
  'MESSAGES',
  'MESSAGES_ADDRESS',
  'JOINS',
  'REPORTS',
  'REPORTS_STRANGERS',
  'API',
  'CONNECTIONS',
  'LOG',
  'HANDSHAKES',
  'HANDSHAKES_PAIR',
];

/** The least that each bound may be. */
const least: Readonly<Record<string, number>> = {
  ROOMS: 1,
  HANDSHAKES: 10,
  HANDSHAKES_PARTICIPANT: 16,
  UNREAD: 131_072,
  ADDRESSES: 16,
  DEPARTED: 1,
  PAGES: 16,
  REPORTS: 16,
  CONNECTIONS_OF_PAGE: 16,
  REFUSALS: 1,
  FAILING_PAIRS: 5,
  TRACES: 10,
  STRAYS: 16,
  HANDED_OVER: 16,
  WATCHED_NAMES: 16,
  WATCHED_SIGNALS: 64,
  READERS: 1,
};

const broken: [key: string, value: string, rule: string][] = [
  ['PORT', 'S3cret', 'must be a whole number from 0 to 65535'],
  ['PORT', '65536', 'must be at most 65535'],
  ['PORT', '-1', 'must be a whole number from 0 to 65535'],
  ['PORT', '80.5', 'must be a whole number from 0 to 65535'],
  ['CORS_ORIGINS', 'https://app.example/S3cret', 'must be a list of origins such as https://app.example, or *'],
  ['CORS_ORIGINS', 'S3cret', 'must be a list of origins such as https://app.example, or *'],
  ['CORS_ORIGINS', '*,S3cret', 'must be a list of origins such as https://app.example, or *'],
  ['AUTH_MODE', 'S3cret', 'Invalid option: expected one of "none"|"jwt"'],
  ['JWT_SECRET', 'S3cret', 'must have at least 32 bytes'],
  ['JWT_JWKS_URL', 'S3cret', 'must be an http or https URL'],
  ['JWT_ALGORITHMS', 'HS256,S3cret', `must be of ${algorithms}`],
  ['JWT_ALGORITHMS', 'none', `must be of ${algorithms}`],
  ['JWT_ALGORITHMS', ',', `must be of ${algorithms}`],
  ['ROOM_NAMES', 'S3cret', 'Invalid option: expected one of "any"|"token"'],
  ['ADMIN_TOKEN', 'S3cret', 'must have at least 16 characters'],
  ['ADMIN_PORT', 'S3cret', 'must be a whole number from 0 to 65535'],
  ...['S3cret.example', 's3cret.example:3002', 'https://s3cret.example', '-s3cret'].map(
    (value): [string, string, string] => [
      'ADMIN_HOSTS',
      value,
      'must be a list of host names such as console.example, in small letters and without ports',
    ],
  ),
  ['REPORT_ORIGINS', 'S3cret', 'must be a list of origins such as https://app.example, or *'],
  ['ROOM_CAPACITY', '1', 'must be at least 2'],
  ['ROOM_CAPACITY', '1001', 'must be at most 1000'],
  ...Object.entries(least).flatMap(([name, bound]): [string, string, string][] => [
    [`MAX_${name}`, `${bound - 1}`, `must be at least ${bound}`],
    [`MAX_${name}`, '1e9', `must be a whole number from ${bound} to ${name === 'UNREAD' ? 1_073_741_824 : 10_000_000}`],
  ]),
  ['DRAIN', '3601', 'must be at most 3600'],
  ['PROOF', 'S3cret', 'Invalid option: expected one of "on"|"off"'],
  ['STUN_URLS', 'S3cret.example', 'URL 1 must begin with stun:'],
  ['STUN_URLS', 'stun:stun.example,turn:S3cret.example', 'URL 2 must begin with stun:'],
  ['TURN_URLS', 'stun:S3cret.example', 'URL 1 must begin with turn: or turns:'],
  ['TURN_URLS', 'turn://S3cret.example', 'URL 1 must have no // after the scheme, as in turn:turn.example:3478'],
  ['TURN_TTL', '59', 'must be at least 60'],
  ['TURN_TTL', '86401', 'must be at most 86400'],
  ['LOG_FORMAT', 'S3cret', 'Invalid option: expected one of "json"|"ladder"'],
  ['LOG_LANG', 'S3cret', 'Invalid option: expected one of "en"|"ru"'],
  ['LOG_LEVEL', 'S3cret', 'Invalid option: expected one of "debug"|"info"|"warn"|"error"|"silent"'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'S3cret', 'must be an http or https URL'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'ftp://user:S3cret@host', 'must be an http or https URL'],
  ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'S3cret', 'must be an http or https URL'],
  ['JAEGER_URL', 'S3cret', 'must be an http or https URL'],
  ['CONSOLE_URL', 'S3cret', 'must be an http or https URL'],
  ['REDIS_URL', 'http://:S3cret@host', 'must be a redis or rediss URL'],
  ['CLUSTER_PORT', '65536', 'must be at most 65535'],
  ['CLUSTER_ADDRESS', 'http://here', 'must be a host name or an address, without a port'],
  ['INSTANCE_LEASE', '499', 'must be at least 500'],
  ['TRACE_QUEUE', '0', 'must be at least 1'],
  ['TRACE_RATIO', '1.5', 'must be a number from 0 to 1'],
  ['TRACE_HEALTHY', '-1', 'must be a whole number from 0 to 1000000'],
  ['TRACE_PARENT', 'S3cret', 'Invalid option: expected one of "link"|"page"'],
  ['OTEL_TRACES_EXPORTER', 'zipkin,S3cret', 'must be a list of otlp and console, or none'],
  ['OTEL_TRACES_EXPORTER', 'otlp,none', 'must be none alone where it is none'],
  ...['OTEL_EXPORTER_OTLP_PROTOCOL', 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'].map((key): [string, string, string] => [
    key,
    'S3cret',
    'Invalid option: expected one of "http/protobuf"|"http/json"|"grpc"',
  ]),
  ['OTEL_SDK_DISABLED', 'S3cret', 'Invalid option: expected one of "true"|"false"'],
  ['OTEL_BSP_SCHEDULE_DELAY', '0', 'must be at least 1'],
  ['OTEL_BSP_EXPORT_TIMEOUT', '0', 'must be at least 1'],
  ['OTEL_BSP_MAX_EXPORT_BATCH_SIZE', '0', 'must be at least 1'],
  ['TRACE_SLOW', '0', 'must be at least 1'],
  ['HTTPS', 'S3cret', 'Invalid option: expected one of "off"|"local"'],
  ['FAULTS', 'S3cret', 'Invalid option: expected one of "on"|"off"'],
  ['LIMITS', 'S3cret', 'Invalid option: expected one of "on"|"off"'],
  ['LIMIT_BYTES', '1023', 'must be at least 1024'],
  ['LIMIT_BYTES_ADDRESS', '1023', 'must be at least 1024'],
  ['LIMIT_HELD', '262143', 'must be at least 262144'],
  ...limitKeys.map((key): [string, string, string] => [`LIMIT_${key}`, '0', 'must be at least 1']),
  ...['S3cret', '10.0.0.1,S3cret', '10.0.0.0/33', '::/129', '10.0.0.0/8/8', '10.0.0.0/x', '*'].map(
    (value): [string, string, string] => [
      'TRUST_PROXY',
      value,
      'must be a list of addresses or networks such as 10.0.0.0/8',
    ],
  ),
  ...waitKeys.flatMap((key): [string, string, string][] => [
    [key, '9', 'must be at least 10'],
    [key, '3600001', 'must be at most 3600000'],
    [key, '5s', 'must be a whole number from 10 to 3600000'],
  ]),
];

describe('a setting that breaks its rule', () => {
  it.each(broken)('%s=%s is named with its rule, and its value is not', (key, value, rule) => {
    const message = complaint({ TURN_SECRET: 'any', AUTH_MODE: 'none', [key]: value });

    expect(message).toBe(`The configuration is not valid:\n  ${key}: ${rule}`);
    expect(message).not.toContain('S3cret');
  });

  it('does not hide another', () => {
    expect(complaint({ PORT: 'x', LOG_LANG: 'de' }).split('\n')).toHaveLength(3);
  });

  it('has no rule left out here: every setting with one is in the table', () => {
    const free = [
      'HOST',
      'TURN_SECRET',
      'NODE_ENV',
      'JWT_AUDIENCE',
      'JWT_ISSUER',
      'ADMIN_HOST',
      'OTEL_NODE_RESOURCE_DETECTORS',
    ];
    expect(new Set([...broken.map(([key]) => key), ...free])).toEqual(new Set(Object.keys(settings)));
  });

  it('may be two that do not go together', () => {
    expect(complaint({ TURN_URLS: 'turn:turn.example' })).toContain('TURN_SECRET: must be set where TURN_URLS is');
    expect(complaint({ FAULTS: 'on', NODE_ENV: 'production', AUTH_MODE: 'none' })).toContain(
      'FAULTS: must be off where NODE_ENV is production',
    );
    expect(readConfig({ FAULTS: 'on', NODE_ENV: 'development' }).FAULTS).toBe('on');
  });
});

const secret = 'x'.repeat(32);
const taken = (env: Record<string, string>) => algorithmsOf(readConfig({ AUTH_MODE: 'jwt', ...env }));

describe('who may enter', () => {
  it('is everybody, where a gateway is tried out, and has to be said in production', () => {
    expect(readConfig({}).AUTH_MODE).toBeUndefined();
    expect(complaint({ NODE_ENV: 'production' })).toContain(
      'AUTH_MODE: must be set where NODE_ENV is production: jwt, or none to let everybody in',
    );
    expect(readConfig({ NODE_ENV: 'production', AUTH_MODE: 'none' }).AUTH_MODE).toBe('none');
  });

  it.each<[string, Record<string, string>, string]>([
    ['a key and no mode', { JWT_SECRET: secret }, 'AUTH_MODE: must be set where JWT_SECRET or JWT_JWKS_URL is'],
    ['a mode and no key', { AUTH_MODE: 'jwt' }, 'JWT_SECRET: must be set where AUTH_MODE is jwt'],
    [
      'two keys',
      { AUTH_MODE: 'jwt', JWT_SECRET: secret, JWT_JWKS_URL: 'https://issuer.example/keys' },
      'JWT_SECRET: must be set where AUTH_MODE is jwt, or else JWT_JWKS_URL',
    ],
    [
      'a public key taken for a secret',
      { AUTH_MODE: 'jwt', JWT_JWKS_URL: 'https://issuer.example/keys', JWT_ALGORITHMS: 'RS256,HS256' },
      'JWT_ALGORITHMS: must be of RS256, ',
    ],
    [
      'a secret taken for a public key',
      { AUTH_MODE: 'jwt', JWT_SECRET: secret, JWT_ALGORITHMS: 'RS256' },
      'JWT_ALGORITHMS: must be of HS256, ',
    ],
    ['one port for two', { ADMIN_PORT: '3000' }, 'ADMIN_PORT: must be another port than PORT'],
  ])('is not left to chance by %s', (_, env, rule) => {
    expect(complaint(env)).toContain(rule);
    expect(complaint(env)).not.toContain(secret);
  });

  it('goes by the algorithms of its key, unless others of the same kind are named', () => {
    const keys = { JWT_JWKS_URL: 'https://issuer.example/keys' };

    expect(taken({ JWT_SECRET: secret })).toEqual(['HS256']);
    expect(taken({ JWT_SECRET: secret, JWT_ALGORITHMS: 'HS384, HS512' })).toEqual(['HS384', 'HS512']);
    expect(taken(keys).filter((name) => name.startsWith('HS'))).toEqual([]);
    expect(taken({ ...keys, JWT_ALGORITHMS: 'ES256' })).toEqual(['ES256']);
  });
});

describe('the configuration', () => {
  it('has defaults for everything, and an empty variable counts as unset', () => {
    const empty = Object.fromEntries(Object.keys(settings).map((key) => [key, '']));

    expect(readConfig(empty)).toEqual(readConfig({}));
    expect(readConfig({})).toMatchObject({
      PORT: 3000,
      HOST: '0.0.0.0',
      ROOM_CAPACITY: 16,
      PROOF: 'on',
      STUN_URLS: [],
      LOG_FORMAT: 'ladder',
      LOG_LANG: 'en',
      FAULTS: 'off',
    });
    expect(readConfig({}).CORS_ORIGINS).toBeUndefined();
  });

  it('takes lists with spaces and empty entries', () => {
    const { STUN_URLS, CORS_ORIGINS } = readConfig({
      STUN_URLS: ' stun:a.example , ,stun:b.example:3479,',
      CORS_ORIGINS: 'https://app.example,http://localhost:8080',
    });

    expect(STUN_URLS).toEqual(['stun:a.example', 'stun:b.example:3479']);
    expect(CORS_ORIGINS).toEqual(['https://app.example', 'http://localhost:8080']);
  });

  it('hands the waits to the ladder, one for each of its rungs and two more', () => {
    expect(waitsOf(readConfig({}))).toEqual(defaultWaits);
    expect(waitKeys).toHaveLength(Object.keys(defaultWaits).length);
    expect(waitsOf(readConfig({ WAIT_OFFER_DELIVERED: '123', WAIT_ANSWER: '456', WAIT_SILENCE: '789' }))).toEqual({
      ...defaultWaits,
      'offer-delivered': 123,
      answer: 456,
      silence: 789,
    });
  });

  it('hands each bound to those who keep to it', () => {
    expect(boundsOf(readConfig({}))).toEqual(defaultBounds);
    expect(Object.keys(least)).toHaveLength(Object.keys(defaultBounds).length);
    expect(boundsOf(readConfig({ MAX_HANDED_OVER: '20', MAX_UNREAD: '200000', MAX_READERS: '2' }))).toEqual({
      ...defaultBounds,
      'handed-over': 20,
      unread: 200_000,
      readers: 2,
    });
  });

  it('can be changed by nobody', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
  });

  it('pays no heed to the other variables of its surroundings', () => {
    expect(readConfig({ PATH: '/bin', HOME: '/root' })).toEqual(readConfig({}));
  });
});
