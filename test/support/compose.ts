import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

/** The directory of the project. */
export const root = path.join(import.meta.dirname, '../..');
export const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
/** As Compose sees it in an empty environment. */
const filled = (text: string): string => text.replaceAll(/\$\{\w+:?-([^}]*)\}/g, '$1');
export const yaml = (file: string): unknown =>
  parse(filled(read(file)), { strict: true, uniqueKeys: true, merge: true });

export interface Service {
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

export const compose = yaml('docker-compose.yml') as {
  version: string;
  services: Record<'gateway' | 'coturn' | 'jaeger' | 'prometheus' | 'alertmanager' | 'grafana', Service>;
  volumes: Record<string, unknown>;
};
/** The published port of the machine that leads to a port of a container. */
export const publishedAs = (service: Service, port: string): string | undefined =>
  service.ports
    .map((entry) => entry.split(':'))
    .find((parts) => parts.at(-1) === port)
    ?.at(-2);

/** Where a service is asked for its health. */
export const asked = (service: Service): string | undefined => service.healthcheck?.test.at(-1);

/** What a service has in its environment when nothing is set outside. */
export const given = ({ environment = {} }: Service): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).flatMap(([key, value]) => (value === null ? [] : [[key, value]])));

/** The file of the working copy that a service finds under a path of its own. */
export function behind({ volumes = [] }: Service, inside: string): string | undefined {
  const mounts = volumes.map((volume) => volume.split(':')).filter(([from = '']) => from.startsWith('./'));
  const [from, to = ''] = mounts.find(([, target = '']) => inside.startsWith(`${target}/`) || inside === target) ?? [];
  return from === undefined ? undefined : path.join(root, from, inside.slice(to.length));
}
