import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { readConfig, settings } from '../src/config/config.js';
import { readIceUrl } from '../src/config/ice-urls.js';
import { Addresses } from '../src/limits/addresses.js';

const root = path.join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
/** As Compose sees it in an empty environment. */
const filled = (text: string): string => text.replaceAll(/\$\{\w+:?-([^}]*)\}/g, '$1');
const yaml = (file: string): unknown => parse(filled(read(file)), { strict: true, uniqueKeys: true, merge: true });

interface Service {
  image: string;
  build?: string;
  command?: string[];
  entrypoint?: string[];
  depends_on?: unknown;
  environment?: Record<string, string | null>;
  healthcheck?: { test: string[] };
  ports: string[];
  volumes?: string[];
  restart: string;
  read_only?: boolean;
  tmpfs?: string[];
  cap_drop: string[];
  cap_add?: string[];
  security_opt: string[];
  init?: boolean;
  stop_grace_period?: string;
}
interface Receivers {
  otlp: { protocols: Record<'grpc' | 'http', { endpoint: string }> };
}
interface JaegerConfig {
  service: { extensions: string[]; pipelines: { traces: Record<'receivers' | 'processors' | 'exporters', string[]> } };
  extensions: {
    healthcheckv2: { http: { endpoint: string } };
    jaeger_query: {
      storage: { traces: string };
      ui: { config_file: string };
      http: { endpoint: string };
      grpc: { endpoint: string };
    };
    jaeger_storage: { backends: Record<string, object> };
  };
  receivers: Receivers;
  processors: Record<string, unknown>;
  exporters: { jaeger_storage_exporter: { trace_storage: string } };
}
interface PrometheusConfig {
  global: { scrape_interval: string };
  scrape_configs: {
    job_name: string;
    metrics_path?: string;
    static_configs: { targets: string[] }[];
    dns_sd_configs?: { names: string[]; type: string; port: number }[];
  }[];
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

const compose = yaml('docker-compose.yml') as {
  version: string;
  services: Record<'gateway' | 'coturn' | 'jaeger' | 'prometheus' | 'grafana', Service>;
  volumes: Record<string, unknown>;
};
const { gateway, coturn, jaeger, prometheus, grafana } = compose.services;
const services = Object.entries<Service>(compose.services);
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
};
const portOf = (address: string): string => address.slice(address.lastIndexOf(':') + 1);
const gatewayPort = String(readConfig({}).PORT);
const adminPort = gateway.environment?.['ADMIN_PORT'] ?? '';
/** Where the images listen, as far as it is not said here. */
const prometheusPort = '9090';
const grafanaPort = '3000';
const coturnMetricsPort = '9641';

/** The published port of the machine that leads to a port of a container. */
const publishedAs = (service: Service, port: string): string | undefined =>
  service.ports
    .map((entry) => entry.split(':'))
    .find((parts) => parts.at(-1) === port)
    ?.at(-2);

/** Where a service is asked for its health. */
const asked = (service: Service): string | undefined => service.healthcheck?.test.at(-1);

/** What a service has in its environment when nothing is set outside. */
const given = ({ environment = {} }: Service): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).flatMap(([key, value]) => (value === null ? [] : [[key, value]])));

/** The file of the working copy that a service finds under a path of its own. */
function behind({ volumes = [] }: Service, inside: string): string | undefined {
  const mounts = volumes.map((volume) => volume.split(':')).filter(([from = '']) => from.startsWith('./'));
  const [from, to = ''] = mounts.find(([, target = '']) => inside.startsWith(`${target}/`) || inside === target) ?? [];
  return from === undefined ? undefined : path.join(root, from, inside.slice(to.length));
}

