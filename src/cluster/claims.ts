import { createHash } from 'node:crypto';
import { instanceKey } from './instances.js';
import type { Redis } from '../redis/redis.js';

/** A room's name is for people; keys need not hold it. */
const roomKey = (room: string) =>
  `{hopline}:room:${createHash('sha256').update(room).digest('base64url').slice(0, 22)}`;
const fenceKey = '{hopline}:fence';
/** How long a claim is good for that nobody renews, in ms: it only cleans up after instances that were lost with their rooms. */
const claimMs = 600_000;
/** Claims that are renewed at once. */
const atOnce = 256;

/** Which instance has a room: its address, and the number of its claim, which is larger than that of any before. */
export interface Claim {
  instance: string;
  address: string;
  fence: number;
}

/**
 * The claim of an instance that is not there any more is none. An instance that held the room before Redis was started anew gets its
 * claim back under its number, unless somebody else has the room by then.
 */
const claimScript = `
local instance, fence = string.match(redis.call('GET', KEYS[1]) or '', '^(%S+) (%d+)$')
if not instance or (instance ~= ARGV[1] and redis.call('EXISTS', ARGV[2] .. instance) == 0) then
  instance, fence = ARGV[1], ARGV[4]
  if fence == '' then
    if redis.call('EXISTS', KEYS[2]) == 0 then redis.call('SET', KEYS[2], redis.call('TIME')[1] .. '000') end
    fence = redis.call('INCR', KEYS[2])
  end
end
if instance == ARGV[1] then redis.call('SET', KEYS[1], instance .. ' ' .. fence, 'PX', ARGV[3]) end
return {instance, redis.call('GET', ARGV[2] .. instance) or '', tostring(fence)}`;
const releaseScript = `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`;

/** Which instance has which room: in Redis, and for this one's own rooms here as well. */
export class Claims {
  /** The rooms that are this instance's, with the numbers of their claims. */
  private readonly own = new Map<string, number>();
  /** How many are on their way into a room that may stand empty until then. */
  private readonly coming = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param isThere is somebody in the room?
   * @param onLost another instance has the room by now
   */
  constructor(
    private readonly redis: Redis,
    private readonly self: string,
    private readonly isThere: (room: string) => boolean,
    private readonly onLost: (room: string) => void,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.confirm(), claimMs / 3).unref();
  }

  close(): void {
    clearInterval(this.timer);
  }

  /** Is the room this instance's? */
  holdsAny(room: string): boolean {
    return this.own.has(room);
  }

  /** Is the room this instance's, by a claim of that number? */
  async holds(room: string, fence: number): Promise<boolean> {
    if (this.own.get(room) === fence) return true;
    const claim = await this.look(room).catch(() => undefined);
    if (claim?.instance !== this.self || claim.fence !== fence) return false;
    this.own.set(room, fence);
    return true;
  }

  /** Who has a room: the one that has claimed it and is there, or else this instance from now on. Rejects without Redis. */
  claim(room: string): Promise<Claim> {
    return this.whileComing(room, async () => {
      const given = [this.self, instanceKey(''), String(claimMs), String(this.own.get(room) ?? '')];
      const asked = { keys: [roomKey(room), fenceKey], arguments: given };
      const answer = await this.redis.ask((redis) => redis.eval(claimScript, asked));
      const [instance = '', address = '', fence] = answer as string[];
      if (instance === this.self) this.own.set(room, Number(fence));
      else if (this.own.delete(room)) this.onLost(room);
      return { instance, address, fence: Number(fence) };
    });
  }

  /** Has somebody come into a room. Until that is over, its claim stays, though nobody is in it; if nobody is then, it goes. */
  async whileComing<T>(room: string, come: () => Promise<T>): Promise<T> {
    this.coming.set(room, (this.coming.get(room) ?? 0) + 1);
    try {
      return await come();
    } finally {
      const others = (this.coming.get(room) ?? 0) - 1;
      if (others > 0) this.coming.set(room, others);
      else this.coming.delete(room);
      if (!this.isThere(room)) void this.release(room);
    }
  }

  /** Who has a room, if anybody. Rejects without Redis. */
  async look(room: string): Promise<Claim | undefined> {
    const held = await this.redis.ask((redis) => redis.get(roomKey(room)));
    const [instance = '', fence] = held?.split(' ') ?? [];
    const address = held === null ? null : await this.redis.ask((redis) => redis.get(instanceKey(instance)));
    return address === null ? undefined : { instance, address, fence: Number(fence) };
  }

  /** A room is empty, or given up: anybody may claim it, unless somebody is on the way into it here. */
  async release(room: string): Promise<void> {
    const fence = this.own.get(room);
    if (fence === undefined || this.coming.has(room)) return;
    this.own.delete(room);
    const given = { keys: [roomKey(room)], arguments: [`${this.self} ${fence}`] };
    // Without Redis, the claim ends with this instance's lease or its own.
    await this.redis.ask((redis) => redis.eval(releaseScript, given)).catch(() => undefined);
  }

  /**
   * Renews the claims of rooms that have somebody, and finds out which were lost: while Redis was away, or this instance
   * was stopped. The others are given up.
   */
  async confirm(): Promise<void> {
    const rooms = [...this.own.keys()];
    for (let from = 0; from < rooms.length; from += atOnce) {
      const some = rooms.slice(from, from + atOnce);
      // Without Redis nobody can claim anything; it is done again when Redis is back.
      await Promise.allSettled(some.map((room) => (this.isThere(room) ? this.claim(room) : this.release(room))));
    }
  }
}
