import { existsSync, readFileSync } from 'node:fs';

/** One input of the simulation, and where it comes from. */
export interface Figure {
  readonly value: number;
  readonly unit: string;
  readonly what: string;
  readonly source: string;
}

const assumed = 'assumed';
const measuredClaims = 'measured: Redis 7.0 with 50,000 claims, and keys';
const set = 'a setting';
const bench = 'npm run bench';
/** 2026-11-22, two shared x86-64 cores, Node 24, Redis 7.0. */
const measured = 'npm run simulate -- --measure';

/** People: the one thing that nobody can measure for somebody else. */
const people = {
  participants: [1_000_000, '', 'connected at once', assumed],
  roomSize: [4, '', 'participants of a room, everybody connected to everybody', assumed],
  staySeconds: [1200, 's', 'a room lasts, on average', assumed],
  gatherSeconds: [60, 's', 'in which the people of a room come in', assumed],
  rejoinsPerHour: [1, '', 'reloads and lost networks of one participant in an hour', assumed],
  handshakesPerPair: [1.2, '', 'handshakes of a pair: with renegotiations and ICE restarts', assumed],
  candidatesPerHandshake: [16, '', 'candidates of a handshake, both ways together', 'docs/performance.md'],
  roomInUrl: [1, '', 'share of the clients whose URL names the room', assumed],
} as const;

const gateway = {
  cpuUsPerMessage: [83, 'µs', 'CPU of a relayed message', bench],
  cpuUsPerJoin: [800, 'µs', 'CPU of connecting, joining, leaving', measured],
  cpuUsPerHeartbeat: [73, 'µs', 'CPU of a heartbeat', measured],
  heartbeatSeconds: [25, 's', 'between heartbeats', 'Engine.IO, pingInterval'],
  batchesPerHandshake: [5, '', 'batches of reports of a handshake, both probes together', 'docs/performance.md'],
  cpuUsPerBatch: [187, 'µs', 'CPU of a batch of reports', 'docs/performance.md'],
  cpuUsPerSecond: [5000, 'µs', 'CPU of an instance without participants, in a second', measured],
  kBPerConnection: [27, 'kB', 'memory of a connection', bench],
  kBPerHandshake: [7.3, 'kB', 'memory of a handshake that is kept', bench],
  handshakesKept: [10_000, '', 'handshakes kept by an instance', `${set}: MAX_HANDSHAKES`],
  handshakeSeconds: [3, 's', 'a handshake is open', 'counted on the call page'],
  kBAlone: [120_000, 'kB', 'memory of an instance without participants', measured],
  descriptionBytes: [3400, 'B', 'a relayed description', 'docs/performance.md'],
  candidateBytes: [250, 'B', 'a relayed candidate', 'docs/performance.md'],
} as const;

const cluster = {
  microsecondsPerPassedMessage: [134, 'µs', 'CPU of the instance that passes a message on', 'npm run bench:passing'],
  leaseSeconds: [5, 's', 'that an instance may be silent before it counts as lost', `${set}: INSTANCE_LEASE`],
  beatsPerSecond: [1, '', 'of an instance, which says in Redis that it is there', 'src/cluster/instances.ts'],
  claimSeconds: [200, 's', 'between renewals of the claim to a room', 'src/cluster/claims.ts'],
  redisUsPerScript: [11, 'µs', 'CPU of Redis for a claim, a beat, or a count of a limit', measuredClaims],
  redisUsPerKey: [3, 'µs', 'CPU of Redis for one key: a session, or an instance that a beat looks at', measuredClaims],
} as const;

const telemetry = {
  spansPerHandshake: [22, '', 'spans of a handshake that is traced', 'counted on the call page'],
  bytesPerSpan: [600, 'B', 'a span in OTLP; one in 13 of that with gzip', 'counted on the call page'],
  failedShare: [0.05, '', 'share of the handshakes that fail, are slow or given up: always traced', assumed],
  traceRatio: [1, '', 'share of the others that may be traced', `${set}: TRACE_RATIO`],
  tracesHealthy: [20, '', 'of these, an instance traces in a second at most', `${set}: TRACE_HEALTHY`],
  seriesPerInstance: [900, '', 'metric series of an instance', 'counted at /metrics after calls'],
  bytesPerScrape: [72_000, 'B', 'one scrape of an instance', 'counted at /metrics after calls'],
  scrapeSeconds: [5, 's', 'between scrapes', `${set}: prometheus.yml`],
} as const;

const limits = {
  usableCore: [0.6, '', 'share of its core that an instance may use, so that the tail stays short', assumed],
  memoryMB: [2048, 'MB', 'memory that an instance may take', assumed],
  reserve: [1, '', 'instances that may be lost with all of this still holding', assumed],
  recoverySeconds: [15, 's', 'in which everybody of a lost instance is back', assumed],
  patienceSeconds: [10, 's', 'after which a client gives up one attempt to connect', 'client/lib'],
  portsPerPair: [28_232, '', 'connections of a balancer to one instance', 'Linux, ip_local_port_range'],
  connectionsPerBalancer: [100_000, '', 'connections of a balancer, two open files each', 'haproxy.cfg'],
  kBPerBalanced: [5, 'kB', 'memory of a balancer for a WebSocket', 'measured: HAProxy 2.6 with 4,000 of them'],
  placesOnRing: [1024, '', 'of an instance', 'haproxy.cfg'],
  redisCore: [0.7, '', 'share of its one core that Redis may use', assumed],
} as const;

const groups = { people, gateway, cluster, telemetry, limits };
type Groups = typeof groups;
export type Name = { [G in keyof Groups]: keyof Groups[G] }[keyof Groups];
export type Figures = Record<Name, number>;

/** Every input by its group, in the order of this file. */
export const inputs: [group: string, figures: [name: Name, figure: Figure][]][] = Object.entries(groups).map(
  ([group, rows]) => [
    group,
    Object.entries(rows).map(([name, [value, unit, what, source]]) => [name as Name, { value, unit, what, source }]),
  ],
);

export const defaults = Object.fromEntries(
  inputs.flatMap(([, figures]) => figures.map(([name, { value }]) => [name, value])),
) as Figures;

export const isName = (name: string): name is Name => Object.hasOwn(defaults, name);

/** What `npm run bench` writes, as far as it is used here. */
interface Benchmark {
  speeds?: { gateway?: { cpuUs: number }[] };
  weights?: { gateway?: { idleKb?: number; handshakeKb?: number } };
}

/** Of the last `npm run bench`, where there was one, and the defaults for the rest. */
export function figuresFrom(file: string): Figures {
  if (!existsSync(file)) return defaults;
  const { speeds, weights } = JSON.parse(readFileSync(file, 'utf8')) as Benchmark;
  const cpu = (speeds?.gateway ?? []).map(({ cpuUs }) => cpuUs).toSorted((one, other) => one - other);
  const { idleKb = defaults.kBPerConnection, handshakeKb = defaults.kBPerHandshake } = weights?.gateway ?? {};
  return {
    ...defaults,
    cpuUsPerMessage: cpu[cpu.length >> 1] ?? defaults.cpuUsPerMessage,
    kBPerConnection: idleKb,
    kBPerHandshake: handshakeKb,
  };
}
