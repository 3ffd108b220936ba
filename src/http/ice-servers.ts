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

/** Whom the credentials are for. */
export interface IceUser {
  /** What it is known by: nothing of it can be read in the credentials. */
  id?: string | undefined;
  /** How long its token is still good for, in ms: the credentials do not live on. */
  leftMs?: number | undefined;
}

/**
 * The ICE servers for one participant. TURN credentials follow coturn's shared-secret scheme
 * (draft-uberti-behave-turn-rest-00, section 2.2): the name is the second it expires and a keyed hash of whom it is for,
 * the credential its HMAC-SHA1, so that coturn can check both without asking, and counts per participant.
 *
 * @param at in ms since the Unix epoch, by the machine's clock: the TURN server reads its own
 */
export function iceServers(settings: IceSettings, at: number, { id, leftMs = Infinity }: IceUser = {}): IceServers {
  const { stunUrls, turnUrls, turnSecret, turnTtl } = settings;
  const servers: IceServer[] = stunUrls.length > 0 ? [{ urls: [...stunUrls] }] : [];
  if (turnUrls.length === 0 || turnSecret === undefined) return { iceServers: servers };
  const ttl = Math.max(0, Math.min(turnTtl, Math.floor(leftMs / 1000)));
  const user =
    id === undefined ? randomBytes(8) : createHmac('sha256', turnSecret).update(`participant ${id}`).digest();
  const username = `${Math.floor(at / 1000) + ttl}:${user.toString('hex', 0, 8)}`;
  const credential = createHmac('sha1', turnSecret).update(username).digest('base64');
  return { iceServers: [...servers, { urls: [...turnUrls], username, credential }], ttl };
}
