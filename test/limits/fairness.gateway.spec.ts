import { setImmediate as scheduled } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { AppModule } from '../../src/app.module.js';
import { furnish } from '../../src/bootstrap.js';
import { readConfig } from '../../src/config/config.js';
import { AdminPort } from '../../src/http/admin-port.js';
import { FairQueue } from '../../src/limits/fair-queue.js';
import { DefectLog } from '../../src/telemetry/defect-log.js';
import { LogSink } from '../../src/telemetry/log-sink.js';
import { createLogger, NestLog } from '../../src/telemetry/logger.js';
import { converse } from '../fuzz/wire.js';
import { atEnd } from '../support/teardown.js';

/** Inputs of one address that have come, and none of which has been handled. */
const many = 200;
/** Of a flood, so many inputs are handled at most between a message of somebody else and its turn: one, and one that was begun. */
const most = 2;
/** In an iteration of the event loop there is time for one that takes so long, in ms, and for no other. */
const turnMs = 1.5;

/** A gateway that listens nowhere, without limits, so that nothing of a flood is refused; and its queue. */
async function unlimitedHouse() {
  const config = readConfig({ LIMITS: 'off' });
  const sink = new LogSink({ write: (_, written) => setImmediate(written), writeLast: () => undefined });
  const logger = createLogger(config.LOG_LEVEL, sink);
  const defects = new DefectLog(logger);
  const context = AppModule.with({ config, sink, logger, defects, version: 'test' });
  const app = await furnish(context, { config, log: new NestLog(logger, defects), adminPort: new AdminPort() });
  await app.init();
  atEnd(async () => {
    await app.close();
    await context.stream.close();
    await sink.close();
  });
  return { server: app.getHttpServer(), queue: app.get(FairQueue) };
}

function busy(): void {
  for (const from = performance.now(); performance.now() - from < turnMs;);
}

const written = (method: string, path: string, body = '') =>
  Buffer.from(
    `${method} ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );

it.each([
  ['requests', written('GET', '/health/live')],
  ['requests for what the gateway knows', written('GET', '/api/rooms')],
  ['reports', written('POST', '/reports', JSON.stringify({ probe: 'pageofnobody', sentAt: 1, reports: [] }))],
  ['connects', written('GET', '/socket.io/?EIO=4&transport=polling')],
])('a message waits behind no more than a few of a flood of %s from one address', async (_, bytes) => {
  const { server, queue } = await unlimitedHouse();
  let answered = 0;
  const came = Promise.withResolvers<void>();
  let coming = many;
  server.on('request', () => --coming === 0 && came.resolve());
  const over = new AbortController();
  const other = queue.lane('192.0.2.3');
  // The loop is never idle: somebody else sends one thing after another.
  const keepBusy = async () => {
    for (; !over.signal.aborted; await scheduled()) other.take(busy);
  };
  void keepBusy();
  const flood = Array.from({ length: many }, async () => {
    await converse(server, bytes, '192.0.2.1');
    answered++;
  });
  await came.promise;
  const before = answered;

  const waited = new Promise<number>((handled) => queue.lane('192.0.2.2').take(() => handled(answered - before)));

  expect(before).toBeLessThan(many / 2);
  expect(await waited).toBeLessThanOrEqual(most);
  over.abort();
  await Promise.all(flood);
  expect(answered).toBe(many);
});
