import { setTimeout as passed } from 'node:timers/promises';
import { Client, inParallel } from './client.js';
import type { Contender } from './servers.js';
import { ServerProcess } from './server-process.js';
import { Traffic } from './traffic.js';

/** What a server does at full speed, and at a rate that all can be compared at. */
export interface Speed {
  /** µs of the server's CPU time per relayed message. */
  cpuUs: number;
  messagesPerSecond: number;
  /** Share of its core that the server used, from 0 to 1: below 1 the load program was what held things up. */
  busy: number;
  /** Of a relayed message, in ms; absent while there is no rate yet. */
  p50?: number;
  p99?: number;
  /** Spans that were exported, and all that were drawn or should have been; only where metrics tell. */
  exported?: number;
  spans?: number;
}

export interface Plan {
  /** Pairs that are connected. */
  pairs: number;
  /** Participants per room. */
  roomSize: number;
  handshakesAtOnce: number;
  warmUpMs: number;
  ms: number;
  /** Messages a second for the latency; absent: it is not measured. */
  rate?: number | undefined;
  sink: string;
  profile?: string | undefined;
  env?: Record<string, string>;
}

export async function start(
  contender: Contender,
  sink: string,
  env: Record<string, string> = {},
): Promise<ServerProcess> {
  const { script, args, nodeArgs } = contender;
  return ServerProcess.start({ script, args, nodeArgs, env: { ...contender.env?.(sink), ...env } });
}

/** Connects so many pairs, both of each in the same room. */
export async function connectPairs(
  contender: Contender,
  port: number,
  count: number,
  roomSize = 2,
): Promise<[Client, Client][]> {
  const clients = await inParallel(count * 2, 64, () => Client.connect(contender.dialect, port));
  await inParallel(clients.length, 64, (index) =>
    (clients[index] as Client).join(`room ${Math.floor(index / roomSize)}`, `person ${index}`),
  );
  return Array.from({ length: count }, (_, pair) => [clients[2 * pair] as Client, clients[2 * pair + 1] as Client]);
}

export async function closeAll(pairs: readonly (readonly [Client, Client])[]): Promise<void> {
  await Promise.all(pairs.flat().map((client) => client.close()));
}

export async function measureSpeed(contender: Contender, plan: Plan): Promise<Speed> {
  const server = await start(contender, plan.sink, plan.env);
  // The last one may meet a server that is stopped already.
  const scrape = () => void metrics(server.port).catch(() => undefined);
  const scraping = contender.scraped ? setInterval(scrape, 1000) : undefined;
  try {
    const pairs = await connectPairs(contender, server.port, plan.pairs, plan.roomSize);
    const traffic = new Traffic(pairs);
    traffic.loop(plan.handshakesAtOnce);
    await passed(plan.warmUpMs);
    if (plan.profile !== undefined) await server.profile();
    const [cpu, messages, at] = [await server.cpu(), traffic.tally.messages, performance.now()];
    await passed(plan.ms);
    const [cpuAfter, messagesAfter, atAfter] = [await server.cpu(), traffic.tally.messages, performance.now()];
    if (plan.profile !== undefined) await server.profiled(plan.profile);
    await traffic.stop();
    const speed: Speed = {
      cpuUs: (cpuAfter - cpu) / (messagesAfter - messages),
      messagesPerSecond: ((messagesAfter - messages) / (atAfter - at)) * 1000,
      busy: (cpuAfter - cpu) / 1000 / (atAfter - at),
    };
    if (contender.scraped) Object.assign(speed, spansIn(await metrics(server.port)));
    if (plan.rate !== undefined) {
      const latencies = (await traffic.pace(plan.rate, plan.ms)).toSorted((one, other) => one - other);
      speed.p50 = latencies[Math.floor(latencies.length * 0.5)] ?? NaN;
      speed.p99 = latencies[Math.floor(latencies.length * 0.99)] ?? NaN;
    }
    await closeAll(pairs);
    return speed;
  } finally {
    clearInterval(scraping);
    await server.stop();
  }
}

/** In kB per connection, or per handshake. */
export interface Weight {
  connections: number;
  idleKb: number;
  handshakeKb?: number;
}

/** Everybody in a room of two, and nobody says anything; then, at a gateway, every pair opens a handshake. */
export async function weigh(contender: Contender, sink: string, connections: number): Promise<Weight> {
  const server = await start(contender, sink, { WAIT_ANSWER: '3600000' });
  try {
    // What the first connections bring in once is not theirs.
    const first = await connectPairs(contender, server.port, 50);
    const { rss } = await server.memory();
    const pairs = await connectPairs(contender, server.port, connections / 2);
    const idle = await server.memory();
    const weight: Weight = { connections, idleKb: (idle.rss - rss) / 1024 / connections };
    if (contender.scraped) {
      await new Traffic(pairs).openAll();
      const opened = await server.memory();
      const bytes = opened.heapUsed + opened.external - idle.heapUsed - idle.external;
      weight.handshakeKb = bytes / 1024 / pairs.length;
    }
    await closeAll([...first, ...pairs]);
    return weight;
  } finally {
    await server.stop();
  }
}

/** µs of CPU time for one participant to leave a room of so many and to come back. */
export async function measureJoin(contender: Contender, sink: string, members: number): Promise<number> {
  const server = await start(contender, sink, { ROOM_CAPACITY: '1000' });
  try {
    const clients = await inParallel(members, 16, () => Client.connect(contender.dialect, server.port));
    for (const [index, client] of clients.entries()) await client.join('room', `person ${index}`);
    const [last] = clients.slice(-1) as [Client];
    const again = async (times: number) => {
      for (let time = 0; time < times; time++) {
        last.write('42["leave-room"]');
        await last.join('room', 'person again');
      }
    };
    await again(20);
    const before = await server.cpu();
    await again(100);
    const after = await server.cpu();
    await Promise.all(clients.map((client) => client.close()));
    return (after - before) / 100;
  } finally {
    await server.stop();
  }
}

async function metrics(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  return response.text();
}

function spansIn(page: string): Pick<Speed, 'exported' | 'spans'> {
  const of = (result: string) =>
    Number(new RegExp(`^hopline_spans_total\\{result="${result}"\\} (\\d+)`, 'm').exec(page)?.[1] ?? 0);
  const exported = of('exported');
  return { exported, spans: exported + of('failed') + of('dropped') };
}
