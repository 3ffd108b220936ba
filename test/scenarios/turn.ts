import { createHmac, randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { ownAddress } from '../support/address.js';
import { programOf } from '../support/browser.js';
import { startTurnServer, type TurnServer, type TurnServerOptions } from '../support/turn-server.js';
import type { IceServer } from './habit.js';
import { NotPossible } from './scenario.js';
import type { Stage } from './stage.js';

/** A TURN server for one scenario, with a secret that nobody else knows. */
export async function turnFor(stage: Stage, options: TurnServerOptions): Promise<TurnServer> {
  try {
    programOf('turnserver');
  } catch (error) {
    throw new NotPossible((error as Error).message);
  }
  const server = await startTurnServer({ secret: randomUUID(), ...options });
  stage.atEnd(() => server.close());
  return server;
}

/** On this machine. */
export function localTurn(stage: Stage): Promise<TurnServer> {
  return turnFor(stage, { ip: routable() });
}

/** The URL of a TURN server that is silent (UDP), or is not there (TCP). */
export async function silentTurn(stage: Stage, transport: 'udp' | 'tcp'): Promise<string> {
  const socket = createSocket('udp4');
  const ip = routable();
  await new Promise<void>((bound) => socket.bind(0, ip, bound));
  stage.atEnd(() => new Promise<void>((closed) => socket.close(closed)));
  return `turn:${ip}:${socket.address().port}?transport=${transport}`;
}

/** Of this machine, and one that browsers ask: never the loopback. */
function routable(): string {
  const ip = ownAddress();
  if (ip.startsWith('127.')) throw new NotPossible('this machine has no address besides the loopback');
  return ip;
}

/** Credentials for an hour, as coturn's shared-secret scheme wants them (draft-uberti-behave-turn-rest). */
export function credentials(turn: TurnServer, transports: readonly ('udp' | 'tcp')[], secret = turn.secret): IceServer {
  const username = `${Math.ceil(Date.now() / 1000) + 3600}:somebody`;
  const credential = createHmac('sha1', secret).update(username).digest('base64');
  return { urls: transports.map((transport) => turn.urls[transport]), username, credential };
}
