import type { Figures } from './figures.js';

/** What all participants together do in a second. */
export interface Rates {
  joins: number;
  handshakes: number;
  messages: number;
  heartbeats: number;
  batches: number;
  spans: number;
  traceBytes: number;
}

export function ratesOf(f: Figures): Rates {
  const roomsBegun = f.participants / f.roomSize / f.staySeconds;
  const rejoins = (f.participants * f.rejoinsPerHour) / 3600;
  const pairs = (f.roomSize * (f.roomSize - 1)) / 2;
  const handshakes = (roomsBegun * pairs + rejoins * (f.roomSize - 1)) * f.handshakesPerPair;
  const spans = handshakes * (f.spansPerHandshake + f.spansPerCandidate * f.candidatesPerHandshake) * f.traceRatio;
  return {
    joins: roomsBegun * f.roomSize + rejoins,
    handshakes,
    // An offer and an answer.
    messages: handshakes * (2 + f.candidatesPerHandshake),
    heartbeats: f.participants / f.heartbeatSeconds,
    batches: handshakes * f.batchesPerHandshake,
    spans,
    traceBytes: spans * f.bytesPerSpan,
  };
}

/** What goes from one instance to another in a second. */
export interface Crossing {
  descriptions: number;
  /** Candidates, acknowledgements, proofs, and what participants are told. */
  others: number;
}

/** @param edges sides of a handshake that are on another instance than the room's home: from 0 to 2, on average */
export function crossingOf(f: Figures, rates: Rates, edges: number): Crossing {
  // A side sends one description and half of the candidates, and is sent as much.
  const sides = rates.handshakes * edges;
  const each = 1 + f.candidatesPerHandshake / 2;
  const answers = each * (f.answersFromEdge + f.answersToEdge);
  return { descriptions: sides * 2, others: sides * (f.candidatesPerHandshake + answers + f.toldToEdge) };
}

export interface Load {
  /** Of a core, one instance: its own share, and what every instance does for whatever crosses. */
  cpuOwn: number;
  cpuCrossing: number;
  memoryMB: number;
  connections: number;
  handshakesOpen: number;
  balancers: number;
  /** Published in a second. */
  redisMessages: number;
  redisCpu: number;
  redisMbit: number;
}

export interface Scene {
  instances: number;
  /** What the fullest instance has of an equal share. */
  fullest: number;
  edges: number;
}

/** Of the fullest instance, and of what all share. */
export function loadOf(f: Figures, { instances, fullest, edges }: Scene): Load {
  const rates = ratesOf(f);
  const share = fullest / instances;
  const all =
    rates.messages * f.cpuUsPerMessage +
    rates.joins * f.cpuUsPerJoin +
    rates.heartbeats * f.cpuUsPerHeartbeat +
    rates.batches * f.cpuUsPerBatch;
  const { descriptions, others } = crossingOf(f, rates, edges);
  const readers = f.readers === 0 ? instances : Math.min(f.readers, instances);
  // Of each other instance a beat, the question that it is answered with, and the answer to the own one.
  const beats = 3 * f.beatsPerSecond * instances;
  const read = descriptions * f.decodeUsDescription + others * f.decodeUsOther;
  const sent = (descriptions + others) * share + 2 * f.beatsPerSecond * instances;
  const connections = f.participants * share;
  const kept = f.kBAlone + f.handshakesKept * f.kBPerHandshake;
  return {
    cpuOwn: (all * share + f.cpuUsPerSecond) / 1e6,
    cpuCrossing: (read * Math.min(1, readers * share) + beats * f.decodeUsOther + sent * f.publishUs) / 1e6,
    memoryMB: (kept + connections * f.kBPerConnection) / 1024,
    connections,
    handshakesOpen: rates.handshakes * share * f.handshakeSeconds,
    balancers: Math.ceil(f.participants / f.connectionsPerBalancer),
    ...ofRedis(f, { descriptions, others }, { instances, readers }),
  };
}

function ofRedis(
  f: Figures,
  { descriptions, others }: Crossing,
  { instances, readers }: { instances: number; readers: number },
): Pick<Load, 'redisMessages' | 'redisCpu' | 'redisMbit'> {
  const beats = f.beatsPerSecond * instances;
  // A beat goes to all; its answers, and theirs, to one.
  const [published, delivered] = [others + beats + 2 * beats * instances, others * readers + 3 * beats * instances];
  const rooms = f.participants / f.roomSize;
  const claims = rooms / f.claimSeconds + (2 * rooms) / f.staySeconds;
  const us =
    descriptions * (f.redisUsPerPublishLarge + readers * f.redisUsPerDeliveryLarge) +
    published * f.redisUsPerPublish +
    delivered * f.redisUsPerDelivery +
    claims * f.redisUsPerClaim;
  const bytes =
    descriptions * (1 + readers) * (f.descriptionBytes + f.envelopeBytes) +
    (published + delivered) * (f.candidateBytes + f.envelopeBytes);
  return { redisMessages: descriptions + published, redisCpu: us / 1e6, redisMbit: (bytes * 8) / 1e6 };
}

/** Of what there is, the share that is used: above 1, it breaks. */
export function strains(f: Figures, load: Load): [what: string, used: number][] {
  const parts: [string, number][] = [
    ['CPU of an instance', (load.cpuOwn + load.cpuCrossing) / f.usableCore],
    ['memory of an instance', load.memoryMB / f.memoryMB],
    ['ports from the balancers to an instance', load.connections / (load.balancers * f.portsPerPair)],
    ['handshakes that an instance keeps (MAX_HANDSHAKES)', load.handshakesOpen / f.handshakesKept],
    ['CPU of Redis', load.redisCpu / f.redisCore],
    ['network of Redis', load.redisMbit / f.redisMbit],
  ];
  return parts.toSorted(([, one], [, other]) => other - one);
}
