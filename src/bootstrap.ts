import type { IncomingMessage, RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { refusal } from '../protocol/rejects.js';
import { reportLimits } from '../protocol/reports.js';
import { AppModule, type GatewayContext, type BootOptions } from './app.module.js';
import { ConfigError, type Config } from './config/config.js';
import { hostAllowed, originAllowed } from './config/origins.js';
import { consoleUrl, spanExport } from './config/traces.js';
import { announce, farewell } from './announcement.js';
import { adminGate } from './http/admin-gate.js';
import { AdminPort } from './http/admin-port.js';
import { guessGate } from './http/guess-gate.js';
import { fileHeaders, securityHeaders } from './http/headers.js';
import { readReports, reportGate, unreadableBody } from './http/report-gate.js';
import { isReports, reportFastPath } from './http/report-fast-path.js';
import { REPORTS, type TakesReports } from './http/reports.controller.js';
import { localCertificate, type Certificate } from './http/local-certificate.js';
import { serveApiDocs } from './http/open-api.js';
import { refuse, step } from './hops/step.js';
import { root, version } from './installed.js';
import { fairly } from './limits/fair-queue.js';
import { boundRequests } from './limits/limits.js';
import { SocketIoAdapter, type ServerHooks } from './relay/socket-io.adapter.js';
import { watchClock } from './hops/clock.js';
import { DefectLog } from './telemetry/defect-log.js';
import { loadTracing } from './telemetry/load-tracing.js';
import { LogSink, type Outlet } from './telemetry/log-sink.js';
import { createLogger, NestLog } from './telemetry/logger.js';
import { standardOutput } from './telemetry/standard-output.js';

/** A gateway that listens. */
export interface Gateway {
  readonly url: string;
  /** Where the console, the API and the metrics are. */
  readonly adminUrl: string;
  /** Stops in good order: refuses who comes, moves who is here once their handshakes are through, then closes. */
  drain(): Promise<void>;
  /** Closes every connection now, stops listening, writes out what the watchers hold back. */
  close(): Promise<void>;
}

/** Where the certificate of this machine is kept. */
const certificates = fileURLToPath(new URL('.cache/https/', root));

export const ownCertificate = (): Promise<Certificate> => localCertificate(certificates, Date.now());

/**
 * Starts the whole gateway on one port: relay, pages, metrics, health.
 *
 * @param outlet what the log is written to
 * @param watch a source of hops in the place of the relay: it says itself where it is reached
 */
export async function startGateway(
  config: Config,
  outlet: Outlet = standardOutput(),
  watch?: BootOptions['watch'],
): Promise<Gateway> {
  const sink = new LogSink(outlet);
  const logger = createLogger(config.LOG_LEVEL, sink);
  const defects = new DefectLog(logger);
  const startTracing = await loadTracing(spanExport(config));
  const context = AppModule.with({ config, sink, logger, defects, version: version(), startTracing, watch });
  const adminPort = new AdminPort();
  const certificate = config.HTTPS === 'local' ? await ownCertificate() : undefined;
  const app = await furnish(context, { config, log: new NestLog(logger, defects), adminPort, certificate });
  const giveUp = async (error: unknown) => {
    await app.close();
    throw error;
  };
  await context.cluster?.port.open().catch(cannotListen('CLUSTER_PORT', 'CLUSTER_ADDRESS')).catch(giveUp);
  await app.listen(config.PORT, config.HOST);
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `${certificate ? 'https' : 'http'}://localhost:${port}`;
  const adminUrl = await openAdminPort(app, adminPort, config).catch(giveUp);
  const print = (lines: string) => sink.write(lines);
  if (!watch) announce({ url, adminUrl: adminUrl ?? url, config, logger, print });
  const unwatchClock = watchClock((ms) =>
    logger.warn({ ms }, 'the clock of the machine was set; tokens and waits go on as they were'),
  );
  let closed: Promise<void> | undefined;
  const end = async (moved: Promise<void>) => {
    await moved;
    closed ??= close();
    await closed;
  };
  const close = async () => {
    await app.close();
    await context.cluster?.leave();
    await adminPort.close();
    await context.stream.close();
    context.cluster?.close();
    unwatchClock();
    await sink.close();
  };
  return {
    url,
    adminUrl: adminUrl ?? url,
    drain: () => {
      farewell(config, logger, print);
      return end(context.drain.run());
    },
    close: () => end(context.drain.hurry()),
  };
}

interface Furniture {
  config: Config;
  log: NestLog;
  adminPort: AdminPort;
  /** Served over HTTPS with it; over HTTP without. */
  certificate?: Certificate | undefined;
}

/** A gateway with all that a request or a connection meets on its way in; it does not listen yet. */
export async function furnish(context: GatewayContext, furniture: Furniture): Promise<NestExpressApplication> {
  const { config, log, adminPort, certificate } = furniture;
  // Named, so that Nest need not find it: where Hopline is installed as a package, it is built in.
  const app = await NestFactory.create<NestExpressApplication>(context.module, new ExpressAdapter(), {
    logger: log,
    abortOnError: false,
    forceCloseConnections: true,
    ...(certificate && { httpsOptions: certificate }),
  });
  app.disable('x-powered-by');
  // An answer is of the moment: hashing each of them would be for nothing. Files have theirs all the same.
  app.disable('etag');
  const { fromOthers } = context;
  const express = app.getHttpAdapter().getInstance() as RequestListener;
  fromOthers.handle = express;
  // What another instance asks counts where its client asked it.
  const forClients = (handle: RequestHandler): RequestHandler => {
    return (request, response, next) => (fromOthers.brought(request) ? next() : handle(request, response, next));
  };
  const { limits } = context;
  const enqueue = fairly(context.enqueue);
  const requests = forClients(enqueue);
  const httpServer = app.getHttpServer();
  const mayReport = ({ headers }: IncomingMessage) => originAllowed(headers, config.REPORT_ORIGINS);
  app.use(
    (request: Request, response: Response, next: NextFunction) =>
      isReports(request.url) ? next() : requests(request, response, next),
    forClients(guessGate(context.admin)),
    securityHeaders(),
    forClients(
      adminGate({
        ...context.admin,
        onOwnPort: (request) => adminPort.brought(request),
        ownHost: ({ headers }) => hostAllowed(headers.host, config.ADMIN_HOSTS),
        consoleUrl: consoleUrl(config),
        callPage: ({ hostname }) => {
          const { port } = httpServer.address() as AddressInfo;
          return `${certificate ? 'https' : 'http'}://${hostname}:${port}/`;
        },
      }),
    ),
    reportGate({
      allowed: mayReport,
      refused: () => void step(context.stream, { kind: 'requested' }, () => refuse('origin-refused')),
    }),
  );
  const fastPath = reportFastPath({
    reports: app.get<TakesReports>(REPORTS),
    otherwise: express,
    allowed: mayReport,
    everybody: config.REPORT_ORIGINS?.includes('*') ?? false,
    before: limits ? [limits.requests, limits.bodies] : [],
    behind: [enqueue, readReports, ...(limits ? [limits.strangers] : [])],
    defect: (error) => log.error(error),
  });
  httpServer.off('request', express).on('request', fastPath);
  boundRequests(httpServer);
  limits?.connections.guard(httpServer);
  const admit = async (request: IncomingMessage) => {
    if (context.cluster?.guests.brings(request)) return undefined;
    const limited = await limits?.connections.admit(request);
    if (limited) return limited;
    if (originAllowed(request.headers, config.CORS_ORIGINS)) return undefined;
    step(context.stream, { kind: 'connected' }, () => refuse('origin-refused'));
    return refusal('origin-refused');
  };
  const hooks: ServerHooks = {
    admit,
    enqueue: context.enqueue,
    mayAsk: (headers) => originAllowed(headers, config.CORS_ORIGINS),
    askFor: limits && ((session, request) => limits.askFor(session, request)),
    bodies: limits?.bodies,
    closing: () => (context.drain.on ? refusal('draining') : undefined),
    attach: (server) => context.cluster?.attach(server),
    adopts: context.cluster !== undefined,
  };
  app.useWebSocketAdapter(new SocketIoAdapter(app, context.webSockets, hooks));
  serveApiDocs(app, version());
  app.enableCors((request, decide) => {
    const allowed = isReports(request.url) ? config.REPORT_ORIGINS : config.CORS_ORIGINS;
    const everybody = allowed?.includes('*');
    decide(null, { origin: everybody ? '*' : originAllowed(request.headers, allowed) });
  });
  if (limits) app.use(forClients(limits.requests), forClients(limits.bodies));
  for (const type of ['text', 'json'] as const) app.useBodyParser(type, { limit: reportLimits.batchBytes });
  // Behind their bodies too, and reports there only: a page may go as soon as it has sent its last one.
  app.use(requests, unreadableBody);
  app.use('/reports', readReports);
  if (limits) app.use('/reports', limits.strangers);
  for (const built of ['dist/client/', 'dist/lib/']) {
    app.useStaticAssets(fileURLToPath(new URL(built, root)), { setHeaders: fileHeaders });
  }
  return app;
}

async function openAdminPort(app: NestExpressApplication, own: AdminPort, config: Config): Promise<string | undefined> {
  const { ADMIN_PORT: port, ADMIN_HOST: host } = config;
  if (port === undefined) return undefined;
  const handler = app.getHttpAdapter().getInstance() as RequestListener;
  return own.listen(handler, port, host, boundRequests).catch(cannotListen('ADMIN_PORT', 'ADMIN_HOST'));
}

/** A port that is taken, or an address that is none of this machine, stops the start. */
function cannotListen(port: string, host: string): (error: unknown) => never {
  return (error) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new ConfigError(`${port} cannot be listened on (${code}): set it to another, or ${host}.`);
  };
}
