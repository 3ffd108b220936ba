import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { root, read } from '../support/compose.js';

const script = path.join(root, 'alertmanager/start.sh');
/** Debian calls the program by another name than the image does. */
const program = execFileSync('which', ['prometheus-alertmanager'], { encoding: 'utf8' }).trim();

let directory: string;
let running: ChildProcess | undefined;

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'hopline-alertmanager-'));
  mkdirSync(path.join(directory, 'bin'));
  symlinkSync(program, path.join(directory, 'bin/alertmanager'));
});
afterEach(async () => {
  if (running?.exitCode === null) {
    running.kill();
    await once(running, 'exit');
  }
  running = undefined;
  rmSync(directory, { recursive: true, force: true });
});

/** Starts it as the container does, on a free port; answers with its address. */
async function started(environment: Record<string, string>): Promise<string> {
  const child = spawn('sh', [script, '--web.listen-address=127.0.0.1:0'], {
    env: { PATH: `${directory}/bin:${process.env['PATH'] ?? ''}`, TMPDIR: directory, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  running = child;
  const said: string[] = [];
  for await (const line of createInterface(child.stderr)) {
    said.push(line);
    const [, address] = /msg="?Listening(?: on)?"? address=(\S+)/.exec(line) ?? [];
    if (address !== undefined) {
      child.stderr.resume();
      return `http://${address}`;
    }
  }
  throw new Error(`Alertmanager did not start:\n${said.join('\n')}`);
}

interface Notice {
  status: string;
  alerts: { labels: Record<string, string>; annotations: Record<string, string> }[];
}

/** Where people hear of alerts. */
async function listener(): Promise<{ server: Server; url: string; heard: Promise<Notice> }> {
  const { promise: heard, resolve } = Promise.withResolvers<Notice>();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += String(part)));
    request.on('end', () => {
      response.end();
      resolve(JSON.parse(body) as Notice);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts?room=o'clock`, heard };
}

const fires = async (url: string, alert: object) => {
  const response = await fetch(`${url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([alert]),
  });
  expect(response.status).toBe(200);
};

it('posts what fires to the address of one variable', async () => {
  const { server, url, heard } = await listener();
  try {
    const alert = { labels: { alertname: 'HoplineTurnDown', severity: 'critical' }, annotations: { summary: 'TURN' } };
    await fires(await started({ ALERT_WEBHOOK: url }), alert);
    expect(await heard).toMatchObject({ status: 'firing', alerts: [alert] });
  } finally {
    server.close();
  }
});

it('starts without one, and keeps what fires for those who look', async () => {
  const url = await started({});
  await fires(url, { labels: { alertname: 'HoplineTurnDown' } });
  const alerts = (await (await fetch(`${url}/api/v2/alerts`)).json()) as { receivers: { name: string }[] }[];
  expect(alerts.map(({ receivers }) => receivers)).toEqual([[{ name: 'people' }]]);
});

it('has a receiver at the end of its configuration, where its address is added', () => {
  const { route, receivers } = parse(read('alertmanager/alertmanager.yml')) as {
    route: { receiver: string };
    receivers: object[];
  };
  expect(receivers).toEqual([{ name: route.receiver }]);
  expect(read('alertmanager/alertmanager.yml')).toMatch(/\n {2}- name: people\n$/);
});
