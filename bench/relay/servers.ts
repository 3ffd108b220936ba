import { floor, peerJs, socketIo, type Dialect } from './dialects.js';

/** One of the servers that are measured side by side. */
export interface Contender {
  readonly name: string;
  readonly title: string;
  readonly dialect: Dialect;
  /** Below the root of the project. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly nodeArgs?: readonly string[];
  /** @param sink base URL of the OTLP receiver */
  readonly env?: (sink: string) => Record<string, string>;
  /** Its metrics are scraped every second while it is measured. */
  readonly scraped?: true;
}

/** What the metrics of a gateway in production are behind. */
export const adminToken = 'only-for-this-bench';

/**
 * Every limit is counted and asked, as shipped, and everybody has an address of their own; only the rates let through what
 * a closed loop makes: a connection says in a second here what a page says in an hour. How many connections and handshakes an address and a
 * participant may have open stays as it is.
 */
export const raisedRates = {
  LIMIT_MESSAGES: '1000000',
  LIMIT_MESSAGES_ADDRESS: '10000000',
  LIMIT_BYTES: '1000000000',
  LIMIT_BYTES_ADDRESS: '10000000000',
  // Open for a second behind their last message: of one pair, this bounds the handshakes a second. All 256 of a caller are its.
  LIMIT_HANDSHAKES_PAIR: '256',
  LIMIT_JOINS: '10000',
  LIMIT_REPORTS: '100000',
  LIMIT_API: '1000000',
  // What is not written costs nothing: a line for every handshake, as without limits.
  LIMIT_LOG: '1000000',
};

const gatewayEnv = (sink: string) => ({
  HOST: '127.0.0.1',
  LOG_FORMAT: 'json',
  OTEL_EXPORTER_OTLP_ENDPOINT: sink,
  AUTH_MODE: 'none',
  ADMIN_TOKEN: adminToken,
  ...raisedRates,
});

export const gateway: Contender = {
  name: 'gateway',
  title: 'Hopline, everything on, exporting and scraped',
  dialect: socketIo,
  script: 'dist/server/src/main.js',
  env: gatewayEnv,
  scraped: true,
};

/** What the limits cost is the difference. */
export const unlimited: Contender = {
  ...gateway,
  name: 'limits-off',
  title: 'Hopline, everything on, LIMITS=off',
  env: (sink) => ({ ...gatewayEnv(sink), LIMITS: 'off' }),
};

/** TRACE_HEALTHY has no word for "all": no instance settles so many in a second. */
export const traced: Contender = {
  ...gateway,
  name: 'traced',
  title: 'Hopline, everything on, every healthy trace drawn',
  env: (sink) => ({ ...gatewayEnv(sink), TRACE_HEALTHY: '1000000' }),
};

export const bare: Contender = {
  name: 'socket.io',
  title: 'bare Socket.IO, no telemetry at all',
  dialect: socketIo,
  script: 'bench/servers/socket-io.mjs',
};

export const unwatched: Contender = {
  name: 'unwatched',
  title: 'Hopline without its watchers: the relay alone',
  dialect: socketIo,
  script: 'bench/servers/gateway-unwatched.mjs',
  env: gatewayEnv,
};

export const peer: Contender = {
  name: 'peerjs',
  title: 'PeerJS server',
  dialect: peerJs,
  script: 'bench/servers/peerjs.mjs',
};

export const lowest: Contender = {
  name: 'floor',
  title: 'floor: raw ws, no parsing, coalesced writes',
  dialect: floor,
  script: 'bench/servers/floor.mjs',
};

/** What watching costs is the difference to bare Socket.IO. */
export const watched: Contender = {
  name: 'watched',
  title: 'bare Socket.IO, watched from inside',
  dialect: socketIo,
  script: 'bench/servers/socket-io-watched.mjs',
  env: gatewayEnv,
};

/** Its CPU is what it adds, as the server behind it is a process of its own. */
export const proxied: Contender = {
  name: 'proxied',
  title: '`hopline watch` in front of bare Socket.IO, the proxy alone',
  dialect: socketIo,
  script: 'bench/servers/watch-proxy.mjs',
  env: gatewayEnv,
};

/** Those of the long table, in the order in which a round measures them. */
export const contenders: readonly Contender[] = [
  gateway,
  bare,
  unwatched,
  peer,
  {
    name: 'console.log',
    title: 'bare Socket.IO and two log lines per message',
    dialect: socketIo,
    script: 'bench/servers/socket-io.mjs',
    args: ['--log'],
  },
  {
    name: 'otel',
    title: 'bare Socket.IO, OTel auto-instrumentation, exporting',
    dialect: socketIo,
    script: 'bench/servers/socket-io.mjs',
    nodeArgs: ['--import', './bench/node_modules/@opentelemetry/auto-instrumentations-node/dist/register.mjs'],
    env: (sink) => ({
      OTEL_EXPORTER_OTLP_ENDPOINT: sink,
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_LOG_LEVEL: 'none',
      // The others ask the network which cloud this is.
      OTEL_NODE_RESOURCE_DETECTORS: 'env,host,os,process',
    }),
  },
  lowest,
];
