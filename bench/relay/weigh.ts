import { Client, inParallel } from './client.js';
import { closeAll, connectPairs, start } from './connect.js';
import type { Contender } from './servers.js';
import { Traffic } from './traffic.js';

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
