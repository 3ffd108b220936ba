import { freePort } from '../../test/support/free-port.js';
import { Client, inParallel } from './client.js';
import { adminToken, type Contender } from './servers.js';
import { ServerProcess } from './server-process.js';

export async function start(
  contender: Contender,
  sink: string,
  env: Record<string, string> = {},
): Promise<ServerProcess> {
  const { script, args, nodeArgs } = contender;
  const PORT = String(await freePort());
  return ServerProcess.start({ script, args, nodeArgs, env: { ...contender.env?.(sink), PORT, ...env } });
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

/** The metrics page of a gateway. */
export async function metrics(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`, {
    headers: { Authorization: `Bearer ${adminToken}` },
  });
  return response.text();
}
