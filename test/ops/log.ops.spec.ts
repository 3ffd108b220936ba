import { spawnSync } from 'node:child_process';
import { constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { VerdictMessage } from '../../protocol/verdict.js';
import { call, getJson, metric, pairIn, until } from '../support/clients.js';
import { runGatewayLoggingTo } from '../support/gateway-process.js';
import { candidate } from '../support/sdp.js';
import { atEnd } from '../support/teardown.js';

/** A pipe that nobody reads unless the test does. */
function unreadPipe(): number {
  const directory = mkdtempSync(path.join(tmpdir(), 'hopline-log-'));
  atEnd(() => rmSync(directory, { recursive: true }));
  const pipe = path.join(directory, 'pipe');
  spawnSync('mkfifo', [pipe]);
  return openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
}

/** Reads what lies in a pipe now. */
function taken(pipe: number): string {
  const buffer = Buffer.alloc(65_536);
  try {
    return buffer.toString('utf8', 0, readSync(pipe, buffer));
  } catch {
    return '';
  }
}

const json = { LOG_FORMAT: 'json' };
const fullDisk = () => openSync('/dev/full', 'w');

async function withoutReader(env: Record<string, string> = {}) {
  const gateway = await runGatewayLoggingTo('pipe', env);
  gateway.child.stdout?.destroy();
  return gateway;
}

const outlets: [name: string, open: () => ReturnType<typeof runGatewayLoggingTo>][] = [
  ['a disk that is full', () => runGatewayLoggingTo(fullDisk(), json)],
  ['a disk that is full, as the ladder', () => runGatewayLoggingTo(fullDisk())],
  ['a pipe that nobody reads', () => runGatewayLoggingTo(unreadPipe(), json)],
  ['a reader that has gone', () => withoutReader(json)],
  ['a reader that has gone, as the ladder', () => withoutReader()],
];

describe('a log that goes to', () => {
  it.each(outlets)('%s stops no call: lines are dropped and counted, and it ends well', async (_, open) => {
    const gateway = await open();
    const { url } = gateway;
    const [anna, boris] = await pairIn(url);

    await call(anna, boris);
    expect(await anna.next<VerdictMessage>('verdict')).toMatchObject({ outcome: 'signaled' });
    for (let burst = 0; burst < 20; burst++) {
      const one = () => anna.ask('ice-candidate', { target: boris.id, candidate: candidate('aB3d') });
      expect(await Promise.all(Array.from({ length: 100 }, one))).toEqual(
        Array(100).fill(expect.objectContaining({ ok: true })),
      );
    }

    await until(
      () => metric(url, 'hopline_log_lines_dropped_total'),
      (lines = 0) => lines > 0,
    );
    expect(await getJson(`${url}/health/live`)).toEqual({ status: 'ok' });
    gateway.child.kill('SIGTERM');
    expect(await gateway.exited).toBe(0);
  });

  it('a pipe that is read again says how much is missing', async () => {
    const pipe = unreadPipe();
    const { url } = await runGatewayLoggingTo(pipe, { LOG_FORMAT: 'json' });
    const [anna, boris] = await pairIn(url);
    await until(
      async () => {
        await Promise.all(
          Array.from({ length: 100 }, () =>
            anna.ask('ice-candidate', { target: boris.id, candidate: candidate('aB3d') }),
          ),
        );
        return metric(url, 'hopline_log_lines_dropped_total');
      },
      (lines = 0) => lines > 0,
    );

    let read = '';
    await until(
      () => Promise.resolve((read += taken(pipe))),
      (text) => text.includes('lines of the log were dropped'),
    );

    expect(read).toMatch(/"dropped":[1-9]\d*,"msg":"lines of the log were dropped: it could not be written"/);
  });
});
