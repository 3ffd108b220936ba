import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface TurnServerOptions {
  /** Where it listens and relays; 127.0.0.1 when not given. Browsers don't ask there: give them one of the network. */
  ip?: string;
  /** coturn's `static-auth-secret`, which is the gateway's TURN_SECRET. */
  secret?: string;
  /** In PEM; without it there is no TLS. */
  certificate?: { cert: string; key: string };
  /** Further lines of turnserver.conf. */
  config?: string[];
  /** Runs it inside of something, such as `['ip', 'netns', 'exec', name]`. */
  within?: string[];
}

/** A coturn of its own. */
export interface TurnServer {
  readonly ip: string;
  readonly port: number;
  readonly secret: string;
  /** As for TURN_URLS. */
  readonly urls: Readonly<Record<'udp' | 'tcp' | 'tls', string>>;
  /** What it has written so far. */
  log(): string;
  close(): Promise<void>;
}

const patienceMs = 10_000;

/**
 * Starts Debian's `turnserver` on free ports, with the shared-secret scheme, and waits until it listens.
 *
 * @throws Error with its log, when it ends or does not listen within ten seconds.
 */
export async function startTurnServer(options: TurnServerOptions = {}): Promise<TurnServer> {
  const { ip = '127.0.0.1', secret = 'the-shared-secret', certificate, config = [], within = [] } = options;
  const [port, tlsPort] = await freePorts();
  const directory = await mkdtemp(path.join(tmpdir(), 'hopline-turn-'));
  const inside = (file: string) => path.join(directory, file);
  const tls = [`tls-listening-port=${tlsPort}`, `cert=${inside('cert.pem')}`, `pkey=${inside('key.pem')}`];
  const settings = `
    listening-ip=${ip}
    relay-ip=${ip}
    listening-port=${port}
    ${(certificate ? tls : ['no-tls']).join('\n')}
    use-auth-secret
    static-auth-secret=${secret}
    realm=hopline.test
    allow-loopback-peers
    no-cli
    no-dtls
    no-rfc5780
    relay-threads=1
    log-file=stdout
    verbose
    pidfile=${inside('pid')}
    userdb=${inside('db')}
    ${config.join('\n')}
  `;
  await writeFile(inside('turnserver.conf'), settings.replaceAll(/^ +/gm, ''));
  if (certificate) {
    await writeFile(inside('cert.pem'), certificate.cert);
    await writeFile(inside('key.pem'), certificate.key);
  }

  const [command, ...args] = [...within, 'turnserver', '-c', inside('turnserver.conf')];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = new Promise<void>((exit) => {
    child.once('error', () => exit());
    child.once('close', () => exit());
  });
  const close = async () => {
    child.kill('SIGTERM');
    await exited;
    await rm(directory, { recursive: true, force: true });
  };

  const signs = [`UDP listener opened on: ${ip}:${port}`, `TCP listener opened on : ${ip}:${port}`];
  if (certificate) signs.push(`TCP listener opened on : ${ip}:${tlsPort}`);
  let log = '';
  const listening = new Promise<boolean>((settle) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        log += text;
        if (signs.every((sign) => log.includes(sign))) settle(true);
      });
    }
    const timer = setTimeout(() => settle(false), patienceMs);
    void exited.then(() => settle(false)).finally(() => clearTimeout(timer));
  });
  if (!(await listening)) {
    await close();
    throw new Error(`turnserver does not listen:\n${log}`);
  }
  return {
    ip,
    port,
    secret,
    urls: {
      udp: `turn:${ip}:${port}?transport=udp`,
      tcp: `turn:${ip}:${port}?transport=tcp`,
      tls: `turns:${ip}:${tlsPort}?transport=tcp`,
    },
    log: () => log,
    close,
  };
}

/** coturn can't be told to take a free port, and it shares one that is taken: both are held until both are known. */
async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()];
  const [one = 0, other = 0] = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((found) => {
          server.listen(0, () => {
            const address = server.address();
            found(typeof address === 'object' ? (address?.port ?? 0) : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return [one, other];
}
