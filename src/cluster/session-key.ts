import type { Admin } from '../entry/admin.js';
import type { Redis } from './redis.js';

const key = '{hopline}:session-key';

/**
 * Has all instances sign the sessions of browsers alike: with the key of the first one that came to this Redis. Where Redis
 * is lost again meanwhile, it is asked once more when it is back.
 */
export async function shareSessionKey(redis: Redis, admin: Admin): Promise<void> {
  const own = admin.sessionKey.toString('base64');
  const set = redis.ask((commands) => commands.set(key, own, { condition: 'NX' }));
  const held = await set.then(() => redis.ask((commands) => commands.get(key))).catch(() => undefined);
  if (held) admin.sessionKey = Buffer.from(held, 'base64');
}
