import { Agent, request } from 'node:http';
import { setTimeout as passed } from 'node:timers/promises';
import { fingerprint } from '../../protocol/facts.js';
import type { Report, ReportReceipt } from '../../protocol/reports.js';
import type { Client } from './client.js';
import { closeAll, connectPairs, start } from './connect.js';
import { gateway } from './servers.js';
import { Pair, type DescriptionKey } from './traffic.js';

const pairs = 100;
const rounds = 6;
/** Until its code is compiled. */
const unmeasuredRounds = 3;
/** What a handshake puts off for a second is done. */
const afterworkMs = 2500;

type Steps = readonly Report['step'][];
/** As the probes of two call pages send them: what comes within 150 ms goes together. */
const stories: readonly (readonly Steps[])[] = [
  [
    ['context-checked', 'media-requested', 'media-captured', 'probe-started', 'offer-created', 'offer-sent'],
    ['answer-applied', 'candidate-applied'],
    ['candidates-gathered', 'ice-connected', 'dtls-connected'],
    ['media-flowing'],
  ],
  [
    ['context-checked', 'media-requested', 'media-captured', 'probe-started'],
    ['offer-applied', 'answer-created', 'answer-sent', 'candidate-applied'],
    ['candidates-gathered', 'ice-connected', 'dtls-connected'],
    ['media-flowing'],
  ],
];

const hashed = ({ session, version, ufrag }: DescriptionKey) => ({
  session: fingerprint(session),
  version: fingerprint(version),
  ufrag: fingerprint(ufrag),
});
const ofPage: ReadonlySet<string> = new Set(['context-checked', 'media-requested', 'media-captured']);

/** A page's HTTP connection, and what it calls itself. */
interface Page {
  client: Client;
  agent: Agent;
  probe: string;
}

/**
 * µs of the gateway's CPU for a batch of reports over HTTP, of pages that it knows and handshakes that are open; what the
 * reports set going in the same moment, hops and diagnoses, is counted in. In rounds, as each is measured.
 */
export async function measureBatches(sink: string): Promise<number[]> {
  const server = await start(gateway, sink);
  const connected = await connectPairs(gateway, server.port, pairs);
  const pages = connected.map((pair) => pair.map((client, side) => pageOf(client, side)));
  try {
    const found: number[] = [];
    for (let round = 0; round < unmeasuredRounds + rounds; round++) {
      const handshakes = await Promise.all(connected.map(handshake));
      const before = await server.cpu();
      const sent = handshakes.flatMap((keys, index) =>
        (pages[index] ?? []).map((page, side) => tell(server.port, page, side, keys)),
      );
      const [batches, accepted] = (await Promise.all(sent)).reduce(
        ([some, taken], [more, also]) => [some + more, taken + also],
        [0, 0],
      );
      if (accepted === 0) throw new Error('The gateway has matched no report with a handshake.');
      if (round >= unmeasuredRounds) found.push(((await server.cpu()) - before) / batches);
      await passed(afterworkMs);
    }
    return found;
  } finally {
    for (const { agent } of pages.flat()) agent.destroy();
    await closeAll(connected);
    await server.stop();
  }
}

const pageOf = (client: Client, side: number): Page => ({
  client,
  agent: new Agent({ keepAlive: true, maxSockets: 1, localAddress: client.localAddress }),
  probe: `page${side}${fingerprint(client.id)}`.padEnd(16, '0'),
});

async function handshake([caller, callee]: readonly [Client, Client]): Promise<Pair['descriptions']> {
  return new Promise((through, failed) => {
    caller.failed = callee.failed = failed;
    const tally = { messages: 0, handshakes: 0, latencies: undefined };
    new Pair(caller, callee, tally, ({ descriptions }) => through(descriptions)).start();
  });
}

/** All that one page says of one handshake, batch by batch; how many these were, and how many reports could be used. */
async function tell(port: number, page: Page, side: number, keys: Pair['descriptions']): Promise<[number, number]> {
  const [own, other] = side === 0 ? keys : ([keys[1], keys[0]] as const);
  const refs = { local: hashed(own), remote: hashed(other) };
  const story = stories[side] ?? [];
  let accepted = 0;
  for (const steps of story) {
    const sentAt = Date.now();
    const reports = steps.map((step) => ({
      step,
      result: 'reached',
      at: sentAt,
      ...(!ofPage.has(step) && { connection: 1, ...refs }),
      ...(step === 'media-flowing' && { media: { sends: 'flows', receives: true, data: false } }),
    }));
    const clock = { offsetMs: 0, uncertaintyMs: 1 };
    const batch = { probe: page.probe, sentAt, clock, socket: fingerprint(page.client.session), reports };
    accepted += (await post(port, page.agent, JSON.stringify(batch))).accepted;
  }
  return [story.length, accepted];
}

function post(port: number, agent: Agent, body: string): Promise<ReportReceipt> {
  return new Promise((taken, failed) => {
    const headers = { 'Content-Type': 'text/plain;charset=UTF-8', 'Content-Length': Buffer.byteLength(body) };
    const options = { host: '127.0.0.1', port, path: '/reports', method: 'POST', agent, headers, timeout: 10_000 };
    const asked = request(options, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part)).on('error', failed);
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        if (response.statusCode === 200) taken(JSON.parse(text) as ReportReceipt);
        else failed(new Error(`The gateway has refused a batch with ${response.statusCode}: ${text.slice(0, 200)}`));
      });
    });
    asked.on('error', failed).on('timeout', () => asked.destroy(new Error('The gateway does not answer a batch.')));
    asked.end(body);
  });
}
