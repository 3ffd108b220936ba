import { createHash } from 'node:crypto';
import { instanceKey } from './instances.js';
import type { Redis } from './redis.js';

/** Which instance is home to a room, in Redis. */
export interface Directory {
  /** The home of a room: the one that has claimed it and is there, or else this instance from now on. Rejects without Redis. */
  claim(room: string): Promise<string>;
  /** The room is empty: anybody may claim it, unless it is being claimed from here in this moment. */
  release(room: string): Promise<void>;
}

/** In one slot, so that a script may touch several keys of a Redis Cluster. */
const prefix = '{hopline}';
/** A room's name is for people; keys need not hold it. */
const roomKey = (room: string) =>
  `${prefix}:room:${createHash('sha256').update(room).digest('base64url').slice(0, 22)}`;

/**
 * A claim of an instance that is not there any more is no claim. The lifetime only cleans up after instances that were
 * lost with their rooms: a claim is renewed whenever somebody asks, and at least twice in it by its holder.
 */
const claim = `
local holder = redis.call('GET', KEYS[1])
if not holder or (holder ~= ARGV[1] and redis.call('EXISTS', ARGV[2] .. holder) == 0) then holder = ARGV[1] end
if holder == ARGV[1] then redis.call('SET', KEYS[1], holder, 'PX', ARGV[3]) end
return holder`;
const release = `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`;

/** How long a claim is good for that nobody renews, in ms. */
export const claimMs = 600_000;

export class RedisDirectory implements Directory {
  /** Claims under way, by room: a release that came behind one would take away what it has just given. */
  private readonly claiming = new Map<string, number>();

  constructor(
    private readonly redis: Redis,
    private readonly self: string,
  ) {}

  async claim(room: string): Promise<string> {
    const given = { keys: [roomKey(room)], arguments: [this.self, instanceKey(''), String(claimMs)] };
    this.count(room, 1);
    try {
      return (await this.redis.ask((redis) => redis.eval(claim, given))) as string;
    } finally {
      this.count(room, -1);
    }
  }

  async release(room: string): Promise<void> {
    if (this.claiming.has(room)) return;
    const given = { keys: [roomKey(room)], arguments: [this.self] };
    // Without Redis, the claim ends with this instance's lease or its own.
    await this.redis.ask((redis) => redis.eval(release, given)).catch(() => undefined);
  }

  private count(room: string, by: number): void {
    const claims = (this.claiming.get(room) ?? 0) + by;
    if (claims > 0) this.claiming.set(room, claims);
    else this.claiming.delete(room);
  }
}
