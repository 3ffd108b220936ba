import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Round } from './round.js';

/** What `--metrics` serves. docs/check.md lists them. */
export class CheckMetrics {
  readonly registry = new Registry();
  private readonly success = new Gauge({
    name: 'hopline_check_success',
    help: 'Whether every call of the last round went well: 1, or 0',
    registers: [this.registry],
  });
  private readonly lastRound = new Gauge({
    name: 'hopline_check_last_round_timestamp_seconds',
    help: 'When the last round ended, in seconds since the Unix epoch',
    registers: [this.registry],
  });
  private readonly calls = new Counter({
    name: 'hopline_check_calls_total',
    help: 'Calls by way (host, stun, turn), server as the gateway offers it, and result (connected, failed)',
    labelNames: ['way', 'server', 'result'],
    registers: [this.registry],
  });
  private readonly errors = new Counter({
    name: 'hopline_check_errors_total',
    help: 'Rounds in which the gateway could not be reached, or did not let the robots in',
    registers: [this.registry],
  });
  private readonly connect = new Histogram({
    name: 'hopline_check_connect_seconds',
    help: 'From the offer to the first data that went both ways, of calls that went well',
    labelNames: ['way', 'server'],
    buckets: [0.1, 0.25, 0.5, 1, 2, 4, 8, 15],
    registers: [this.registry],
  });

  /** @param endedAt in ms since the Unix epoch */
  add({ ok, error, calls }: Round, endedAt: number): void {
    this.success.set(ok ? 1 : 0);
    this.lastRound.set(endedAt / 1000);
    if (error !== undefined) this.errors.inc();
    for (const call of calls) {
      const labels = { way: call.way, server: call.server ?? '' };
      this.calls.inc({ ...labels, result: call.ok ? 'connected' : 'failed' });
      if (call.ok && call.connectMs !== undefined) this.connect.observe(labels, call.connectMs / 1000);
    }
  }

  /** Serves them at `/metrics`; port 0 takes a free one. */
  async serve(port: number): Promise<{ server: Server; port: number }> {
    const server = createServer((request, response) => {
      if (request.url !== '/metrics') return void response.writeHead(404).end();
      response.setHeader('content-type', this.registry.contentType);
      void this.registry.metrics().then((text) => response.end(text));
    });
    await new Promise<void>((listens, fails) => {
      server.once('error', fails).listen(port, listens);
    });
    return { server, port: (server.address() as AddressInfo).port };
  }
}
