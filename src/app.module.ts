import { Module, type DynamicModule } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Config } from './config/config.js';
import { Cluster } from './cluster/cluster.js';
import { boundsOf } from './config/bounds.js';
import { ownOrigin } from './config/origins.js';
import { waitsOf } from './config/waits.js';
import { Admin } from './entry/admin.js';
import { faultSwitchOf } from './fault-switch-of.js';
import { leftMs } from './entry/grant.js';
import type { Source } from './hops/ends.js';
import { HopStream } from './hops/hop-stream.js';
import { refuse, step } from './hops/step.js';
import type { AdminOffice } from './http/admin-gate.js';
import { ConsoleController } from './http/console.controller.js';
import { Everywhere, EVERYWHERE } from './http/everywhere/everywhere.js';
import type { FromOthers } from './http/everywhere/from-others.js';
import { FAULTS, FaultsController } from './http/faults.controller.js';
import { FunnelController } from './http/funnel.controller.js';
import { HandshakesController } from './http/handshakes.controller.js';
import { HEALTH, HealthController, healthOf } from './http/health.controller.js';
import { ICE_OFFICE, IceServersController, type IceOffice } from './http/ice-servers.controller.js';
import { iceServers } from './http/ice-servers.js';
import { ADMIN, LoginController } from './http/login.controller.js';
import { LiveController } from './http/live.controller.js';
import { MetricsController } from './http/metrics.controller.js';
import { RefusalsController } from './http/refusals.controller.js';
import { REPORTS, ReportsController } from './http/reports.controller.js';
import { RoomsController } from './http/rooms.controller.js';
import { Addresses } from './limits/addresses.js';
import { undeclaredProxyWarning } from './limits/connection-limiter.js';
import { limitNames } from './limits/limit-names.js';
import { FairQueue, type Enqueue } from './limits/fair-queue.js';
import { boundRequests, Limits } from './limits/limits.js';
import { windowsInMemory, windowsInRedis } from './limits/windows.js';
import { linksOf } from './links-of.js';
import { VIEWS } from './projections/projections.js';
import { Redis } from './redis/redis.js';
import type { Drain } from './relay/drain.js';
import { RelayModule } from './relay/relay.module.js';
import type { WebSockets } from './relay/web-sockets.js';
import type { DefectLog } from './telemetry/defect-log.js';
import type { StartTracing } from './telemetry/load-tracing.js';
import type { LogSink } from './telemetry/log-sink.js';
import { createMetrics, METRICS } from './telemetry/metrics.js';
import { reportIntake } from './report-intake.js';
import { shareSessions } from './share-sessions.js';
import { tokensOf } from './tokens-of.js';
import { watchHops } from './watchers.js';

/** What a gateway is wired with. */
export interface BootOptions {
  config: Config;
  sink: LogSink;
  logger: Logger;
  defects: DefectLog;
  version: string;
  /** Absent: no span is drawn. */
  startTracing?: StartTracing | undefined;
  /** Somebody else's server is watched, in the place of the relay. */
  watch?: ((stream: HopStream) => Source) | undefined;
}

/** A gateway that is wired, and what its server needs of it. */
export interface GatewayContext {
  module: DynamicModule;
  stream: HopStream;
  webSockets: WebSockets;
  /** Absent where this instance is alone. */
  cluster: Cluster | undefined;
  drain: Drain;
  admin: AdminOffice;
  /** What other instances ask of the API. */
  fromOthers: FromOthers;
  /** Absent where they are off. */
  limits: Limits | undefined;
  /** Has a request wait for its turn. */
  enqueue: Enqueue;
}

const controllers = [
  HealthController,
  MetricsController,
  IceServersController,
  HandshakesController,
  FunnelController,
  RefusalsController,
  RoomsController,
  LiveController,
  LoginController,
  ConsoleController,
  ReportsController,
];

