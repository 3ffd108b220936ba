import { Socket } from 'node:net';
import { atEnd } from './teardown.js';

/** What Node's own class has below its types: where a stream hands its chunks to the system. */
type Writing = Record<'_write' | '_writev', (this: Socket, chunks: unknown, ...rest: unknown[]) => void>;

/** Calls back with each system call that writes, of any socket of this process, and what it writes, until the test is over. */
export function onWrite(seen: (socket: Socket, text: string) => void): void {
  const writing = Socket.prototype as unknown as Writing;
  const { _write, _writev } = writing;
  const watched = (own: Writing['_write']): Writing['_write'] =>
    function watch(chunks, ...rest) {
      seen(this, textOf(chunks));
      own.call(this, chunks, ...rest);
    };
  Object.assign(writing, { _write: watched(_write), _writev: watched(_writev) });
  atEnd(() => Object.assign(writing, { _write, _writev }));
}

const textOf = (chunks: unknown): string =>
  Array.isArray(chunks) ? chunks.map(({ chunk }: { chunk: unknown }) => String(chunk)).join('') : String(chunks);
