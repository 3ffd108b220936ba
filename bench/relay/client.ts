import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { MessageKind } from '../../protocol/stages.js';
import { addressOf } from './address.js';
import type { Dialect } from './dialects.js';

/** As PeerJS' own client. */
const heartbeatMs = 5000;
/** What is asked for as a connection opens is answered by then, or the server does not answer. */
const patienceMs = 10_000;

let made = 0;

/** One page, as far as a server can tell: its own protocol on a raw WebSocket, so that thousands fit on one core. */
export class Client {
  id = '';
  /** The Engine.IO session, where there is one. */
  session = '';
  /** Called for every relayed message that arrives. */
  received: ((kind: MessageKind) => void) | undefined;
  /** Called when the server cuts the connection, or refuses what it was sent. */
  failed: ((why: Error) => void) | undefined;

  private constructor(
    private readonly webSocket: WebSocket,
    readonly dialect: Dialect,
    readonly localAddress: string,
  ) {
    webSocket.on('close', () => this.failed?.(new Error(`The server has cut the connection of ${localAddress}.`)));
    // A server that is stopped takes its clients with it; the close that follows says what it means.
    webSocket.on('error', () => undefined);
  }

  static async connect(dialect: Dialect, port: number): Promise<Client> {
    const chosen = `client${++made}x${process.pid}`;
    const localAddress = addressOf(made);
    const webSocket = new WebSocket(`ws://127.0.0.1:${port}${dialect.path(chosen)}`, {
      perMessageDeflate: false,
      localAddress,
    });
    const client = new Client(webSocket, dialect, localAddress);
    await client.until('to open a connection', (text) => {
      const { send, id, session } = dialect.open(text, chosen);
      if (send !== undefined) webSocket.send(send);
      if (session !== undefined) client.session = session;
      if (id !== undefined) client.id = id;
      return id !== undefined;
    });
    webSocket.on('message', (data: Buffer) => client.take(data));
    if (dialect.heartbeat !== undefined) client.beat(dialect.heartbeat);
    return client;
  }

  async join(room: string, name: string): Promise<void> {
    const { join, joined } = this.dialect;
    if (!join || !joined) return;
    this.webSocket.send(join(room, name));
    await this.until(`to join ${room}`, joined);
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
    this.failed = undefined;
    const closed = once(this.webSocket, 'close');
    this.webSocket.terminate();
    await closed;
  }

  /** Waits for the message that answers what was asked for; a refusal, an end and silence are errors. */
  private until(asked: string, isAnswer: (text: string) => boolean): Promise<void> {
    const { webSocket } = this;
    return new Promise<void>((answered, failed) => {
      const fail = (why: string) => {
        end();
        failed(new Error(`Asked by ${this.localAddress} ${asked}, the server ${why}`));
      };
      const look = (data: Buffer) => {
        const text = data.toString();
        const refused = this.dialect.refusal?.(data);
        if (refused !== undefined) fail(`has refused: ${refused}`);
        else if (isAnswer(text)) {
          end();
          answered();
        }
      };
      const onClose = (code: number) => fail(`has ended the connection with ${code}.`);
      const onError = ({ message }: Error) => fail(`was not reached: ${message}`);
      const timer = setTimeout(() => fail(`has said nothing for ${patienceMs / 1000} s.`), patienceMs);
      const end = () => {
        clearTimeout(timer);
        webSocket.off('message', look).off('close', onClose).off('error', onError);
      };
      webSocket.on('message', look).on('close', onClose).on('error', onError);
    });
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
    if (answer !== undefined) {
      this.webSocket.send(answer);
      return;
    }
    const refused = this.dialect.refusal?.(data);
    if (refused !== undefined) this.failed?.(new Error(`The server has refused a message of the load: ${refused}`));
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
