/** `hopline watch` in front of a bare Socket.IO relay, which is a process of its own: what is measured is the proxy alone. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { startWatch } from '../../dist/server/src/start-watch.js';

const relay = fork(new URL('socket-io.mjs', import.meta.url), {
  env: { ...process.env, PORT: '0' },
  execArgv: ['--import', './bench/servers/gauge.mjs'],
});
const [{ port }] = await once(relay, 'message');
const target = new URL(`http://127.0.0.1:${port}`);
const own = { with: [], host: '127.0.0.1', https: false, probe: false };
await startWatch({ target, port: Number(process.env.PORT), consolePort: 0, ...own }, process.env);
