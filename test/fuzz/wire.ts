import type { Server } from 'node:http';
import { Duplex } from 'node:stream';

/** What a socket reads at once. */
const pieceBytes = 65_536;
/** What a live stream begins with. */
const snapshot = Buffer.from('event: snapshot');

/** The server's end of a connection that there is no network below. */
class Wire extends Duplex {
  private at = 0;

  constructor(
    private readonly bytes: Buffer,
    readonly remoteAddress: string,
    private readonly answered: () => void,
  ) {
    super();
    this.once('close', answered);
  }

  override _read(): void {
    const piece = this.bytes.subarray(this.at, this.at + pieceBytes);
    this.at += piece.length;
    // An iteration of the event loop for each, as from a network.
    if (piece.length > 0) setImmediate(() => this.push(piece));
  }

  override _write(chunk: Buffer, _: BufferEncoding, taken: () => void): void {
    // A stream goes on, and is answered by then.
    if (chunk.subarray(0, snapshot.length).equals(snapshot)) this.answered();
    taken();
  }

  override _final(ended: () => void): void {
    ended();
    this.answered();
  }
}

/** Sends a server the bytes of a request; over when it has answered. */
export async function converse(server: Server, bytes: Buffer, address: string): Promise<void> {
  const answered = Promise.withResolvers<void>();
  const wire = new Wire(bytes, address, answered.resolve);
  server.emit('connection', wire);
  await answered.promise;
  wire.destroy();
}
