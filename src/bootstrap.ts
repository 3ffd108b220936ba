import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Logger } from 'pino';
import { refusal } from '../protocol/rejects.js';
import { reportLimits } from '../protocol/reports.js';
import { AppModule } from './app.module.js';
import type { Config } from './config/config.js';
import { originAllowed } from './config/origins.js';
import { serveApiDocs } from './http/open-api.js';
import { refuse, step } from './hops/step.js';
import { SocketIoAdapter, type ServerHooks } from './relay/socket-io.adapter.js';
import { createLogger, NestLog } from './telemetry/logger.js';

/** A gateway that listens. */
export interface Gateway {
  readonly url: string;
  /** Stops in good order: turns away who comes, moves who is here once their handshakes are through, then closes. */
  drain(): Promise<void>;
  /** Closes every connection now, stops listening, writes out what the watchers hold back. */
  close(): Promise<void>;
}

/** Root of the project: two levels up from the source, three from the compiled file. */
const root = [new URL('../', import.meta.url), new URL('../../../', import.meta.url)].find((url) =>
  existsSync(new URL('package.json', url)),
);

/** Starts the whole gateway on one port: relay, pages, metrics, health. */
export async function startGateway(config: Config): Promise<Gateway> {
  const logger = createLogger(config.LOG_LEVEL);
  const house = AppModule.with({ config, logger, version: version() });
  const app = await NestFactory.create<NestExpressApplication>(house.module, {
    logger: new NestLog(logger),
    abortOnError: false,
    forceCloseConnections: true,
  });
  app.disable('x-powered-by');
  const admit = ({ headers }: IncomingMessage) => {
    if (originAllowed(headers, config.CORS_ORIGINS)) return true;
    step(house.stream, { kind: 'connected' }, () => refuse('origin-refused'));
    return false;
  };
  const hooks: ServerHooks = {
    admit,
    mayAsk: (headers) => originAllowed(headers, config.CORS_ORIGINS),
    closing: () => (house.drain.on ? refusal('draining') : undefined),
    attach: (server) => house.cluster?.attach(server),
  };
  app.useWebSocketAdapter(new SocketIoAdapter(app, house.webSockets, hooks));
  serveApiDocs(app, version());
  app.useBodyParser('text', { limit: reportLimits.batchBytes });
  app.enableCors((request, decide) => {
    // Reports come from any origin, and what is wrong with them is to be told there too.
    const open = request.url === '/reports';
    decide(null, { origin: open ? '*' : originAllowed(request.headers, config.CORS_ORIGINS) });
  });
  for (const built of ['dist/client/', 'dist/lib/']) {
    app.useStaticAssets(fileURLToPath(new URL(built, root)), { setHeaders: openProbe });
  }
  await app.listen(config.PORT, config.HOST);
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://localhost:${port}`;
  announce(url, config, logger);
  let closed: Promise<void> | undefined;
  const end = async (moved: Promise<void>) => {
    await moved;
    closed ??= close();
    await closed;
  };
  const close = async () => {
    await app.close();
    await house.cluster?.leave();
    await house.stream.close();
    house.cluster?.close();
  };
  return {
    url,
    drain: () => {
      farewell(config, logger);
      return end(house.drain.run());
    },
    close: () => end(house.drain.hurry()),
  };
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  return (manifest as { version: string }).version;
}

/** The probe is for pages of any origin, and its log is a module, which a browser loads under CORS only. */
function openProbe(response: ServerResponse, file: string): void {
  if (path.basename(file).startsWith('probe')) response.setHeader('Access-Control-Allow-Origin', '*');
}

/** Says where to go: lines for a person, one line for a machine. */
function announce(url: string, config: Config, logger: Logger): void {
  if (config.LOG_FORMAT === 'json') {
    logger.info({ url }, 'listening');
    return;
  }
  process.stdout.write(
    `Hopline listens.\n  call page  ${url}/\n  console    ${url}/console/\n  metrics    ${url}/metrics\n  health     ${url}/health/ready\n`,
  );
}

/** Says that the gateway stops, and for how long that may take. */
function farewell({ LOG_FORMAT, DRAIN }: Config, logger: Logger): void {
  if (LOG_FORMAT === 'json') logger.info({ drain_s: DRAIN }, 'stopping');
  else
    process.stdout.write(`Hopline stops once open handshakes have ended, in ${DRAIN} s at most; once more: at once.\n`);
}
