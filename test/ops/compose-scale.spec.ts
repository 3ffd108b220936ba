import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { readConfig } from '../../src/config/config.js';

interface Service {
  environment: Record<string, string | null>;
  healthcheck: { test: string[] };
  ports: string[];
  profiles?: string[];
}

const read = (file: string): string => readFileSync(path.join(import.meta.dirname, '../..', file), 'utf8');
const { services } = parse(read('docker-compose.yml'), { merge: true }) as { services: Record<string, Service> };
const { gateway, balancer, redis } = services;
const several = ['gateway-1', 'gateway-2', 'gateway-3'];
const port = String(readConfig({}).PORT);

describe('the profile `scale`', () => {
  it('is nothing that starts unasked', () => {
    const ofProfile = Object.entries(services).filter(([, { profiles }]) => profiles !== undefined);
    expect(ofProfile.map(([name]) => name)).toEqual([...several, 'balancer', 'redis']);
    expect(new Set(ofProfile.flatMap(([, { profiles }]) => profiles))).toEqual(new Set(['scale']));
  });

  it('has three gateways as the one is, with one Redis and no way in but the balancer, save for this machine', () => {
    const { REDIS_URL: url, TRUST_PROXY: proxies } = services['gateway-1']?.environment ?? {};
    expect(services).toHaveProperty([new URL(url ?? '').hostname], redis);
    expect(readConfig({ REDIS_URL: url ?? '' }).REDIS_URL).toBe(url);
    // The balancer is a proxy, from whose header the addresses of clients are read.
    expect(readConfig({ TRUST_PROXY: proxies ?? '' }).TRUST_PROXY).not.toEqual([]);
    const environment = { ...gateway?.environment, REDIS_URL: url, TRUST_PROXY: proxies };
    const one = { ...gateway, profiles: ['scale'], ports: [], environment };
    expect(several.map((name) => services[name])).toEqual([{ ...one, ports: ['127.0.0.1:3003:3002'] }, one, one]);
  });

  it('has a balancer that knows each of them and is reached where it listens', () => {
    const config = read('haproxy/haproxy.cfg');
    const servers = [...config.matchAll(/^ {2}server (\S+) (\S+)$/gm)].map(([, name, address]) => [name, address]);
    expect(servers).toEqual(several.map((name) => [name, `${name}:${port}`]));
    const [, listensAt] = /^ {2}bind :(\d+)$/m.exec(config) ?? [];
    expect(balancer?.ports).toEqual([`8080:${listensAt}`]);
    expect(balancer?.healthcheck.test.at(-1)).toBe(`http://127.0.0.1:${listensAt}/health/ready`);
    // Where its image looks for haproxy.cfg.
    expect(balancer).toMatchObject({ volumes: ['./haproxy:/usr/local/etc/haproxy:ro'] });
  });

  it('has a Redis that keeps nothing and is reached from inside only', () => {
    expect(redis).toMatchObject({ command: ['redis-server', '--save', '', '--protected-mode', 'no'], ports: [] });
    expect(redis?.healthcheck.test).toEqual(['CMD', 'redis-cli', 'ping']);
  });
});
