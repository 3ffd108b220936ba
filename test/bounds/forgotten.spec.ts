import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BoundedMap } from '../../src/bounds/bounded-map.js';
import { forgetOldest } from '../../src/bounds/forget-oldest.js';
import { forgettable, forgotten } from '../../src/bounds/forgotten.js';
import { createMetrics } from '../../src/telemetry/metrics.js';

const docs = readFileSync(path.join(import.meta.dirname, '../../docs/limits.md'), 'utf8');

async function counted(what: string): Promise<number> {
  const page = await createMetrics('test').page();
  return Number(new RegExp(`^hopline_forgotten_total\\{what="${what}"\\} (\\d+)$`, 'm').exec(page)?.[1]);
}

describe('what is forgotten', () => {
  it('is counted where a bounded map is full, and where it is not deleted by its reader', () => {
    const before = forgotten('strays');
    const map = new BoundedMap<number, string>({ limit: 2, of: 'strays' });
    map.set(1, 'one');
    map.set(2, 'two');
    map.delete(1);
    map.set(3, 'three');
    expect(forgotten('strays') - before).toBe(0);
    map.set(4, 'four');
    expect([...map.values()]).toEqual(['three', 'four']);
    expect(forgotten('strays') - before).toBe(1);
  });

  it('is the oldest of a set or a map that has one too many', () => {
    const before = forgotten('departed');
    const known = new Set(['anna', 'boris', 'clara']);
    forgetOldest(known, 3, 'departed');
    expect([known.size, forgotten('departed') - before]).toEqual([3, 0]);
    known.add('dora');
    forgetOldest(known, 3, 'departed');
    expect([[...known], forgotten('departed') - before]).toEqual([['boris', 'clara', 'dora'], 1]);
  });

  it('is a metric, by what it was', async () => {
    const [before, other] = [await counted('departed'), await counted('refusals')];
    forgetOldest(new Set(['anna', 'boris']), 1, 'departed');
    expect([await counted('departed'), await counted('refusals')]).toEqual([before + 1, other]);
  });

  it('has its bound in the documentation', () => {
    const section = docs.split('## What is forgotten')[1]?.split('\n## ')[0] ?? '';
    const rows = [...section.matchAll(/^\| `([\w-]+)` +\|/gm)].map(([, what = '']) => what).toSorted();
    expect(rows).toEqual(['what', ...forgettable].toSorted());
  });
});
