import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { reportBatchSchema, type Report, type ReportBatch } from '../../protocol/reports.js';
import { atEnd } from './teardown.js';

/** Less than a test may take, so that a failure says what had come instead. */
const patienceMs = 20_000;

/** Takes what a probe sends, as the gateway would, and keeps it. */
export class ProbeIntake {
  /** Everything as it came, for a search. */
  readonly bodies: string[] = [];
  readonly batches: ReportBatch[] = [];
  readonly contentTypes = new Set<string>();
  /** Paths that reports came to, with their queries. */
  readonly addresses = new Set<string>();
  /** Methods other than POST that were asked for: a preflight would be one. */
  readonly otherMethods: string[] = [];
  /** What the intake's clock is ahead of ours. */
  aheadMs = 0;
  /** Connections are cut, as by a gateway that is away. */
  away = false;
  cut = 0;
  /** Batches are refused for good. */
  refuses = false;
  refused = 0;
  url = '';

  get reports(): Report[] {
    return this.batches.flatMap(({ reports }) => reports);
  }

  /** Steps in the order in which they came: `#1 offer-created reached`, or its failure. */
  get steps(): string[] {
    return this.reports.map(
      ({ connection = '-', step, result, failure }) =>
        `#${connection} ${step} ${result === 'reached' ? result : [failure?.name, failure?.code, failure?.signalingState].filter(Boolean).join(' ')}`,
    );
  }

  /** Waits until all of these steps have come, or some that read so, in whatever order. */
  async waitFor(...wanted: (string | RegExp)[]): Promise<void> {
    const until = Date.now() + patienceMs;
    for (;;) {
      const missing = wanted.filter(
        (step) => !this.steps.some((one) => (step instanceof RegExp ? step.test(one) : step === one)),
      );
      if (missing.length === 0) return;
      if (Date.now() > until)
        throw new Error(`Never reported: ${missing.join(', ')}. Reported:\n${this.steps.join('\n')}`);
      await new Promise((later) => setTimeout(later, 20));
    }
  }

  find(step: string, connection?: number): Report {
    const found = this.reports.find((one) => one.step === step && one.connection === connection);
    if (!found) throw new Error(`No ${step} of connection ${connection}:\n${this.steps.join('\n')}`);
    return found;
  }

  readonly listener: RequestListener = (request, response) => {
    if (request.url === '/probe.js' || request.url === '/probe-log.js') {
      response.setHeader('Access-Control-Allow-Origin', '*');
      void readFile(`dist/client${request.url}`).then((code) =>
        response.setHeader('Content-Type', 'text/javascript').end(code),
      );
      return;
    }
    if (this.away) {
      this.cut++;
      request.socket.destroy();
      return;
    }
    response.setHeader('Access-Control-Allow-Origin', '*');
    if (request.method !== 'POST') {
      this.otherMethods.push(request.method ?? '');
      response.writeHead(204).end();
      return;
    }
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      if (this.refuses) {
        this.refused += (JSON.parse(body) as { reports: unknown[] }).reports.length;
        response.writeHead(400).end();
        return;
      }
      this.contentTypes.add(request.headers['content-type'] ?? '');
      this.addresses.add(request.url ?? '');
      this.bodies.push(body);
      this.batches.push(reportBatchSchema.parse(JSON.parse(body)));
      const { length } = this.batches.at(-1)?.reports ?? [];
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ receivedAt: Date.now() + this.aheadMs, accepted: length }));
    });
  };
}

/** An intake of the test's own, with the probe beside it. */
export async function runIntake(): Promise<ProbeIntake> {
  const intake = new ProbeIntake();
  intake.url = await serve(intake.listener);
  return intake;
}

/** A site of the test's own with one page. */
export function runSite(page: string): Promise<string> {
  return serve((_request, response) => response.setHeader('Content-Type', 'text/html').end(page));
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

/** The steps of two connections of a page that have climbed the whole ladder. */
export function rungs(caller: number, callee: number): string[] {
  const both = ['probe-started', 'candidate-applied', 'candidates-gathered', 'ice-connected', 'dtls-connected'];
  return [
    `#${caller} offer-created reached`,
    `#${callee} offer-applied reached`,
    `#${callee} answer-created reached`,
    `#${caller} answer-applied reached`,
    ...[caller, callee].flatMap((connection) =>
      [...both, 'media-flowing'].map((step) => `#${connection} ${step} reached`),
    ),
  ];
}
