import { listen, quietly } from './natives.js';
import { observe, observeSetter } from './observe.js';

/** What the probe hears of the page's signaling, which it only listens to. */
export interface Hearing {
  /**
   * The Engine.IO session of the page's Socket.IO connection, which nobody but the page and its gateway knows, and the
   * room where the URL of that connection names one, encoded as it stands there.
   */
  session: (id: string, room: string | undefined) => void;
  /** The gateway asks for a report. */
  wanted: () => void;
  /** Text of a packet that came, or, where `sent` is asked for, that went. */
  came?: ((packet: string) => void) | undefined;
  sent?: ((packet: string) => void) | undefined;
}

/**
 * Listens to the WebSocket of the page's Socket.IO client. Which one that is, its URL says; the client sets `onmessage`
 * before anything can have come (Engine.IO protocol, revision 4: `0` opens and brings the session, `4` is a message;
 * Socket.IO protocol, revision 5: `2` is an event). Over HTTP polling nothing is heard.
 */
export function listenToSignaling({ session, wanted, came, sent }: Hearing): void {
  const prototype = globalThis.WebSocket?.prototype;
  const known = new WeakSet<object>();
  observeSetter(prototype, 'onmessage', (self) => {
    const socket = self as WebSocket;
    if (known.has(socket) || !/[?&]EIO=4/.test(socket.url)) return;
    known.add(socket);
    const [, room] = /[?&]room=([^&]+)/.exec(socket.url) ?? [];
    // A connection that began as HTTP polling has its session already.
    const [, upgraded] = /[?&]sid=([^&]+)/.exec(socket.url) ?? [];
    if (upgraded) session(decodeURIComponent(upgraded), room);
    listen(socket, 'message', (event) => {
      const { data } = event as MessageEvent<unknown>;
      if (typeof data !== 'string') return;
      const [, opened] = /^0\{"sid":"([^"]+)/.exec(data) ?? [];
      if (opened) session(opened, room);
      else if (data.startsWith('42["report-wanted"')) wanted();
      else came?.(data);
    });
  });
  if (!sent) return;
  observe(prototype, 'send', (self, [data]) => {
    if (known.has(self as object) && typeof data === 'string') quietly(() => sent(data));
    return undefined;
  });
}
