import type { Admin } from './entry/admin.js';
import type { Redis } from './redis/redis.js';
import { sharedKey } from './redis/shared-key.js';

/** Has all instances sign the sessions of browsers alike. Where Redis is lost meanwhile, it is done when it is back. */
export async function shareSessions(redis: Redis, admin: Admin): Promise<void> {
  admin.sessionKey = await sharedKey(redis, 'session-key', admin.sessionKey).catch(() => admin.sessionKey);
}
