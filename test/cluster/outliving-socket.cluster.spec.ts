import { once } from 'node:events';
import { createServer, Socket, type AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { OutlivingSocket } from '../../src/cluster/outliving-socket.js';
import { atEnd } from '../support/teardown.js';

/** What is read of a connection that the other end has written to, and reset, before it is read and after it is written to. */
async function readBehindAReset(own: typeof Socket): Promise<string> {
  const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  atEnd(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = new own();
  socket.connect(port, '127.0.0.1');
  const [other] = (await once(server, 'connection')) as [Socket];
  if (socket.connecting) await once(socket, 'connect');
  other.write('what was acknowledged');
  other.resetAndDestroy();
  await once(other, 'close');

  let read = '';
  socket.on('data', (data) => (read += data.toString())).on('error', () => undefined);
  socket.cork();
  socket.write('one thing');
  socket.write('and another');
  socket.uncork();
  await new Promise((closed) => socket.once('close', closed));
  return read;
}

describe('a connection to an instance that is lost', () => {
  it('is read to its end, though nothing can be written to it any more', async () => {
    expect(await readBehindAReset(OutlivingSocket)).toBe('what was acknowledged');
  });

  it('loses what has come, where it is a socket as Node makes them', async () => {
    expect(await readBehindAReset(Socket)).toBe('');
  });
});
