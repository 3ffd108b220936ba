import { createHmac, randomBytes } from 'node:crypto';
import type { IceServer, IceServers } from '../../protocol/messages.js';

/** What the ICE servers are made of. */
export interface IceSettings {
  stunUrls: readonly string[];
  turnUrls: readonly string[];
  turnSecret?: string | undefined;
  /** Seconds a TURN credential is good for. */
  turnTtl: number;
}

/**
 * The ICE servers for one participant. TURN credentials follow coturn's shared-secret scheme
 * (draft-uberti-behave-turn-rest-00, section 2.2): the name is the second it expires and a random id, the credential its
 * HMAC-SHA1, so that coturn can check both without asking.
 *
 * @param now in ms since the Unix epoch
 */
export function iceServers(settings: IceSettings, now: number): IceServers {
  const { stunUrls, turnUrls, turnSecret, turnTtl } = settings;
  const servers: IceServer[] = stunUrls.length > 0 ? [{ urls: [...stunUrls] }] : [];
  if (turnUrls.length === 0 || turnSecret === undefined) return { iceServers: servers };
  const username = `${Math.floor(now / 1000) + turnTtl}:${randomBytes(8).toString('hex')}`;
  const credential = createHmac('sha1', turnSecret).update(username).digest('base64');
  return { iceServers: [...servers, { urls: [...turnUrls], username, credential }], ttl: turnTtl };
}
