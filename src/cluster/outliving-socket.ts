import { Socket } from 'node:net';

type OnWritten = (error?: Error | null) => void;

/**
 * A connection that is read to its end, whatever became of the other process. Node destroys a socket that cannot be written to,
 * and what had arrived on it before is lost with it: of an instance that was killed, messages that it has acknowledged. Here a
 * write that fails says nothing: the connection ends when all that has come is read (`tcp_recvmsg` of Linux gives that before
 * the error).
 */
export class OutlivingSocket extends Socket {
  override _write(chunk: unknown, encoding: BufferEncoding, written: OnWritten): void {
    // oxlint-disable-next-line no-underscore-dangle -- so Node calls what a class of a stream of its own overrides
    super._write(chunk, encoding, () => written());
  }

  override _writev(chunks: { chunk: unknown; encoding: BufferEncoding }[], written: OnWritten): void {
    // oxlint-disable-next-line no-underscore-dangle -- the same
    super._writev?.(chunks, () => written());
  }
}
