import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { stages } from '../../protocol/stages.js';
import { defaultWaits } from '../../src/domain/ladder.js';
import { attributes } from '../../src/telemetry/span-names.js';
import { consoleLink } from '../../src/telemetry/trace-link.js';

const root = path.join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const listens = z.strictObject({ endpoint: z.string().regex(/^0\.0\.0\.0:\d+$/) });
const names = z.array(z.string()).min(1);

/** As much of the configuration of Jaeger 2.20 (www.jaegertracing.io/docs, "Configuration") as is used here. */
const configSchema = z.strictObject({
  service: z.strictObject({
    extensions: names,
    pipelines: z.strictObject({
      traces: z.strictObject({ receivers: names, processors: names, exporters: names }),
      metrics: z.strictObject({ receivers: names, exporters: names }),
    }),
    telemetry: z.strictObject({
      // Its older form, a map, is a warning at the start.
      resource: z.strictObject({ attributes: z.array(z.strictObject({ name: z.string(), value: z.string() })) }),
      logs: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']) }),
    }),
  }),
  extensions: z.strictObject({
    healthcheckv2: z.strictObject({ use_v2: z.literal(true), http: listens }),
    jaeger_query: z.strictObject({
      storage: z.strictObject({ traces: z.string(), metrics: z.string() }),
      ui: z.strictObject({ config_file: z.string() }),
      http: listens,
      grpc: listens,
    }),
    jaeger_storage: z.strictObject({
      backends: z.record(z.string(), z.strictObject({ memory: z.strictObject({ max_traces: z.int().positive() }) })),
      metric_backends: z.record(
        z.string(),
        z.strictObject({
          prometheus: z.strictObject({
            endpoint: z.url(),
            normalize_calls: z.literal(true),
            normalize_duration: z.literal(true),
          }),
        }),
      ),
    }),
  }),
  connectors: z.strictObject({
    // The older `spanmetrics` is deprecated.
    span_metrics: z.strictObject({
      metrics_flush_interval: z.string().regex(/^\d+s$/),
      resource_metrics_key_attributes: z.tuple([z.literal('service.name')]),
      // No unit but its default, milliseconds: the page of Monitor shows no other right.
      histogram: z.strictObject({
        explicit: z.strictObject({ buckets: z.array(z.string().regex(/^\d+m?s$/)).min(1) }),
      }),
    }),
  }),
  receivers: z.strictObject({
    otlp: z.strictObject({ protocols: z.strictObject({ grpc: listens, http: listens }) }),
  }),
  processors: z.strictObject({ batch: z.null() }),
  exporters: z.strictObject({
    jaeger_storage_exporter: z.strictObject({ trace_storage: z.string() }),
    prometheus: listens,
  }),
});

type Values = Readonly<Record<string, string>>;
const link = z.strictObject({ label: z.string(), url: z.url() });
/** As much of the type Config of Jaeger's UI (jaeger-ui, src/types/config.ts and src/model/link-patterns.ts) as is used here. */
const uiSchema = z.strictObject({
  dependencies: z.strictObject({ menuEnabled: z.boolean(), dagMaxNumServices: z.int().positive() }),
  monitor: z.strictObject({ menuEnabled: z.literal(true) }),
  menu: z.array(z.strictObject({ label: z.string(), items: z.array(link) })),
  linkPatterns: z.array(
    z.strictObject({
      type: z.literal('attributes'),
      key: z.string(),
      url: z.strictObject({
        parameters: z.array(z.string()),
        template: z.custom<(values: Values) => string>((value) => typeof value === 'function'),
      }),
      text: z.string(),
    }),
  ),
  topTagPrefixes: z.array(z.string()),
});