/** Wiring only: builds the stream with its watchers and hands each part its plain options. */
@Module({})
export class AppModule {
  static with({ config, sink, logger, defects, version, startTracing, watch }: BootOptions): GatewayContext {
    const metrics = createMetrics(version);
    const bounds = boundsOf(config);
    sink.watch({
      onDropped: (lines) => metrics.logLinesDropped.inc(lines),
      onResumed: (dropped) => logger.warn({ dropped }, 'lines of the log were dropped: it could not be written'),
    });
    const stream = new HopStream((watcher, error) => {
      metrics.watcherFailures.inc({ watcher });
      defects.tell({ watcher }, error, 'a defect was caught; the message went on');
    });
    const tracing = startTracing?.({ version, metrics, logger });
    const ice = {
      stunUrls: config.STUN_URLS,
      turnUrls: config.TURN_URLS,
      turnSecret: config.TURN_SECRET,
      turnTtl: config.TURN_TTL,
    };
    const tokens = tokensOf(config);
    const office: IceOffice = {
      settings: ice,
      tokens,
      refused: (refusal) => void step(stream, { kind: 'requested' }, () => ({ ok: false, refusal })),
    };
    const addresses = new Addresses(config.TRUST_PROXY);
    for (const limit of limitNames) metrics.limited.inc({ limit }, 0);
    const redis = config.REDIS_URL === undefined ? undefined : new Redis(config.REDIS_URL);
    const limits =
      config.LIMITS === 'off'
        ? undefined
        : new Limits({
            settings: config,
            bounds,
            addresses,
            refused: (limit) => metrics.limited.inc({ limit }),
            show: (kind, code) => void step(stream, { kind }, () => refuse(code)),
            undeclaredProxy: () => logger.warn(undeclaredProxyWarning),
            guessing: (guesses) => logger.warn({ guesses }, 'ADMIN_TOKEN is being guessed'),
            makeWindow: redis ? windowsInRedis(redis.counters) : windowsInMemory,
            openHandshakes: (caller) => diagnostics.openOf(caller),
            isOfSomebody: (batch) => diagnostics.isOfSomebody(batch) || cluster?.reports.passesOn(batch) === true,
          });
    const admin: AdminOffice = {
      admin: new Admin({
        token: config.ADMIN_TOKEN,
        ownPort: config.ADMIN_PORT !== undefined,
        production: config.NODE_ENV === 'production',
      }),
      guesses: limits?.guesses,
      ownPage: ({ headers }) => headers.origin === undefined || ownOrigin(headers),
      refused: () => void step(stream, { kind: 'requested' }, () => refuse('admin-refused')),
    };
    const queue = new FairQueue();
    const relay = RelayModule.with({
      limits,
      addressOf: (request) => addresses.of(request),
      queue,
      stream,
      bounds: { ...bounds, capacity: config.ROOM_CAPACITY },
      proof: config.PROOF === 'on',
      drainMs: config.DRAIN * 1000,
      busy: (id) => diagnostics.openOf(id).length > 0 || cluster?.passages.busy(id) === true,
      transfer: () => cluster,
      faults: config.FAULTS === 'on',
      tokens,
      iceServers: (id, until) => iceServers(ice, Date.now(), { id, leftMs: leftMs(until) }),
      pages: {
        probeOf: (participant) => diagnostics.pages.probeOf(participant),
        probeBy: (session) => diagnostics.pages.probeBy(session),
        outsideOf: (probe) => diagnostics.pages.outsideOf(probe),
      },
      askOthers: redis && ((path, about) => cluster?.instances.askAll(path, about)),
      traceParent: config.TRACE_PARENT,
      takeReports: (participant, batch) => diagnostics.takeReports(batch, { reporter: participant }),
    });
    const source = watch?.(stream);
    const { diagnostics, views } = watchHops({
      ...linksOf(config),
      stream,
      metrics,
      logger,
      tracing,
      format: config.LOG_FORMAT,
      print: (line) => sink.write(`${line}\n`),
      allowLines: (participant, lines) => limits?.log.take(participant, lines) ?? true,
      language: config.LOG_LANG,
      waits: waitsOf(config),
      bounds,
      ownerOf: (participant) => limits?.addresses.of(participant) ?? participant,
      sampling: { ratio: config.TRACE_RATIO, healthy: config.TRACE_HEALTHY, slowMs: config.TRACE_SLOW },
      ends: source ?? relay.connections,
      watches: source !== undefined,
    });
    const cluster: Cluster | undefined =
      redis === undefined
        ? undefined
        : new Cluster({
            ...relay,
            ...diagnostics,
            bounds,
            redis,
            redisUrl: config.REDIS_URL ?? '',
            own: { host: config.CLUSTER_ADDRESS, listenHost: config.HOST, port: config.CLUSTER_PORT },
            boundRequests,
            leaseMs: config.INSTANCE_LEASE,
            stream,
            tellAddress: (request, address) => addresses.tell(request, address),
            webSocketOf: (conn) => relay.webSockets.now(conn),
            addressOf: (participant) => limits?.addresses.of(participant) ?? '',
            takeReports: (batch, address) => diagnostics.takeReports(batch, { address }),
            holdUntil: (over) => queue.holdUntil(over),
            answer: (request, response) => everywhere.fromOthers.answer(request, response),
            onChange: (up) => {
              logger[up ? 'info' : 'warn']({ redis: up ? 'reached' : 'lost' }, 'cluster');
              if (up) void shareSessions(redis, admin.admin);
            },
          });
    if (cluster) queue.beforeAll = () => cluster.certain;
    metrics.beforeScrape(() =>
      metrics.instances.set(!cluster ? 1 : redis?.ready ? 1 + cluster.instances.others.size : 0),
    );
    const faults = relay.faults && faultSwitchOf(relay.faults);
    const everywhere: Everywhere = new Everywhere(cluster?.instances);
    return {
      stream,
      cluster,
      webSockets: relay.webSockets,
      drain: relay.drain,
      admin,
      fromOthers: everywhere.fromOthers,
      limits,
      enqueue: (request, handle) => queue.lane(addresses.of(request)).take(handle),
      module: {
        module: AppModule,
        imports: source ? [] : [relay.module(cluster?.passages)],
        controllers: [...controllers, ...(faults ? [FaultsController] : [])],
        providers: [
          { provide: METRICS, useValue: metrics },
          { provide: HEALTH, useValue: () => healthOf(relay.drain.on, redis) },
          { provide: ICE_OFFICE, useValue: office },
          { provide: ADMIN, useValue: admin },
          {
            provide: REPORTS,
            useValue: reportIntake({ ...diagnostics, addresses, cluster, watches: source !== undefined }),
          },
          { provide: VIEWS, useValue: views },
          { provide: EVERYWHERE, useValue: everywhere },
          ...(faults ? [{ provide: FAULTS, useValue: faults }] : []),
        ],
      },
    };
  }
}
