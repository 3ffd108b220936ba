import { createSocket } from 'node:dgram';
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Finding, findingOf } from './findings.js';
import { headerBytes, lengthOf } from './stun.js';

/** How a client talks to a TURN server: whole STUN messages in and out. */
export interface Transport {
  /** The address it found for the host. */
  readonly remote: string;
  /** Does it lose messages, so that they have to be sent again? */
  readonly lossy: boolean;
  send(message: Buffer): void;
  /** Of each message, and of the end: `undefined` with the reason. */
  listen(onMessage: (message: Buffer) => void, onEnd: (why: unknown) => void): void;
  close(): void;
}

export interface Target {
  host: string;
  port: number;
  transport: 'udp' | 'tcp' | 'tls';
  /** The name that the certificate has to have, where it is not the host. */
  servername?: string;
}

/**
 * Resolves the name, IPv4 first as browsers mostly go, and connects.
 *
 * @throws Finding when it cannot within that many ms.
 */
export async function open(target: Target, patienceMs: number): Promise<Transport> {
  const { address, family } = await resolve(target.host, patienceMs);
  return target.transport === 'udp' ? openUdp(address, family, target.port) : openStream(address, target, patienceMs);
}

async function resolve(host: string, patienceMs: number): Promise<LookupAddress> {
  const tooLate = Promise.withResolvers<never>();
  const timer = setTimeout(() => tooLate.reject(new Finding('unresolved')), patienceMs);
  try {
    return await Promise.race([lookup(host, { order: 'ipv4first' }), tooLate.promise]);
  } catch (error) {
    throw findingOf(error);
  } finally {
    clearTimeout(timer);
  }
}

function openUdp(address: string, family: number, port: number): Promise<Transport> {
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  return new Promise((connected, reject) => {
    socket.once('error', (error) => reject(findingOf(error)));
    // Connected, so that the ICMP message of a closed port comes back as an error.
    socket.connect(port, address, () =>
      connected({
        remote: address,
        lossy: true,
        send: (message) => socket.send(message),
        listen(onMessage, onEnd) {
          socket.on('message', onMessage);
          socket.on('error', (error) => onEnd(findingOf(error)));
        },
        close: () => void socket.close(),
      }),
    );
  });
}

function openStream(address: string, target: Target, patienceMs: number): Promise<Transport> {
  const { port, host, servername = host } = target;
  const secure = target.transport === 'tls';
  const socket = secure
    ? connectTls({ host: address, port, ...(isIP(servername) === 0 ? { servername } : {}) })
    : connect({ host: address, port });
  return new Promise((connected, reject) => {
    socket.setTimeout(patienceMs, () => socket.destroy(new Finding('silent')));
    socket.once('error', (error) => reject(findingOf(error)));
    socket.once('close', () => reject(new Finding('cut')));
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      socket.setTimeout(0);
      connected(streamed(socket, address));
    });
  });
}

function streamed(socket: Socket, remote: string): Transport {
  return {
    remote,
    lossy: false,
    send: (message) => void socket.write(message),
    listen(onMessage, onEnd) {
      let rest: Buffer = Buffer.alloc(0);
      socket.on('data', (chunk: Buffer) => {
        rest = Buffer.concat([rest, chunk]);
        while (rest.length >= headerBytes) {
          const length = lengthOf(rest);
          if (length === undefined) return void socket.destroy(new Finding('not-turn'));
          if (rest.length < length) return;
          onMessage(rest.subarray(0, length));
          rest = rest.subarray(length);
        }
      });
      socket.on('error', (error) => onEnd(findingOf(error)));
      socket.on('close', () => onEnd(new Finding('cut')));
    },
    close: () => void socket.destroy(),
  };
}
