import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { MessageKind } from '../../protocol/stages.js';
import type { Dialect } from './dialects.js';

/** Connections from one loopback address: its ports run out above some 28,000. */
const perAddress = 8000;
let made = 0;
/** As PeerJS' own client. */
const heartbeatMs = 5000;

/** One page, as far as a server can tell: its own protocol on a raw WebSocket, so that thousands fit on one core. */
export class Client {
  id = '';
  /** Called for every relayed message that arrives. */
  received: ((kind: MessageKind) => void) | undefined;

  private constructor(
    private readonly webSocket: WebSocket,
    readonly dialect: Dialect,
  ) {}

  static async connect(dialect: Dialect, port: number): Promise<Client> {
    const chosen = `client${++made}x${process.pid}`;
    const webSocket = new WebSocket(`ws://127.0.0.1:${port}${dialect.path(chosen)}`, {
      perMessageDeflate: false,
      localAddress: `127.0.0.${2 + (Math.floor(made / perAddress) % 8)}`,
    });
    const client = new Client(webSocket, dialect);
    await new Promise<void>((opened, failed) => {
      webSocket.once('error', failed);
      webSocket.on('message', function open(data: Buffer) {
        const { send, id } = dialect.open(data.toString(), chosen);
        if (send !== undefined) webSocket.send(send);
        if (id === undefined) return;
        client.id = id;
        webSocket.off('message', open).off('error', failed);
        opened();
      });
    });
    webSocket.on('message', (data: Buffer) => client.take(data));
    if (dialect.heartbeat !== undefined) client.beat(dialect.heartbeat);
    // A server that is stopped takes its clients with it.
    webSocket.on('error', () => undefined);
    return client;
  }

  async join(room: string, name: string): Promise<void> {
    const { join, joined } = this.dialect;
    if (!join || !joined) return;
    this.webSocket.send(join(room, name));
    await new Promise<void>((done) => {
      const look = (data: Buffer) => {
        if (!joined(data.toString())) return;
        this.webSocket.off('message', look);
        done();
      };
      this.webSocket.on('message', look);
    });
  }

  /** Sends one event of a dialect as it is. */
  write(text: string): void {
    this.webSocket.send(text);
  }

  send(kind: MessageKind, target: string, body: string): void {
    this.webSocket.send(this.dialect.encode(kind, target, body));
  }

  async close(): Promise<void> {
    if (this.webSocket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.webSocket, 'close');
    this.webSocket.terminate();
    await closed;
  }

  private beat(heartbeat: string): void {
    const timer = setInterval(() => this.webSocket.send(heartbeat), heartbeatMs).unref();
    this.webSocket.once('close', () => clearInterval(timer));
  }

  private take(data: Buffer): void {
    const kind = this.dialect.kindOf(data);
    if (kind) {
      this.received?.(kind);
      return;
    }
    const answer = this.dialect.answer?.(data);
    if (answer !== undefined) this.webSocket.send(answer);
  }
}

/** Runs a task for 0 to count - 1, so many at once. */
export async function inParallel<T>(count: number, width: number, task: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = Array.from({ length: count });
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(width, count) }, async () => {
      while (next < count) {
        const index = next++;
        results[index] = await task(index);
      }
    }),
  );
  return results;
}
