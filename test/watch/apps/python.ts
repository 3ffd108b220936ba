import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { WildApp } from './wild-app.js';

/** One that has `python-socketio` and `aiohttp`, perhaps of a virtual environment. */
const python = process.env['PYTHON'] ?? 'python3';

export const hasPython = spawnSync(python, ['-c', 'import socketio, aiohttp']).status === 0;

/** A server in Python, on a port of its own. */
export const pythonServer: WildApp = {
  scripts: ['/package/socket.io/client-dist/socket.io.min.js'],
  page: (other) => `
const socket = io('${other}');
const pc = peerConnection();
const send = (message) => socket.emit('data', message);
pc.onicecandidate = (e) => e.candidate && send({ type: 'candidate', candidate: e.candidate });
socket.on('connect', () => { socket.emit('join', { username: me, room: 'blue' }); ready(); });
socket.on('ready', async () => {
  pc.createDataChannel('chat');
  await pc.setLocalDescription(await pc.createOffer());
  send(pc.localDescription);
});
socket.on('data', async (message) => {
  if (message.type === 'candidate') return pc.addIceCandidate(message.candidate).catch(() => {});
  await pc.setRemoteDescription(message);
  if (message.type !== 'offer') return;
  await pc.setLocalDescription(await pc.createAnswer());
  send(pc.localDescription);
});
`,
  serve: async () => {
    const server = spawn(python, [path.join(import.meta.dirname, 'python-server.py')]);
    const [port] = (await once(server.stdout, 'data')) as [Buffer];
    return { with: `http://localhost:${Number(port.toString())}`, close: () => server.kill() };
  },
};
