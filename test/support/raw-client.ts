import type { Socket } from 'node:net';
import { WebSocket } from 'ws';

/** A client that speaks the packets themselves, with no library between it and the wire. */
export interface RawClient {
  readonly id: string;
  /** Engine.IO's session id, which a probe on the page would name. */
  readonly session: string;
  readonly webSocket: WebSocket;
  /** The connection below it. */
  readonly wire: Socket;
  /** Sends one event. */
  readonly emit: (event: string, ...args: unknown[]) => void;
}

export interface RawOptions {
  /** Address to come from. */
  localAddress?: string;
  /** More of the query of its URL, as `&room=den`. */
  query?: string;
  /** false: WebSocket pings are the caller's to answer. */
  autoPong?: boolean;
  /** What it says as it connects. */
  auth?: object;
  /** Called with every event it is sent. */
  heard?: (event: string, payload: unknown) => void;
}

/** Connects over WebSocket: Engine.IO 4, Socket.IO protocol 5, the default namespace. */
export function rawClient(
  url: string,
  { localAddress, query = '', autoPong = true, auth, heard }: RawOptions = {},
): Promise<RawClient> {
  const webSocket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket${query}`, {
    autoPong,
    ...(localAddress !== undefined && { localAddress }),
    perMessageDeflate: false,
  });
  let wire: Socket | undefined;
  let session = '';
  webSocket.on('upgrade', ({ socket }) => (wire = socket));
  return new Promise((resolve, reject) => {
    webSocket.on('error', reject);
    webSocket.on('close', () => reject(new Error('closed')));
    webSocket.on('message', (data: Buffer) => {
      const packet = data.toString();
      if (packet.startsWith('42')) {
        const [event, payload] = JSON.parse(packet.slice(2)) as [string, unknown];
        heard?.(event, payload);
      } else if (packet === '2') webSocket.send('3');
      else if (packet.startsWith('0')) {
        ({ sid: session } = JSON.parse(packet.slice(1)) as { sid: string });
        webSocket.send(`40${auth ? JSON.stringify(auth) : ''}`);
      } else if (packet.startsWith('40')) {
        const { sid } = JSON.parse(packet.slice(2)) as { sid: string };
        const emit = (...event: [string, ...unknown[]]) => webSocket.send(`42${JSON.stringify(event)}`);
        if (wire) resolve({ id: sid, session, webSocket, wire, emit });
      }
    });
  });
}
