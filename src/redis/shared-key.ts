import type { Redis } from './redis.js';

/**
 * The key of that name which all instances have: that of the first one that came to this Redis. Rejects where Redis is lost
 * meanwhile; it is asked once more when it is back.
 */
export async function sharedKey(redis: Redis, name: string, own: Buffer): Promise<Buffer> {
  const key = `{hopline}:${name}`;
  await redis.ask((commands) => commands.set(key, own.toString('base64'), { condition: 'NX' }));
  const held = await redis.ask((commands) => commands.get(key));
  return held === null ? own : Buffer.from(held, 'base64');
}
