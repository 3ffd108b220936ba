import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { BlockList } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { atEnd } from '../support/teardown.js';

const source = path.join(import.meta.dirname, '../../coturn');

interface Started {
  code: number;
  /** Lines of the configuration that turnserver was started with. */
  lines: string[];
  errors: string;
}

/** Runs start.sh with a turnserver that shows its configuration, on a machine of this address. */
async function start(env: Record<string, string>, files: string[] = []): Promise<Started> {
  const directory = await mkdtemp(path.join(tmpdir(), 'hopline-coturn-'));
  atEnd(() => rm(directory, { recursive: true }));
  await cp(source, path.join(directory, 'coturn'), { recursive: true });
  const programs = { turnserver: 'echo "arguments: $#"; cat "$2"; rm "$2"', hostname: 'echo 172.18.0.5 10.1.0.5' };
  await mkdir(path.join(directory, 'coturn/tls'), { recursive: true });
  for (const file of files) await writeFile(path.join(directory, 'coturn/tls', file), '');
  for (const [name, text] of Object.entries(programs)) {
    await writeFile(path.join(directory, name), `#!/bin/sh\n${text}\n`);
    await chmod(path.join(directory, name), 0o755);
  }
  const environment = { PATH: `${directory}:${process.env['PATH'] ?? ''}`, ...env };
  return new Promise((resolve) => {
    execFile('sh', [path.join(directory, 'coturn/start.sh')], { env: environment }, (error, out, errors) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, lines: out.split('\n'), errors });
    });
  });
}

describe('the start of coturn', () => {
  it('keeps the secret out of the arguments, whatever is in it', async () => {
    const { lines } = await start({ TURN_SECRET: 'a$(id)`id`\'"; b' });

    expect(lines[0]).toBe('arguments: 2');
    expect(lines).toContain('static-auth-secret=a$(id)`id`\'"; b');
    expect(lines).toEqual(
      expect.arrayContaining(['use-auth-secret', 'no-cli', 'prometheus', 'no-tcp-relay', 'no-tls']),
    );
  });

  it('lets relays of the same server meet, and gives them the address that others know', async () => {
    const { lines } = await start({ TURN_SECRET: 'own', TURN_EXTERNAL_IP: '203.0.113.7' });

    expect(lines).toContain('allowed-peer-ip=172.18.0.5');
    expect(lines).toContain('external-ip=203.0.113.7/172.18.0.5');
  });

  it('has TLS where there is a certificate', async () => {
    const { lines } = await start({ TURN_SECRET: 'own' }, ['cert.pem', 'key.pem']);

    expect(lines).not.toContain('no-tls');
    expect(lines.filter((line) => /^(?:cert|pkey)=/.test(line))).toEqual([
      expect.stringMatching(/\/coturn\/tls\/cert\.pem$/),
      expect.stringMatching(/\/coturn\/tls\/key\.pem$/),
    ]);
  });

  it.each([{ TURN_BIND: '0.0.0.0' }, { TURN_EXTERNAL_IP: '203.0.113.7' }])(
    'is refused where the relay opens to others with the secret that everybody knows: %p',
    async (opened) => {
      const { code, errors } = await start({ TURN_SECRET: 'only-for-this-machine', ...opened });

      expect(code).toBe(1);
      expect(errors).toContain('set TURN_SECRET');
    },
  );
});

describe('the peers of the relay', () => {
  it('are of the public Internet, and nobody behind the server', async () => {
    const denied = new BlockList();
    const conf = await readFile(path.join(source, 'turnserver.conf'), 'utf8');
    for (const [, from = '', to = from] of conf.matchAll(/^denied-peer-ip=([^-\s]+)(?:-(\S+))?$/gm))
      denied.addRange(from, to, from.includes(':') ? 'ipv6' : 'ipv4');
    const isDenied = (address: string) => denied.check(address, address.includes(':') ? 'ipv6' : 'ipv4');

    const inside = '0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.168.1.1';
    expect(`${inside} ::1 fd00::1 fe80::1`.split(' ').filter((address) => !isDenied(address))).toEqual([]);
    expect('9.9.9.9 172.32.0.1 192.0.3.1 203.0.114.1 2620:fe::fe'.split(' ').filter(isDenied)).toEqual([]);
  });
});
