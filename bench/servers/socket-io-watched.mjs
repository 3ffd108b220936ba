/** The bare Socket.IO relay, watched from inside: one line in it, and the console on a port of its own. */
import { createRequire } from 'node:module';
import { watch } from '../../dist/server/src/library.js';

const socketIo = createRequire(import.meta.url)('socket.io');
const { Server } = socketIo;
// The relay is the same file; what it makes its server with is watched.
socketIo.Server = class extends Server {
  constructor(...args) {
    super(...args);
    watch(this, { port: 0 });
  }
};
await import('./socket-io.mjs');
