import type { Config } from './config/config.js';
import { algorithmsOf } from './config/entry.js';
import { remoteKeys, sharedKey } from './entry/keys.js';
import { Tokens } from './entry/tokens.js';

/** Reads tokens as the configuration says; undefined where everybody may enter. */
export function tokensOf(config: Config): Tokens | undefined {
  const { AUTH_MODE: mode, JWT_SECRET: secret, JWT_JWKS_URL: url } = config;
  if (mode !== 'jwt') return undefined;
  const key = secret === undefined ? url && remoteKeys(new URL(url)) : sharedKey(secret);
  if (!key) throw new Error('There is nothing to check tokens with.');
  const { JWT_AUDIENCE: audience, JWT_ISSUER: issuer } = config;
  return new Tokens({ key, algorithms: algorithmsOf(config), audience, issuer, named: config.ROOM_NAMES === 'token' });
}
