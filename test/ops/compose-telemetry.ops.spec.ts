import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { asked, behind, compose, publishedAs, read, root, yaml } from '../support/compose.js';

interface Receivers {
  otlp: { protocols: Record<'grpc' | 'http', { endpoint: string }> };
}
type Part = 'receivers' | 'processors' | 'exporters';
interface JaegerConfig {
  service: { extensions: string[]; pipelines: Record<'traces' | 'metrics', Record<Part, string[]>> };
  extensions: {
    healthcheckv2: { http: { endpoint: string } };
    jaeger_query: {
      storage: { traces: string; metrics: string };
      ui: { config_file: string };
      http: { endpoint: string };
      grpc: { endpoint: string };
    };
    jaeger_storage: {
      backends: Record<string, object>;
      metric_backends: Record<string, { prometheus: { endpoint: string } }>;
    };
  };
  receivers: Receivers;
  processors: Record<string, unknown>;
  connectors: Record<string, unknown>;
  exporters: { jaeger_storage_exporter: { trace_storage: string }; prometheus: { endpoint: string } };
}
interface PrometheusConfig {
  global: { scrape_interval: string };
  alerting: { alertmanagers: { static_configs: { targets: string[] }[] }[] };
  scrape_configs: {
    job_name: string;
    metrics_path?: string;
    static_configs: { targets: string[] }[];
    dns_sd_configs?: { names: string[]; type: string; port: number }[];
  }[];
}
interface Variables {
  templating: { list: { type: string; query: string }[] };
}
interface DataSource {
  uid: string;
  type: string;
  url: string;
  jsonData: {
    timeInterval?: string;
    exemplarTraceIdDestinations?: { name: string; url?: string; datasourceUid?: string }[];
  };
}

const { gateway, jaeger, prometheus, alertmanager, grafana } = compose.services;
const jaegerConfig = yaml('jaeger/config.yaml') as JaegerConfig;
const prometheusConfig = yaml('prometheus/prometheus.yml') as PrometheusConfig;
const { datasources } = yaml('grafana/provisioning/datasources/datasources.yaml') as { datasources: DataSource[] };
const { providers } = yaml('grafana/provisioning/dashboards/dashboards.yaml') as {
  providers: { options: { path: string } }[];
};

const addresses = {
  otlp: jaegerConfig.receivers.otlp.protocols.http.endpoint,
  query: jaegerConfig.extensions.jaeger_query.http.endpoint,
  health: jaegerConfig.extensions.healthcheckv2.http.endpoint,
  metrics: jaegerConfig.exporters.prometheus.endpoint,
};
const portOf = (address: string): string => address.slice(address.lastIndexOf(':') + 1);
const adminPort = gateway.environment?.['ADMIN_PORT'] ?? '';
/** Where the images listen, as far as it is not said here. */
const prometheusPort = '9090';
const grafanaPort = '3000';
const alertmanagerPort = '9093';
const coturnMetricsPort = '9641';

describe('what is beside the gateway', () => {
  it('is published where the documentation says', () => {
    expect(publishedAs(jaeger, portOf(addresses.query))).toBe('16686');
    expect(publishedAs(jaeger, portOf(addresses.otlp))).toBe('4318');
    expect(publishedAs(prometheus, prometheusPort)).toBe('9090');
    expect(publishedAs(alertmanager, alertmanagerPort)).toBe('9093');
    expect(publishedAs(grafana, grafanaPort)).toBe('3001');
  });

  it('is asked for its health where it tells it', () => {
    expect(asked(jaeger)).toBe(`http://127.0.0.1:${portOf(addresses.health)}/status`);
    expect(asked(prometheus)).toBe(`http://127.0.0.1:${prometheusPort}/-/ready`);
    expect(asked(alertmanager)).toBe(`http://127.0.0.1:${alertmanagerPort}/-/ready`);
    expect(asked(grafana)).toBe(`http://127.0.0.1:${grafanaPort}/api/health`);
  });
});

