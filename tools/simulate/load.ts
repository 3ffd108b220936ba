import type { Figures } from './figures.js';

/** What all participants together do in a second. */
export interface Rates {
  joins: number;
  handshakes: number;
  messages: number;
  heartbeats: number;
  batches: number;
}

export function ratesOf(f: Figures): Rates {
  const roomsBegun = f.participants / f.roomSize / f.staySeconds;
  const rejoins = (f.participants * f.rejoinsPerHour) / 3600;
  const pairs = (f.roomSize * (f.roomSize - 1)) / 2;
  const handshakes = (roomsBegun * pairs + rejoins * (f.roomSize - 1)) * f.handshakesPerPair;
  return {
    joins: roomsBegun * f.roomSize + rejoins,
    handshakes,
    // An offer and an answer.
    messages: handshakes * (2 + f.candidatesPerHandshake),
    heartbeats: f.participants / f.heartbeatSeconds,
    batches: handshakes * f.batchesPerHandshake,
  };
}

/** Messages that are passed on in a second. @param passed share of the participants who are connected elsewhere */
export function passesOf(f: Figures, rates: Rates, passed: number): number {
  // Each of two sends one description and half of the candidates, and is sent as much.
  return rates.handshakes * 2 * passed * (2 + f.candidatesPerHandshake);
}

/** The traces that all instances together draw in a second: all that failed, and so many of the others. */
export function tracesOf(f: Figures, { handshakes }: Rates, instances: number): number {
  const failed = handshakes * f.failedShare;
  return failed + Math.min((handshakes - failed) * f.traceRatio, instances * f.tracesHealthy);
}

export interface Load {
  /** Of a core, one instance: what a room costs, and what passing on adds to that. */
  cpuOwn: number;
  cpuPassing: number;
  memoryMB: number;
  connections: number;
  handshakesOpen: number;
  balancers: number;
  /** In a second. */
  redisCommands: number;
  redisCpu: number;
}

export interface Scene {
  instances: number;
  /** What the fullest instance has of an equal share. */
  fullest: number;
  /** Of the participants, the share that is connected to another instance than that of their room. */
  passed: number;
}

/** Of the fullest instance, and of what all share. */
export function loadOf(f: Figures, { instances, fullest, passed }: Scene): Load {
  const rates = ratesOf(f);
  const share = fullest / instances;
  const coming =
    rates.joins * f.cpuUsPerJoin + rates.heartbeats * f.cpuUsPerHeartbeat + rates.batches * f.cpuUsPerBatch;
  const all = rates.messages * f.cpuUsPerMessage + coming;
  // A participant who is passed on has a second connection, between the two instances, and its reports a second request.
  const twice = passed * coming + passesOf(f, rates, passed) * f.microsecondsPerPassedMessage;
  const connections = f.participants * share;
  const kept = f.kBAlone + f.handshakesKept * f.kBPerHandshake;
  return {
    cpuOwn: (all * share + f.cpuUsPerSecond) / 1e6,
    cpuPassing: (twice * share) / 1e6,
    // At either end of it.
    memoryMB: (kept + connections * (1 + 2 * passed) * f.kBPerConnection) / 1024,
    connections,
    handshakesOpen: rates.handshakes * share * f.handshakeSeconds,
    balancers: Math.ceil(f.participants / f.connectionsPerBalancer),
    ...ofRedis(f, rates, { instances, passed }),
  };
}

function ofRedis(
  f: Figures,
  rates: Rates,
  { instances, passed }: { instances: number; passed: number },
): Pick<Load, 'redisCommands' | 'redisCpu'> {
  const rooms = f.participants / f.roomSize;
  // One who comes to a room that is not here asks whose it is; it is renewed, and given up.
  const claims = rates.joins * passed + (2 * rooms) / f.staySeconds + rooms / f.claimSeconds;
  // A limit counts each connect and each batch of reports.
  const counts = rates.joins + rates.batches;
  // Where the reports of a page belong is said as it connects and as it joins, by the room's instance too.
  const sessions = rates.joins * (2 + passed);
  const beats = f.beatsPerSecond * instances;
  const us = (claims + counts + beats) * f.redisUsPerScript + (sessions + beats * instances) * f.redisUsPerKey;
  return { redisCommands: claims + counts + sessions + beats, redisCpu: us / 1e6 };
}

/** Of what there is, the share that is used: above 1, it breaks. */
export function strains(f: Figures, load: Load): [what: string, used: number][] {
  const parts: [string, number][] = [
    ['CPU of an instance', (load.cpuOwn + load.cpuPassing) / f.usableCore],
    ['memory of an instance', load.memoryMB / f.memoryMB],
    ['ports from the balancers to an instance', load.connections / (load.balancers * f.portsPerPair)],
    ['handshakes that an instance keeps (MAX_HANDSHAKES)', load.handshakesOpen / f.handshakesKept],
    ['CPU of Redis', load.redisCpu / f.redisCore],
  ];
  return parts.toSorted(([, one], [, other]) => other - one);
}
