import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** Prometheus looks for new targets every five seconds, and the machine may be busy. */
const patienceMs = 30_000;

/** One series of an answer to a query, with its value now. */
export interface Sample {
  metric: Record<string, string>;
  value: [at: number, value: string];
}
export interface ExemplarSeries {
  seriesLabels: Record<string, string>;
  exemplars: { labels: Record<string, string>; value: string; timestamp: number }[];
}
export interface LoadedRule {
  name: string;
  query: string;
  health: 'ok' | 'err' | 'unknown';
  lastError?: string;
}

/** A Prometheus of the test's own. */
export interface Prometheus {
  /** @param at in ms since the Unix epoch; now, where it is not given */
  query(expr: string, at?: number): Promise<Sample[]>;
  /** The series that a selector finds. */
  series(selector: string): Promise<Record<string, string>[]>;
  exemplars(expr: string): Promise<ExemplarSeries[]>;
  rules(): Promise<LoadedRule[]>;
  close(): Promise<void>;
}

type Ask = <T>(what: string, asked?: Record<string, string>) => Promise<T>;

interface Options {
  /** Paths of rule files. */
  rules: readonly string[];
  /** `host:port` of what is scraped, by job. */
  jobs: Readonly<Record<string, string>>;
}

/**
 * Starts Debian's Prometheus on a free port and waits for its first scrape; it scrapes five times a second.
 *
 * @throws Error with what Prometheus wrote, where it does not start or does not understand a query
 */
export async function startPrometheus({ rules, jobs }: Options): Promise<Prometheus> {
  const directory = await mkdtemp(path.join(tmpdir(), 'hopline-prometheus-'));
  const config = path.join(directory, 'prometheus.yml');
  await writeFile(
    config,
    JSON.stringify({
      global: { scrape_interval: '200ms', scrape_timeout: '200ms', evaluation_interval: '200ms' },
      rule_files: rules,
      scrape_configs: Object.entries(jobs).map(([job, target]) => ({
        job_name: job,
        static_configs: [{ targets: [target] }],
      })),
    }),
  );
  const child = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${path.join(directory, 'data')}`,
      '--web.listen-address=127.0.0.1:0',
      '--enable-feature=exemplar-storage',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = once(child, 'close');
  const close = async () => {
    child.kill();
    await ended;
    await rm(directory, { recursive: true, force: true });
  };
  const log: string[] = [];
  let address: string | undefined;
  for await (const line of createInterface(child.stderr)) {
    log.push(line);
    address ??= /msg="Listening on" address=(\S+)/.exec(line)?.[1];
    if (line.includes('Server is ready to receive web requests')) break;
  }
  child.stderr.resume();
  if (address === undefined) {
    await close();
    throw new Error(`Prometheus did not start:\n${log.join('\n')}`);
  }
  const ask: Ask = async <T>(what: string, asked: Record<string, string> = {}) => {
    const response = await fetch(`http://${address}/api/v1/${what}?${String(new URLSearchParams(asked))}`);
    const answer = (await response.json()) as { data: T; error?: string };
    if (answer.error !== undefined) throw new Error(`${JSON.stringify(asked)}: ${answer.error}`);
    return answer.data;
  };
  await scrapedOnce(ask).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    query: async (query, at = Date.now()) =>
      (await ask<{ result: Sample[] }>('query', { query, time: String(at / 1000) })).result,
    series: (selector) => ask('series', { 'match[]': selector }),
    exemplars: (query) => {
      const [start, end] = [Date.now() - 3_600_000, Date.now() + 60_000].map((ms) => String(ms / 1000));
      return ask('query_exemplars', { query, start: start ?? '', end: end ?? '' });
    },
    rules: async () => {
      const { groups } = await ask<{ groups: { rules: LoadedRule[] }[] }>('rules');
      return groups.flatMap((group) => group.rules);
    },
    close,
  };
}

/** Waits until every target has been scraped. */
async function scrapedOnce(ask: Ask): Promise<void> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const { activeTargets } = await ask<{ activeTargets: { health: string; lastError: string }[] }>('targets');
    if (activeTargets.length > 0 && activeTargets.every(({ health }) => health === 'up')) return;
    if (Date.now() > end) throw new Error(`not scraped: ${JSON.stringify(activeTargets)}`);
  }
}
