import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const scripts = path.join(import.meta.dirname, '../scripts/run.mjs');
/** Of the event loop, for one input, in ms, on the machine that the bound was made for. */
const bound = 5;
/** What that machine takes for the same work as below, in ms. */
const yardstickMs = 11;

/** How much slower this machine is: some that run the tests take twice as long for everything. */
function slowness(): number {
  const large = Array.from({ length: 20_000 }, (_, index) => ({
    id: `participant-${index}`,
    marks: [index, index + 0.5],
  }));
  const times = Array.from({ length: 30 }, () => {
    const before = performance.now();
    JSON.parse(JSON.stringify(large));
    return performance.now() - before;
  });
  return Math.max(1, Math.min(...times) / yardstickMs);
}

// In a process of its own: in Jest's, whatever is global is several times as dear. What an input costs is said in the fuzzer.
it('does nothing at once that takes more than 5 ms, with all stores full: the dearest input of each kind is looked for', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [scripts, 'fuzz:dearest', '600', '7']);

  const costs = [...stdout.matchAll(/^([\w-]+) +([\d.]+) +seed \d+$/gm)].map(([, kind, ms]) => ({
    kind,
    ms: Number(ms),
  }));
  expect(costs).toHaveLength(19);
  expect(costs.filter(({ ms }) => ms > bound * slowness())).toEqual([]);
}, 300_000);
