import type { Observer, Opened, SendPing } from '../observed.js';
import { readEngineBytes, readEngineText, type EnginePacket, type EngineQuery } from '../packets.js';
import type { Conversation } from './conversation.js';
import { EngineSession } from './engine-session.js';

/** Sessions that are followed at once; more are passed, and not looked at. */
const followed = 10_000;
const sweepMs = 5000;
/** What Engine.IO waits by itself, where the server does not say it: its interval and its timeout, in ms. */
const usualPatienceMs = 25_000 + 60_000;
/** For what is under way. */
const slackMs = 5000;

/** The Engine.IO sessions of everybody who comes through: one may go from HTTP polling to a WebSocket. */
export class EngineSessions {
  private readonly sessions = new Map<string, EngineSession>();
  private readonly sweep = setInterval(() => this.closeSilent(), sweepMs).unref();

  constructor(private readonly observer: Observer) {}

  find(sid: string | undefined): EngineSession | undefined {
    const session = sid === undefined ? undefined : this.sessions.get(sid);
    if (session) session.seenAt = performance.now();
    return session;
  }

  /** The server has opened a session, by that packet. */
  open(packet: EnginePacket, { revision }: EngineQuery, opened: Omit<Opened, 'session'>): EngineSession | undefined {
    const told = readOpen(packet);
    if (!told || this.sessions.size >= followed) return undefined;
    const { sid, patienceMs } = told;
    const connection = this.observer.opened({ session: sid, ...opened });
    const session = new EngineSession(sid, revision, connection, patienceMs, () => this.sessions.delete(sid));
    this.sessions.get(sid)?.close('cut');
    this.sessions.set(sid, session);
    return session;
  }

  /** A WebSocket of Engine.IO: of a session that began with HTTP polling, or of one that it opens itself. */
  conversation(query: EngineQuery, opened: Omit<Opened, 'session'>, ping: SendPing): Conversation {
    let session = this.find(query.sid);
    const read = (message: string | Buffer) =>
      typeof message === 'string' ? readEngineText(message, query.revision) : readEngineBytes(message, query.revision);
    return {
      received: (message) => {
        const packet = read(message);
        if (packet) session?.received(packet, ping);
      },
      sent: (message) => {
        const packet = read(message);
        if (packet?.type === 'open') {
          session ??= this.open(packet, query, opened);
          session?.proves(ping);
        } else if (packet) session?.sent(packet);
      },
      ponged: (payload) => session?.ponged(payload) ?? false,
      // One that came to nothing leaves its session with the transport that it had.
      closed: (ending) => {
        if (session?.isWebSocket) session.close(ending);
      },
    };
  }

  close(): void {
    clearInterval(this.sweep);
  }

  private closeSilent(): void {
    const now = performance.now();
    for (const session of this.sessions.values())
      if (!session.isWebSocket && now - session.seenAt > session.patienceMs) session.close('lost');
  }
}

function readOpen({ type, data }: EnginePacket): { sid: string; patienceMs: number } | undefined {
  if (type !== 'open' || typeof data !== 'string' || data.length > 2000) return undefined;
  try {
    const { sid, pingInterval, pingTimeout } = JSON.parse(data) as Record<string, unknown>;
    if (typeof sid !== 'string') return undefined;
    const patienceMs = Number(pingInterval) + Number(pingTimeout);
    return { sid, patienceMs: (patienceMs > 0 ? patienceMs : usualPatienceMs) + slackMs };
  } catch {
    return undefined;
  }
}
