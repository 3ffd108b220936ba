import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readConfig, settings } from '../src/config/config.js';
import { readIceUrl } from '../src/config/ice-urls.js';
import { Addresses } from '../src/limits/addresses.js';
import { behind, compose, given, publishedAs, read, root, type Service } from './support/compose.js';

const { gateway, coturn } = compose.services;
const services = Object.entries<Service>(compose.services);
const gatewayPort = String(readConfig({}).PORT);
const adminPort = gateway.environment?.['ADMIN_PORT'] ?? '';

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
});

describe('the image', () => {
  const dockerfile = read('Dockerfile');

  it('runs what npm start runs, without root, npm or a shell', () => {
    const command = /^CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]';
    const [program, ...args] = JSON.parse(command) as string[];
    expect(program).toBe('node');
    const start = args.map((arg) => `'${arg}'`).join(', ');
    expect(read('scripts/run.mjs')).toContain(`exec('node', [${start}, ...args])`);
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

describe('coturn', () => {
  it('is asked for its health as browsers ask it', () => {
    expect(coturn.healthcheck?.test).toEqual(['CMD', 'turnutils_stunclient', '-p', '3478', '127.0.0.1']);
  });

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
