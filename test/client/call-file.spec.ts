import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { callFileSchema } from '../../protocol/call-file.js';

const page = readFileSync(new URL('../../docs/call-page.md', import.meta.url), 'utf8');

it('every field of the file of a call is documented', () => {
  const { figures, ...fields } = callFileSchema.shape;
  const names = [...Object.keys(fields), 'figures', ...Object.keys(figures.unwrap().shape)];
  expect(names.length).toBeGreaterThan(12);
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

it('a file of another version is refused', () => {
  const file = {
    format: 'hopline-call',
    version: 1,
    savedAt: 0,
    hopline: '1.0.0',
    browser: '?',
    handshakes: [],
    checks: [],
  };
  expect(callFileSchema.safeParse(file).success).toBe(true);
  expect(callFileSchema.safeParse({ ...file, version: 2 }).success).toBe(false);
  expect(callFileSchema.safeParse({ ...file, format: 'other' }).success).toBe(false);
});
