import { once } from 'node:events';
import { connect, isIPv6 } from 'node:net';

const defaultPort = 6379;
const patienceMs = 2000;

/**
 * The address of this machine by which it reaches Redis: the other instances reach that too, and so this machine by it.
 * Undefined while Redis cannot be reached.
 */
export async function ownAddress(redisUrl: string): Promise<string | undefined> {
  const { hostname, port } = new URL(redisUrl);
  const host = hostname.replace(/^\[|\]$/g, '') || 'localhost';
  const socket = connect({ host, port: Number(port) || defaultPort });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(patienceMs) });
    return socket.localAddress;
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}

/** As in a URL (RFC 3986, section 3.2.2). */
export function hostAndPort(host: string, port: number): string {
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
