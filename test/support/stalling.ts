import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { atEnd } from './teardown.js';
import { freePort } from './free-port.js';

/** A network in front of an instance that may stop to pass bytes, in both directions, with its connections standing. */
export interface Stalling {
  /** Settings with which the others reach the instance through it. */
  readonly env: Record<string, string>;
  stall(): void;
  goOn(): void;
  /** Ends the connection on which the instance says that text, right behind the message that has it. */
  cutBehind(text: string): Promise<void>;
}

/** Another address of this machine than the one at which the instance listens, and the same port. */
const address = '127.0.0.2';

export async function startStalling(): Promise<Stalling> {
  const port = await freePort();
  const sockets = new Set<Socket>();
  let stalled = false;
  let cut: { behind: string; done: () => void } | undefined;
  /** What goes on of some bytes. */
  const passed = (bytes: Buffer): Buffer => {
    const at = cut ? bytes.indexOf(cut.behind) : -1;
    return at === -1 ? bytes : bytes.subarray(0, bytes.indexOf(']', at) + 1);
  };
  /** Ends of connections whose other end has gone meanwhile: that is not heard either. */
  const unheard: Socket[] = [];
  const server = createServer((here) => {
    const there = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [here, there],
      [there, here],
    ] as const) {
      sockets.add(from);
      from
        .on('data', (bytes: Buffer) => {
          const some = passed(bytes);
          to.write(some);
          if (some === bytes) return;
          for (const socket of [here, there]) socket.pause().end();
          cut?.done();
          cut = undefined;
        })
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(from);
          if (stalled) unheard.push(to);
          else to.destroy();
        });
      if (stalled) from.pause();
    }
  });
  server.listen(port, address);
  await once(server, 'listening');
  atEnd(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    env: { CLUSTER_PORT: String(port), CLUSTER_ADDRESS: address },
    stall: () => {
      stalled = true;
      for (const socket of sockets) socket.pause();
    },
    cutBehind: (behind) => new Promise((done) => (cut = { behind, done })),
    goOn: () => {
      stalled = false;
      for (const socket of unheard.splice(0)) socket.destroy();
      for (const socket of sockets) socket.resume();
    },
  };
}