const script = read('jaeger/ui.js');
/** As its page does: the file is put into a script, and what it defines is called. */
const made: unknown = runInNewContext(`${script}\nUIConfig()`, { URL });
const ui = uiSchema.parse(made);
const keys: readonly string[] = Object.values(attributes);
/** Its UI sorts tags by the first prefix that fits, and by the alphabet. */
const place = (key: string) => ui.topTagPrefixes.findIndex((prefix) => key.startsWith(prefix));

describe("Jaeger's configuration", () => {
  it('has the shape that Jaeger 2 asks for', () => {
    expect(() => configSchema.parse(parse(read('jaeger/config.yaml'), { strict: true }))).not.toThrow();
  });

  it('has its bounds just above the waits that end a handshake, so that a latency is not twice what it was', () => {
    const { buckets } = configSchema.parse(parse(read('jaeger/config.yaml'), { strict: true })).connectors.span_metrics
      .histogram.explicit;
    const bounds = buckets.map((bound) => Number.parseInt(bound, 10) * (bound.endsWith('ms') ? 1 : 1000));
    const waits = [...new Set([...stages.map((stage) => defaultWaits[stage]), defaultWaits.ring])];
    const above = waits.map((wait) => bounds.find((bound) => bound > wait * 1.02) ?? Infinity);
    expect(waits.filter((wait, index) => wait > 0 && (above[index] ?? Infinity) > wait * 1.25)).toEqual([]);
  });

  it('is taken for a script: its server looks for the function by this pattern', () => {
    expect(script).toMatch(/function\s+UIConfig(\s)?\(\s?\)(\s)?\{/);
    // It puts the file into its page by a regular expression, and would take a dollar for one of its groups.
    expect(script).not.toContain('$');
  });

  it.each(['http://localhost:3000', 'http://localhost:3002', 'https://app.example/hopline'])(
    'leads from what spans carry to the console at %s, with what it is asked for there',
    (console) => {
      const values: Values = {
        [attributes.console]: consoleLink(console)('h1') ?? '',
        [attributes.conversation]: 'h1',
        [attributes.cause]: 'no-answer',
        [attributes.owedBy]: 'callee & "network"',
      };
      const links = ui.linkPatterns.map(({ key, url }) => [key, url.template(values)]);
      expect(Object.fromEntries(links)).toEqual({
        [attributes.console]: `${console}/console/handshakes/h1`,
        [attributes.conversation]: `${console}/console/handshakes/h1`,
        [attributes.cause]: `${console}/console/?cause=no-answer`,
        [attributes.owedBy]: `${console}/console/?owedBy=callee+%26+%22network%22`,
      });
    },
  );

  it('asks spans for what they carry, those below the first one too', () => {
    for (const { key, url } of ui.linkPatterns) {
      expect(keys).toContain(key);
      expect([...url.parameters].toSorted()).toEqual([...new Set([attributes.console, key])].toSorted());
    }
  });

  it('opens pages of the web only, whatever somebody writes into a span', () => {
    for (const address of ['javascript:alert(1)', 'data:text/html,x', 'console', ' https://a.example'])
      for (const { key, url } of ui.linkPatterns)
        expect(url.template({ [key]: address, [attributes.console]: address })).toBe('#');
  });

  it('leads to Grafana where the compose file publishes it', () => {
    const { services } = parse(read('docker-compose.yml')) as { services: Record<string, { ports: string[] }> };
    const urls = ui.menu.flatMap(({ items }) => items).map(({ url }) => new URL(url));
    expect(urls.map(({ hostname }) => hostname)).toEqual(['localhost']);
    expect(services['grafana']?.ports.map((entry) => entry.split(':').at(-2))).toEqual(urls.map(({ port }) => port));
  });

  it('shows first what is so and what to do, then the rest of what spans say of Hopline', () => {
    const shown = keys.toSorted((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
    expect(keys.filter((key) => place(key) < 0)).toEqual([]);
    const first = [attributes.sentence, attributes.advice, attributes.console, attributes.errorType];
    expect(shown.slice(0, first.length)).toEqual(first);
  });
});
