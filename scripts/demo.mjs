/**
 * Starts the gateway with faults on demand and says, for two minutes, what to try and which verdict to expect. Opens
 * nothing: the tabs are the reader's.
 */
import { spawn } from 'node:child_process';
import { root } from './child.mjs';

const port = process.env.PORT || '3000';
const url = `http://localhost:${port}`;
const fault = (body) =>
  `curl -X POST ${url}/api/faults -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;

const script = `
Hopline in two minutes

1. Open ${url}/?room=demo in two tabs, press Join in both.
   You hear yourself. Each tile has a ladder: CONNECTED, all sixteen rungs up to the media are reached. Press its line
   to see each with its time and who saw it; "Copy diagnosis" gives the same as a text.

2. Lose every answer from now on, then reload one tab:
     ${fault({ fault: 'drop', message: 'answer', room: 'demo', times: 1000 })}
   Two seconds later both tiles say it, each to its own person, and so does this window:
     FAILED · answer-not-sent, owed by the page of the callee. Its browser has made an answer that never came.

3. Take the fault back and reload again: CONNECTED.
     curl -X DELETE ${url}/api/faults

4. A dead network that looks alive. Take a participant's id from ${url}/api/rooms, then, and reload the other tab:
     ${fault({ fault: 'freeze', participant: 'ITS-ID' })}
   Two seconds later: FAILED · offer-not-delivered, owed by the network of the callee.

5. Everything again as data: ${url}/api/handshakes, ${url}/metrics, ${url}/api/docs
`;

const gateway = spawn(process.execPath, ['--enable-source-maps', 'dist/server/src/main.js'], {
  cwd: root,
  env: { ...process.env, PORT: port, FAULTS: 'on' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
gateway.stdout.once('data', (first) => {
  process.stdout.write(first);
  process.stdout.write(`${script}\n`);
  gateway.stdout.pipe(process.stdout);
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => gateway.kill(signal));
gateway.once('exit', (code) => {
  process.exitCode = code ?? 0;
});
