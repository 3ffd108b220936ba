import { createSecretKey } from 'node:crypto';
import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import { byOwnClock } from '../hops/clock.js';

/** An unknown key has the set fetched anew, and a failed fetch is not tried again, but once in this long, in ms. */
const pauses = { unknownKeyMs: 30_000, failureMs: 1_000 };

/**
 * The public keys at a URL (JSON Web Key Set, RFC 7517, section 5), fetched when they are needed and kept for ten minutes.
 * A key that is not among them has them fetched again: that is how a new one comes in. Strangers cannot have more than
 * one request made of all their attempts.
 */
export function remoteKeys(url: URL): JWTVerifyGetKey {
  let again = 0;
  const fetched = () =>
    createRemoteJWKSet(url, {
      cooldownDuration: pauses.unknownKeyMs,
      [customFetch]: async (address, options) => {
        if (performance.now() < again) throw new Error('The keys could not be had a moment ago.');
        again = performance.now() + pauses.failureMs;
        const response = await fetch(address, options);
        if (response.ok) again = 0;
        return response;
      },
    });
  let set = { keys: fetched(), at: byOwnClock(0) };
  return (header, token) => {
    // It reckons by the machine's clock: that set back, it would keep its keys, and not look for new ones, for as long.
    if (byOwnClock(0) - set.at > pauses.failureMs) set = { keys: fetched(), at: byOwnClock(0) };
    return set.keys(header, token);
  };
}

/** The one key that is shared with the issuer of tokens. */
export function sharedKey(secret: string): JWTVerifyGetKey {
  const key = createSecretKey(secret, 'utf8');
  return () => key;
}
