import { once } from 'node:events';
import { WebSocket } from 'ws';
import { atEnd } from './teardown.js';

/** A participant as a bare WebSocket, connected and in no room: what it reads, and when, is the test's. */
export async function rawSocket(url: string): Promise<{ socket: WebSocket; id: string }> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  atEnd(() => socket.terminate());
  socket.on('error', () => undefined);
  await once(socket, 'open');
  socket.send('40');
  const id = await new Promise<string>((connected) => {
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (text.startsWith('40')) connected((JSON.parse(text.slice(2)) as { sid: string }).sid);
    });
  });
  return { socket, id };
}
