/** One hostile client in a process of its own: floods a gateway, and comes back as soon as it is cut. */
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { Agent, request as ask } from 'node:http';
import { connect } from 'node:net';
import { setPriority } from 'node:os';
import { rawClient } from '../test/support/raw-client.js';

const [url = '', kind = ''] = process.argv.slice(2);
/** Another address than the honest clients'. */
const localAddress = '127.0.0.2';
const line = 'candidate:842163049 1 udp 2122260223 192.0.2.7 54321 typ host generation 0 ufrag aB3d network-id 1';
const sent = { messages: 0, connects: 0, refused: 0 };

async function floodMessages(packet: (target: string) => string): Promise<void> {
  for (;;) {
    const client = await rawClient(url, { localAddress }).catch(() => undefined);
    sent.connects++;
    if (!client) {
      sent.refused++;
      await pause(5);
      continue;
    }
    const { webSocket } = client;
    client.emit('join-room', 'flood', `F${sent.connects}`);
    const text = packet(client.id);
    while (webSocket.readyState === webSocket.OPEN) {
      for (let message = 0; message < 100 && webSocket.bufferedAmount < 4_000_000; message++) {
        webSocket.send(text);
        sent.messages++;
      }
      await turn();
    }
  }
}

/** TCP connections with the beginning of a handshake, 5,000 a second. */
async function floodConnects(): Promise<void> {
  const { port } = new URL(url);
  const request = `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`;
  const began = performance.now();
  for (;;) {
    const due = (performance.now() - began) * 5;
    for (; sent.connects < due; sent.connects++) {
      const wire = connect({ port: Number(port), host: '127.0.0.1', localAddress });
      wire.on('error', () => sent.refused++);
      wire.write(request);
      setTimeout(() => wire.destroy(), 1000);
    }
    await pause(2);
  }
}

/** So many requests under way at once, over connections that stay; what is refused is asked again at once. */
async function floodRequests(path: string, body?: string): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const options = { method: body === undefined ? 'GET' : 'POST', agent, localAddress, headers };
  const one = () =>
    new Promise<void>((resolve) => {
      sent.messages++;
      ask(new URL(path, url), options, (response) => {
        if (response.statusCode === 429) sent.refused++;
        response.resume().once('close', resolve);
      })
        .once('error', () => {
          sent.refused++;
          setTimeout(resolve, 5);
        })
        .end(body);
    });
  const oneAfterAnother = async () => {
    for (;;) await one();
  };
  await Promise.all(Array.from({ length: 50 }, oneAfterAnother));
}

/** As many reports as there may be in one batch, of descriptions that nobody has sent. */
const reports = Array.from({ length: 64 }, (_, at) => ({
  step: 'answer-applied',
  result: 'reached',
  at: Date.now(),
  local: { session: `${at}`, version: '2', ufrag: 'x' },
}));

const kinds: Record<string, () => Promise<void>> = {
  candidates: () =>
    floodMessages((target) => `42["ice-candidate",${JSON.stringify({ target, candidate: { candidate: line } })}]`),
  events: () => floodMessages(() => '42["x"]'),
  frames: () =>
    floodMessages(() => `42["offer",{"target":"x","offer":{"type":"offer","sdp":"${'a'.repeat(100_000)}"}}]`),
  connects: floodConnects,
  reports: () => floodRequests('reports', JSON.stringify({ probe: 'pageofnobody', sentAt: Date.now(), reports })),
  requests: () => floodRequests('api/handshakes?limit=1000'),
  files: () => floodRequests('probe.js'),
};

// A hostile client has a machine of its own; on this one it gets the time that nobody else wants.
setPriority(19);
process.on('SIGTERM', () => {
  process.send?.(sent, () => process.exit(0));
});
await kinds[kind]?.();
