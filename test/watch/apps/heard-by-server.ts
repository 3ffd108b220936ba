import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';

interface Emitter {
  on(event: string, listener: (...args: never[]) => void): unknown;
}
interface Served {
  readonly engine?: Emitter;
  on(event: 'connection', listener: (socket: WebSocket, request?: IncomingMessage) => void): unknown;
}
interface EngineConnection extends Emitter {
  readonly transport: { readonly socket?: Emitter };
}

/**
 * What an app's server gets from each page, in the order in which they came: packets of Engine.IO, or messages of a WebSocket;
 * and what its WebSockets are told beside that.
 */
export function heardBy(server: object): readonly string[][] {
  const heard: string[][] = [];
  const { engine } = server as Served;
  if (engine)
    engine.on('connection', (connection: EngineConnection) => {
      const lines: string[] = [];
      heard.push(lines);
      connection.on('packet', ({ type, data }: { type: string; data?: unknown }) =>
        lines.push(`${type} ${String(data)}`),
      );
      follow(connection.transport.socket, lines);
    });
  else
    (server as Served).on('connection', (socket, request) => {
      const lines = [`opened ${request?.url ?? ''}`];
      heard.push(lines);
      socket.on('message', (data: Buffer, isBinary) => lines.push(`${isBinary ? 'bytes' : 'text'} ${String(data)}`));
      follow(socket, lines);
    });
  return heard;
}

function follow(socket: Emitter | undefined, lines: string[]): void {
  for (const event of ['ping', 'pong'])
    socket?.on(event, (payload: Buffer) => lines.push(`${event} ${payload.toString('latin1')}`));
}