describe('the compose file', () => {
  it('names every image by a full version, so that nothing changes overnight', () => {
    const pulled = services.filter(([, { build }]) => build === undefined).map(([, { image }]) => image);
    const bases = [...read('Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, image = '']) => image);
    const images = [...pulled, ...bases.filter((image) => image.includes(':'))];
    expect(images.filter((image) => !/^[\w./-]+:v?\d+\.\d+[\w.-]*$/.test(image))).toEqual([]);
    const built = services.filter(([, { build }]) => build !== undefined).map(([name]) => name);
    expect(built).toEqual(['gateway', 'gateway-1', 'gateway-2', 'gateway-3']);
  });

  it('has the gateways behind the balancer know it for a proxy: its address is nobody of its own', () => {
    const balanced = services.filter(([, service]) => given(service)['REDIS_URL'] !== undefined);
    expect(balanced).toHaveLength(3);
    for (const [, service] of balanced) {
      const proxies = new Addresses(readConfig(given(service)).TRUST_PROXY);
      // Compose takes its networks from Docker's default pools.
      expect(['172.18.0.5', '192.168.16.5'].filter((address) => !proxies.isProxy(address))).toEqual([]);
    }
  });

  it('opens to other machines the gateway and the balancer, and nothing else', () => {
    const open = services.flatMap(([name, { ports }]) =>
      ports.flatMap((port) => (port.startsWith('127.0.0.1:') ? [] : `${name} ${port}`)),
    );
    expect(open).toEqual([`gateway ${gatewayPort}:${gatewayPort}`, 'balancer 8080:8080']);
    const published = services.flatMap(([, { ports }]) =>
      ports.map((entry) => `${entry.split(':').at(-2)}/${entry.split('/')[1] ?? 'tcp'}`),
    );
    expect(new Set(published).size).toBe(published.length);
  });

  it('publishes the ports that are listened on', () => {
    expect(publishedAs(gateway, gatewayPort)).toBe(gatewayPort);
    expect(publishedAs(gateway, adminPort)).toBe(adminPort);
    expect(publishedAs(jaeger, portOf(addresses.query))).toBe('16686');
    expect(publishedAs(jaeger, portOf(addresses.otlp))).toBe('4318');
    expect(publishedAs(prometheus, prometheusPort)).toBe('9090');
    expect(publishedAs(grafana, grafanaPort)).toBe('3001');
  });

  it('sets what the gateway has a setting for', () => {
    const keys = Object.keys(gateway.environment ?? {});
    expect(keys.filter((key) => !Object.hasOwn(settings, key) && !key.startsWith('OTEL_'))).toEqual([]);
    expect(() => readConfig(given(gateway))).not.toThrow();
  });

  it('says who may enter and who may look, as the image asks for in production', () => {
    const started = readConfig({ NODE_ENV: 'production', ...given(gateway) });
    expect(started).toMatchObject({ AUTH_MODE: 'none', ADMIN_HOST: '0.0.0.0' });
    expect(read('Dockerfile')).toContain('NODE_ENV=production');
  });

  it('lets the gateway start with everything else down', () => {
    expect(services.filter(([, { depends_on: waitsFor }]) => waitsFor !== undefined)).toEqual([]);
  });

  it('takes from every service what it does not need', () => {
    for (const [, service] of services) {
      expect(service).toMatchObject({ cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    }
    expect(gateway).toMatchObject({ read_only: true, tmpfs: ['/tmp'], init: true, stop_grace_period: '20s' });
  });

  it('mounts what is there, and nothing that a service could write to', () => {
    const mounts = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')));
    const [own, named] = [
      mounts.filter(([from]) => from?.startsWith('./')),
      mounts.filter(([from]) => !from?.startsWith('./')),
    ];
    expect(own.filter(([from = '', , mode]) => !existsSync(path.join(root, from)) || mode !== 'ro')).toEqual([]);
    expect(named.map(([name]) => name)).toEqual(Object.keys(compose.volumes));
  });

  it('asks each service for its health where it tells it', () => {
    expect(asked(jaeger)).toBe(`http://127.0.0.1:${portOf(addresses.health)}/status`);
    expect(coturn.healthcheck?.test).toEqual(['CMD', 'turnutils_stunclient', '-p', '3478', '127.0.0.1']);
    expect(asked(prometheus)).toBe(`http://127.0.0.1:${prometheusPort}/-/ready`);
    expect(asked(grafana)).toBe(`http://127.0.0.1:${grafanaPort}/api/health`);
  });
});

describe('the image', () => {
  const dockerfile = read('Dockerfile');

  it('runs what npm start runs, without root, npm or a shell', () => {
    const command = /^CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]';
    const [program, ...args] = JSON.parse(command) as string[];
    expect(program).toBe('node');
    const start = args.map((arg) => `'${arg}'`).join(', ');
    expect(read('scripts/run.mjs')).toContain(`exec('node', [${start}])`);
    const runtime = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    expect(runtime).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
    expect(runtime).toMatch(/^ENTRYPOINT \[\]$/m);
    expect(runtime).toContain('rm -rf /usr/local/lib/node_modules ');
    expect(runtime).toMatch(/^HEALTHCHECK .*\\\n  CMD \["node", /m);
    expect(dockerfile).toContain(`process.env.PORT || ${gatewayPort}`);
    expect(dockerfile).toContain(`EXPOSE ${gatewayPort}`);
  });

  it('is built with the Node of .nvmrc, in every stage', () => {
    const bases = [...dockerfile.matchAll(/^FROM (node:\S+)/gm)].map(([, image]) => image);
    expect(new Set(bases).size).toBe(1);
    expect(bases[0]).toMatch(new RegExp(`^node:${read('.nvmrc').trim()}\\.`));
  });

  it('gets everything that a build reads, and nothing more', () => {
    const [everything, ...letThrough] = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(everything).toBe('*');
    const lists = [...read('scripts/build.mjs').matchAll(/(?:shared = |inputs: )\[([^\]]*)\]/g)];
    const inputs = lists.flatMap(([, list = '']) => [...list.matchAll(/'([^']+)'/g)].map(([, input]) => `!${input}`));
    expect(inputs.length).toBeGreaterThan(5);
    expect(letThrough).toEqual(expect.arrayContaining([...inputs, '!package.json', '!scripts']));
    expect(letThrough.filter((line) => !existsSync(path.join(root, line.slice(1))))).toEqual([]);
  });
});

describe('Jaeger', () => {
  it('takes the spans where the gateway sends them', () => {
    const endpoint = new URL(gateway.environment?.['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '');
    expect(compose.services).toHaveProperty([endpoint.hostname], jaeger);
    expect(endpoint.port).toBe(portOf(addresses.otlp));
  });

  it('listens where others reach it', () => {
    const { query, otlp, health } = addresses;
    const { grpc } = jaegerConfig.receivers.otlp.protocols;
    const all = [query, otlp, health, grpc.endpoint, jaegerConfig.extensions.jaeger_query.grpc.endpoint];
    expect(all.filter((address) => !/^0\.0\.0\.0:\d+$/.test(address))).toEqual([]);
    expect(new Set(all).size).toBe(all.length);
  });

  it('has a pipeline of parts that are there', () => {
    const { extensions, pipelines } = jaegerConfig.service;
    expect(Object.keys(jaegerConfig.extensions).toSorted()).toEqual(extensions.toSorted());
    for (const part of ['receivers', 'processors', 'exporters'] as const) {
      expect(Object.keys(jaegerConfig[part])).toEqual(pipelines.traces[part]);
    }
    const { jaeger_query: query, jaeger_storage: storage } = jaegerConfig.extensions;
    expect(Object.keys(storage.backends)).toEqual([query.storage.traces]);
    expect(jaegerConfig.exporters.jaeger_storage_exporter.trace_storage).toBe(query.storage.traces);
  });

  it('finds its files', () => {
    const config = jaeger.command?.at(-1) ?? '';
    expect(behind(jaeger, config)).toBe(path.join(root, 'jaeger/config.yaml'));
    const ui = behind(jaeger, jaegerConfig.extensions.jaeger_query.ui.config_file) ?? '';
    expect(() => void JSON.parse(readFileSync(ui, 'utf8'))).not.toThrow();
  });
});

describe('Prometheus', () => {
  it('scrapes every gateway, those of the profile `scale` where they are, and coturn', () => {
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

describe('coturn', () => {
  it('knows the secret of the gateway, and no other service does', () => {
    const secrets = services.map(([name, { environment }]) => [name, environment?.['TURN_SECRET']]);
    expect(secrets.filter(([, secret]) => secret !== undefined)).toEqual([
      ...['gateway', 'gateway-1', 'gateway-2', 'gateway-3'].map((name) => [name, 'only-for-this-machine']),
      ['coturn', 'only-for-this-machine'],
    ]);
  });

  it('is where the gateway sends the browsers of this machine', () => {
    const { TURN_URLS: urls } = readConfig(given(gateway));
    expect(urls.map((url) => readIceUrl(url))).toMatchObject([
      { scheme: 'turn', host: 'localhost', port: 3478, transport: 'udp' },
      { scheme: 'turn', host: 'localhost', port: 3478, transport: 'tcp' },
    ]);
    expect(publishedAs(coturn, '3478/udp')).toBe('3478');
    expect(publishedAs(coturn, '3478/tcp')).toBe('3478');
  });

  it('has its relay ports published, each as itself', () => {
    const conf = read('coturn/turnserver.conf');
    const [min, max] = ['min-port', 'max-port'].map((key) => new RegExp(`^${key}=(\\d+)$`, 'm').exec(conf)?.[1]);
    expect(publishedAs(coturn, `${min}-${max}/udp`)).toBe(`${min}-${max}`);
  });

  it('finds its files, and has what its image needs to start', () => {
    expect(behind(coturn, coturn.entrypoint?.at(-1) ?? '')).toBe(path.join(root, 'coturn/start.sh'));
    expect(coturn).toMatchObject({ read_only: true, tmpfs: ['/tmp'], cap_add: ['NET_BIND_SERVICE'] });
  });
});

describe('Grafana', () => {
  const bySource = new Map(datasources.map((source) => [source.uid, source]));

  it('has the data sources that the dashboards ask for', () => {
    const files = readdirSync(path.join(root, 'grafana/dashboards'));
    const texts = files.map((file) => read(`grafana/dashboards/${file}`));
    const uids = texts.flatMap((text) => [...text.matchAll(/"datasource": \{[^}]*"uid": "([^"]+)"/g)]);
    expect(uids.length).toBeGreaterThan(0);
    expect([...bySource.keys()]).toEqual(expect.arrayContaining(uids.map(([, uid]) => uid)));
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
