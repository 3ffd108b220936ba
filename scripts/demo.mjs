/**
 * Starts the gateway with faults on demand and says, for two minutes, what to try and which verdict to expect. Opens
 * nothing: the tabs are the reader's.
 */
import { spawn } from 'node:child_process';
import { root } from './child.mjs';

const port = process.env.PORT || '3000';
const url = `http://localhost:${port}`;
const { JAEGER_URL: jaeger, OTEL_EXPORTER_OTLP_ENDPOINT: receiver } = process.env;
const around = receiver
  ? `6. One trace per call, in three lanes, the missing hop in red: ${jaeger ? `${jaeger}, or "Trace in Jaeger" in the console` : receiver}.`
  : `6. The same as traces in Jaeger and as dashboards in Grafana: stop this one and start "docker compose up -d", which has
   no faults on demand. Make a call at http://localhost:3000, then open Jaeger at http://localhost:16686 (service
   hopline-gateway, operation handshake) and Grafana at http://localhost:3001.`;

const script = `
Hopline in two minutes

1. Open ${url}/?room=demo in two tabs, press Join in both; in a third, the console:
   ${url}/console
   You hear yourself. In the console the call is a row: press it for its ladder, arrow by arrow. In the tabs, "Details" on
   a tile has the same steps, each with its time and who saw it; "Copy diagnosis" gives them as a text, "Download call" as
   a file that you can drop into the console.

2. In the console, under "Faults" (beside the list, or in the menu of a narrow window), pick your two tabs and
   "Every answer is lost", press "Set the fault", and reload one tab. Two seconds later both tiles say it, each to its own
   person, and so do the console and this window:
     FAILED · message-lost, on the side of the callee's network: its page sent an answer that never came.

3. Press "Take all faults back" and reload again: connected.

4. A dead network that looks alive: pick "The connection of … freezes", set it, and reload the other tab. Five seconds
   later: FAILED · offer-not-delivered, on the side of that one's network.

5. Everything again as data: ${url}/api/handshakes, ${url}/metrics, ${url}/api/docs

${around}
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