describe('Jaeger', () => {
  it('takes the spans where the gateway sends them', () => {
    const endpoint = new URL(gateway.environment?.['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '');
    expect(compose.services).toHaveProperty([endpoint.hostname], jaeger);
    expect(endpoint.port).toBe(portOf(addresses.otlp));
  });

  it('listens where others reach it', () => {
    const { query, otlp, health, metrics } = addresses;
    const { grpc } = jaegerConfig.receivers.otlp.protocols;
    const all = [query, otlp, health, metrics, grpc.endpoint, jaegerConfig.extensions.jaeger_query.grpc.endpoint];
    expect(all.filter((address) => !/^0\.0\.0\.0:\d+$/.test(address))).toEqual([]);
    expect(new Set(all).size).toBe(all.length);
  });

  it('has a pipeline of parts that are there', () => {
    const { extensions, pipelines } = jaegerConfig.service;
    expect(Object.keys(jaegerConfig.extensions).toSorted()).toEqual(extensions.toSorted());
    const { traces, metrics } = pipelines;
    const connected = Object.keys(jaegerConfig.connectors);
    expect([traces.receivers, traces.processors]).toEqual([['otlp'], Object.keys(jaegerConfig.processors)]);
    expect(Object.keys(jaegerConfig.receivers)).toEqual(traces.receivers);
    expect([...traces.exporters, ...metrics.exporters].toSorted()).toEqual(
      [...Object.keys(jaegerConfig.exporters), ...connected].toSorted(),
    );
    const { jaeger_query: query, jaeger_storage: storage } = jaegerConfig.extensions;
    expect(Object.keys(storage.backends)).toEqual([query.storage.traces]);
    expect(jaegerConfig.exporters.jaeger_storage_exporter.trace_storage).toBe(query.storage.traces);
  });

  it('counts the traces by their names for its tab Monitor, which asks the Prometheus that scrapes it', () => {
    const { traces, metrics } = jaegerConfig.service.pipelines;
    expect(metrics.receivers).toEqual(Object.keys(jaegerConfig.connectors));
    expect(traces.exporters).toEqual(expect.arrayContaining(metrics.receivers));
    const { jaeger_query: query, jaeger_storage: storage } = jaegerConfig.extensions;
    expect(storage.metric_backends[query.storage.metrics]?.prometheus.endpoint).toBe(
      `http://prometheus:${prometheusPort}`,
    );
    const scraped = prometheusConfig.scrape_configs.find(({ job_name: job }) => job === 'jaeger');
    expect(scraped?.static_configs).toEqual([{ targets: [`jaeger:${portOf(addresses.metrics)}`] }]);
  });

  it('finds its files', () => {
    const config = jaeger.command?.at(-1) ?? '';
    expect(behind(jaeger, config)).toBe(path.join(root, 'jaeger/config.yaml'));
    const ui = behind(jaeger, jaegerConfig.extensions.jaeger_query.ui.config_file);
    expect(ui).toBe(path.join(root, 'jaeger/ui.js'));
  });
});

describe('Prometheus', () => {
  it('scrapes every gateway, those of the profile `scale` where they are, coturn, and what Jaeger counts', () => {
    const jobs = prometheusConfig.scrape_configs.map(
      ({ job_name: job, metrics_path: page = '/metrics', static_configs: hosts }) => ({
        job,
        page,
        targets: hosts.flatMap(({ targets }) => targets),
      }),
    );
    expect(jobs).toEqual([
      { job: 'hopline-gateway', page: '/metrics', targets: [`gateway:${adminPort}`] },
      { job: 'coturn', page: '/metrics', targets: [`coturn:${coturnMetricsPort}`] },
      { job: 'jaeger', page: '/metrics', targets: [`jaeger:${portOf(addresses.metrics)}`] },
    ]);
    expect(prometheusConfig.scrape_configs.flatMap(({ dns_sd_configs: found = [] }) => found)).toMatchObject([
      { names: ['gateway-1', 'gateway-2', 'gateway-3'], type: 'A', port: Number(adminPort) },
    ]);
  });

  it('scrapes under the job that the dashboards ask for', () => {
    const jobs = new Set([...read('grafana/queries.ts').matchAll(/job = '([^']+)'/g)].map(([, job]) => job));
    expect(jobs.size).toBeGreaterThan(0);
    expect(prometheusConfig.scrape_configs.map(({ job_name: job }) => job)).toEqual(expect.arrayContaining([...jobs]));
  });

  it('sends its alerts to Alertmanager, and says in them where it is opened itself', () => {
    const { alertmanagers } = prometheusConfig.alerting;
    expect(alertmanagers).toEqual([{ static_configs: [{ targets: [`alertmanager:${alertmanagerPort}`] }] }]);
    expect(prometheus.command).toContain(
      `--web.external-url=http://localhost:${publishedAs(prometheus, prometheusPort)}`,
    );
    expect(alertmanager.entrypoint).toContain(
      `--web.external-url=http://localhost:${publishedAs(alertmanager, alertmanagerPort)}`,
    );
    expect(behind(alertmanager, alertmanager.entrypoint?.[1] ?? '')).toBe(path.join(root, 'alertmanager/start.sh'));
  });

  it('keeps exemplars, and finds its configuration', () => {
    expect(prometheus.command).toContain('--enable-feature=exemplar-storage');
    const [flag, file = ''] = prometheus.command?.[0]?.split('=') ?? [];
    expect(flag).toBe('--config.file');
    expect(behind(prometheus, file)).toBe(path.join(root, 'prometheus/prometheus.yml'));
  });

  it('understands its configuration', () => {
    const said = execFileSync('promtool', ['check', 'config', path.join(root, 'prometheus/prometheus.yml')]);
    expect(said.toString()).toContain('SUCCESS');
  });
});

describe('Grafana', () => {
  const bySource = new Map(datasources.map((source) => [source.uid, source]));

  it('has one data source of the kind that the dashboards choose from, and so they choose that', () => {
    const kinds = readdirSync(path.join(root, 'grafana/dashboards')).flatMap((file) => {
      const { templating } = JSON.parse(read(`grafana/dashboards/${file}`)) as Variables;
      return templating.list.filter(({ type }) => type === 'datasource').map(({ query }) => query);
    });
    expect(new Set(kinds)).toEqual(new Set(['prometheus']));
    expect(datasources.filter(({ type }) => type === 'prometheus')).toHaveLength(1);
  });

  it('reaches its data sources', () => {
    const urls = Object.fromEntries(datasources.map(({ uid, url }) => [uid, url]));
    expect(urls).toEqual({
      prometheus: `http://prometheus:${prometheusPort}`,
      jaeger: `http://jaeger:${portOf(addresses.query)}`,
    });
  });

  it('leads from an exemplar to its trace', () => {
    const destinations = bySource.get('prometheus')?.jsonData.exemplarTraceIdDestinations ?? [];
    const jaegerPage = `http://localhost:${publishedAs(jaeger, portOf(addresses.query))}`;
    expect(destinations).toMatchObject([
      // The dollar is doubled: Grafana puts environment variables into this file.
      { name: 'trace_id', url: `${jaegerPage}/trace/$\${__value.raw}` },
      { name: 'trace_id', datasourceUid: 'jaeger' },
    ]);
    expect(read('src/telemetry/durations.ts')).toContain('labelSet: { trace_id:');
  });

  it('knows how often Prometheus scrapes', () => {
    const interval = bySource.get('prometheus')?.jsonData.timeInterval;
    expect(interval).toBe(prometheusConfig.global.scrape_interval);
  });

  it('finds its dashboards, and shows the first', () => {
    const directories = providers.map(({ options }) => behind(grafana, options.path));
    expect(directories).toEqual([path.join(root, 'grafana/dashboards')]);
    const home = grafana.environment?.['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH'] ?? '';
    expect(existsSync(behind(grafana, home) ?? '')).toBe(true);
    expect(behind(grafana, '/etc/grafana/provisioning')).toBe(path.join(root, 'grafana/provisioning'));
  });

  it('lets anybody look and nobody change', () => {
    expect(grafana.environment).toMatchObject({
      GF_AUTH_ANONYMOUS_ENABLED: 'true',
      GF_AUTH_ANONYMOUS_ORG_ROLE: 'Viewer',
      GF_AUTH_DISABLE_LOGIN_FORM: 'true',
    });
  });
});
