import { fstatSync, write, writeSync } from 'node:fs';
import type { Outlet, OnChunkWritten } from './log-sink.js';

const descriptor = 1;
/** A device that is busy is asked again in this long, in ms. */
const busyMs = 100;
/** A write that takes longer, in ms, is one that will not end. */
const stuckMs = 500;

/** Standard output, whatever it is, without ever waiting for it. */
export function standardOutput(): Outlet {
  const stat = fstatSync(descriptor);
  return stat.isFIFO() || stat.isSocket() ? new PipeOutlet() : new FileOutlet();
}

/** A pipe or a socket, which Node writes to when there is room. */
class PipeOutlet implements Outlet {
  constructor() {
    // Each failure comes with its write too; unheard by anybody, the event would end the process.
    if (process.stdout.listenerCount('error') === 0) process.stdout.on('error', () => undefined);
  }

  write(chunk: string, written: OnChunkWritten): void {
    process.stdout.write(chunk, written);
  }

  writeLast(text: string): void {
    writeAtOnce(text);
  }
}

/** A file or a terminal: Node itself would wait for it, so that a thread writes. */
class FileOutlet implements Outlet {
  private since: number | undefined;

  write(chunk: string, written: OnChunkWritten): void {
    this.since = performance.now();
    this.put(Buffer.from(chunk), (error) => {
      this.since = undefined;
      written(error);
    });
  }

  writeLast(text: string): void {
    const stuck = this.since !== undefined && performance.now() - this.since > stuckMs;
    // Node joins its threads on exit: one that hangs would keep the process for good.
    if (stuck) process.kill(process.pid, 'SIGKILL');
    else writeAtOnce(text);
  }

  private put(bytes: Buffer, written: OnChunkWritten): void {
    write(descriptor, bytes, (error, count) => {
      const left = bytes.subarray(error ? 0 : count);
      if (error?.code === 'EAGAIN') setTimeout(() => this.put(bytes, written), busyMs).unref();
      else if (error || left.length === 0) written(error);
      else this.put(left, written);
    });
  }
}

function writeAtOnce(text: string): void {
  if (text === '') return;
  try {
    writeSync(descriptor, text);
  } catch {
    // Nobody is left to be told.
  }
}
