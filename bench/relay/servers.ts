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

const gatewayEnv = (sink: string) => ({
  HOST: '127.0.0.1',
  LOG_FORMAT: 'json',
  OTEL_EXPORTER_OTLP_ENDPOINT: sink,
  AUTH_MODE: 'none',
  ADMIN_TOKEN: adminToken,
  // Everybody comes from one address here, and as fast as can be.
  LIMITS: 'off',
});

export const gateway: Contender = {
  name: 'gateway',
  title: 'Hopline, everything on, exporting and scraped',
  dialect: socketIo,
  script: 'dist/server/src/main.js',
  env: gatewayEnv,
  scraped: true,
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

/** In the order in which a round measures them. */
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
