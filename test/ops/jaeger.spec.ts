import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { attributes } from '../../src/telemetry/span-names.js';

const root = path.join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const listens = z.strictObject({ endpoint: z.string().regex(/^0\.0\.0\.0:\d+$/) });
const names = z.array(z.string()).min(1);

/** As much of the configuration of Jaeger 2.20 (www.jaegertracing.io/docs, "Configuration") as is used here. */
const configSchema = z.strictObject({
  service: z.strictObject({
    extensions: names,
    pipelines: z.strictObject({ traces: z.strictObject({ receivers: names, processors: names, exporters: names }) }),
    telemetry: z.strictObject({
      resource: z.strictObject({ 'service.name': z.string() }),
      logs: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']) }),
    }),
  }),
  extensions: z.strictObject({
    healthcheckv2: z.strictObject({ use_v2: z.literal(true), http: listens }),
    jaeger_query: z.strictObject({
      storage: z.strictObject({ traces: z.string() }),
      ui: z.strictObject({ config_file: z.string() }),
      http: listens,
      grpc: listens,
    }),
    jaeger_storage: z.strictObject({
      backends: z.record(z.string(), z.strictObject({ memory: z.strictObject({ max_traces: z.int().positive() }) })),
    }),
  }),
  receivers: z.strictObject({
    otlp: z.strictObject({ protocols: z.strictObject({ grpc: listens, http: listens }) }),
  }),
  processors: z.strictObject({ batch: z.null() }),
  exporters: z.strictObject({ jaeger_storage_exporter: z.strictObject({ trace_storage: z.string() }) }),
});

const link = z.strictObject({ label: z.string(), url: z.url() });
/** As much of the type Config of Jaeger's UI (jaeger-ui, src/types/config.ts) as is used here. */
const uiSchema = z.strictObject({
  dependencies: z.strictObject({ menuEnabled: z.boolean(), dagMaxNumServices: z.int().positive() }),
  menu: z.array(z.strictObject({ label: z.string(), items: z.array(link) })),
  linkPatterns: z.array(
    z.strictObject({
      type: z.enum(['process', 'tags', 'logs', 'traces']),
      key: z.string().optional(),
      url: z.url(),
      text: z.string(),
    }),
  ),
  topTagPrefixes: z.array(z.string()),
});

const ui = uiSchema.parse(JSON.parse(read('jaeger/ui.json')));
const keys: readonly string[] = Object.values(attributes);
/** Its UI sorts tags by the first prefix that fits, and by the alphabet. */
const place = (key: string) => ui.topTagPrefixes.findIndex((prefix) => key.startsWith(prefix));

describe("Jaeger's configuration", () => {
  it('has the shape that Jaeger 2 asks for', () => {
    expect(() => configSchema.parse(parse(read('jaeger/config.yaml'), { strict: true }))).not.toThrow();
  });

  it('leads from what spans carry to the console, with what it is asked for there', () => {
    for (const { type, key, url } of ui.linkPatterns) {
      const parameters = [...url.matchAll(/#\{([^}]+)\}/g)].map(([, name]) => name);
      expect(parameters).toEqual([type === 'traces' ? 'traceID' : key]);
      expect([undefined, ...keys]).toContain(key);
    }
    const handshake = ui.linkPatterns.find(({ key }) => key === attributes.conversation);
    expect(handshake?.url).toContain(`/console/handshakes/#{${attributes.conversation}}`);
  });

  it('leads to the ports that the compose file publishes', () => {
    const { services } = parse(read('docker-compose.yml')) as {
      services: Record<string, { ports: string[]; environment: Record<string, string> }>;
    };
    const published = (service: string) => services[service]?.ports.map((entry) => entry.split(':').at(-2)) ?? [];
    const urls = [...ui.linkPatterns, ...ui.menu.flatMap(({ items }) => items)].map(({ url }) => new URL(url));
    expect(urls.filter(({ hostname }) => hostname !== 'localhost')).toEqual([]);
    for (const { port, pathname } of urls) {
      const console = pathname.startsWith('/console/');
      expect(published(console ? 'gateway' : 'grafana')).toContain(port);
      expect(port === services['gateway']?.environment['ADMIN_PORT']).toBe(console);
    }
  });

  it('shows first what is so and what to do, then the rest of what spans say of Hopline', () => {
    const shown = keys.toSorted((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
    expect(keys.filter((key) => place(key) < 0)).toEqual([]);
    expect(shown.slice(0, 3)).toEqual([attributes.sentence, attributes.advice, attributes.errorType]);
  });
});
