import { refOf, type DescriptionRef } from './descriptions.js';
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
  /** The page has written a description to its socket, whose session that is. */
  described: (step: 'offer-sent' | 'answer-sent', local: DescriptionRef | undefined, session: string) => void;
  /** Text of a packet that came or went, and its socket. */
  packet?: ((packet: string, went: boolean, socket: object) => void) | undefined;
  /** A socket was closed for a message over the bound (RFC 6455, section 7.4.1: 1009). */
  overBound?: ((socket: object) => void) | undefined;
}

/**
 * Listens to the WebSocket of the page's Socket.IO client. Which one that is, its URL says; the client sets `onmessage`
 * before anything can have come (Engine.IO protocol, revisions 3 and 4: `0` opens and brings the session, `4` is a message;
 * Socket.IO protocol, revisions 4 and 5: `2` is an event). Over HTTP polling nothing is heard.
 */
export function listenToSignaling({ session, wanted, described, packet, overBound }: Hearing): void {
  const prototype = globalThis.WebSocket?.prototype;
  /** The session of each, empty until it has one. */
  const known = new WeakMap<object, string>();
  observeSetter(prototype, 'onmessage', (self) => {
    const socket = self as WebSocket;
    const asked = (name: string) => new RegExp(`[?&]${name}=([^&]+)`).exec(socket.url)?.[1];
    if (known.has(socket) || !/^[34]$/.test(asked('EIO') ?? '')) return;
    const identify = (id = '') => {
      known.set(socket, id);
      if (id) session(id, asked('room'));
    };
    // A connection that began as HTTP polling has its session already.
    identify(decodeURIComponent(asked('sid') ?? ''));
    listen(socket, 'close', (event) => void ((event as CloseEvent).code === 1009 && overBound?.(socket)));
    listen(socket, 'message', (event) => {
      const { data } = event as MessageEvent<unknown>;
      if (typeof data !== 'string') return;
      const [, opened] = /^0\{"sid":"([^"]+)/.exec(data) ?? [];
      if (opened) identify(opened);
      else if (data.startsWith('42["report-wanted"')) wanted();
      else packet?.(data, false, socket);
    });
  });
  observe(prototype, 'send', (self, [data]) => {
    const id = known.get(self as object);
    // One that is closing takes what is written to it, and drops it.
    if (id === undefined || typeof data !== 'string' || (self as WebSocket).readyState !== 1) return undefined;
    quietly(() => packet?.(data, true, self as object));
    if (!id || !data.includes('v=0\\')) return undefined;
    const [, kind] = /"type\\*":\\*"(offer|answer)\\*"/.exec(data) ?? [];
    // In JSON, and in JSON within it, the ends of lines are escaped.
    if (kind) described(`${kind as 'offer' | 'answer'}-sent`, refOf(data.replace(/\\+[rn]/g, '\n')), id);
    return undefined;
  });
}
