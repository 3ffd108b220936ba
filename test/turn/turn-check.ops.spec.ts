import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { reasons } from '../../tools/turn-check/findings.js';
import { findings } from '../../tools/turn-check/words.js';
import { selfSigned, type Certificate } from '../support/certificate.js';
import { atEnd } from '../support/teardown.js';
import { startTurnServer, type TurnServer } from '../support/turn-server.js';

const program = path.join(import.meta.dirname, '../../dist/server/tools/turn-check/main.js');

interface Said {
  code: number;
  lines: string[];
  errors: string;
}

/** Runs what `npm run turn:check` runs, with nothing but this in its environment. */
function turnCheck(env: Record<string, string>, ...urls: string[]): Promise<Said> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...urls], { env }, (error, out, errors) => {
      const code = typeof error?.code === 'number' ? error.code : 0;
      resolve({ code, lines: out.split('\n').filter((line) => line !== ''), errors });
    });
  });
}

async function turn(certificate?: Certificate): Promise<TurnServer> {
  const server = await startTurnServer(certificate ? { certificate } : {});
  atEnd(() => server.close());
  return server;
}

/** As a machine has it that knows this certificate. */
async function trusting({ cert }: Certificate): Promise<Record<string, string>> {
  const directory = await mkdtemp(path.join(tmpdir(), 'hopline-trust-'));
  atEnd(() => rm(directory, { recursive: true }));
  const file = path.join(directory, 'known.pem');
  await writeFile(file, cert);
  return { NODE_EXTRA_CA_CERTS: file };
}

describe('turn:check', () => {
  it('says in one line each that UDP, TCP and TLS give a relay, and is content', async () => {
    const certificate = await selfSigned('IP:127.0.0.1');
    const { urls, secret } = await turn(certificate);

    const env = { ...(await trusting(certificate)), TURN_SECRET: secret, TURN_URLS: Object.values(urls).join(',') };
    const { code, lines } = await turnCheck(env);

    expect(lines).toEqual([
      expect.stringMatching(
        /^ok {5}UDP turn:\S+\?transport=udp: gives a relay, and a packet went through it \(\d+ ms\)$/,
      ),
      expect.stringMatching(/^ok {5}TCP turn:\S+\?transport=tcp: gives a relay/),
      expect.stringMatching(/^ok {5}TLS turns:\S+: gives a relay/),
    ]);
    expect(code).toBe(0);
  });

  it('is not content with one of two, and says why and what to do', async () => {
    const { urls, secret } = await turn();

    const { code, lines } = await turnCheck({ TURN_SECRET: secret }, urls.udp, 'turn:turn.invalid');

    expect(lines[0]).toMatch(/^ok /);
    expect(lines[1]).toBe(
      'FAILED UDP turn:turn.invalid: The name turn.invalid does not resolve. What to do: Correct the name in TURN_URLS, or its DNS record.',
    );
    expect(code).toBe(1);
  });

  it('speaks Russian', async () => {
    const { urls } = await turn();

    const { lines } = await turnCheck({ TURN_SECRET: 'another', LOG_LANG: 'ru' }, urls.tcp);

    expect(lines).toEqual([
      expect.stringMatching(/^НЕТ {4}TCP .* Сервер не принимает учётные данные \(401\).* Что делать: /),
    ]);
  });

  it('knows a certificate that has expired from one of another name', async () => {
    const old = await selfSigned('IP:127.0.0.1', new Date(Date.now() - 7 * 86_400_000));
    const foreign = await selfSigned('DNS:turn.example');
    const said = await Promise.all(
      [old, foreign].map(async (certificate) => {
        const { urls, secret } = await turn(certificate);
        return turnCheck({ ...(await trusting(certificate)), TURN_SECRET: secret }, urls.tls);
      }),
    );

    expect(said.map(({ lines }) => lines[0])).toEqual([
      expect.stringContaining('has expired or is not valid yet'),
      expect.stringContaining('is for another name than 127.0.0.1'),
    ]);
  });

  it('never prints the secret', async () => {
    const { urls } = await turn();

    const { lines, errors } = await turnCheck({ TURN_SECRET: 'S3cret' }, urls.udp);

    expect(lines).toHaveLength(1);
    expect(lines.join() + errors).not.toContain('S3cret');
  });

  it('names the setting that is wrong, or that there is none', async () => {
    const [nothing, noSecret, broken] = await Promise.all([
      turnCheck({}),
      turnCheck({}, 'turn:turn.example'),
      turnCheck({ TURN_SECRET: 'any' }, 'turn://turn.example'),
    ]);

    expect([nothing.code, noSecret.code, broken.code]).toEqual([2, 2, 2]);
    expect(nothing.errors).toContain('set TURN_URLS and TURN_SECRET');
    expect(noSecret.errors).toContain('TURN_SECRET: must be set where TURN_URLS is');
    expect(broken.errors).toContain('TURN_URLS: URL 1 must have no // after the scheme');
  });

  it.each(reasons)('has words for %s in both languages, and fills in what they name', (reason) => {
    const texts = Object.values(findings[reason]).flatMap(({ what, todo }) => [what, todo]);
    const names = texts.flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));

    expect(texts).toHaveLength(4);
    expect(['host', 'port', 'transport', 'detail']).toEqual(expect.arrayContaining(names));
  });
});
