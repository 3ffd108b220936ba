import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pages } from '../docs/pages.js';

const root = path.join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const files = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'].concat(
  readdirSync(path.join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
);

/** What GitHub makes of headings: small letters, no punctuation, hyphens for spaces, and a number for what was there before. */
function anchorsIn(file: string): string[] {
  const times = new Map<string, number>();
  return [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => {
    const words = heading.replaceAll(/[`*]|\]\([^)]*\)|\[/g, '').toLowerCase();
    const anchor = words.replaceAll(/[^\p{L}\p{N}_\- ]/gu, '').replaceAll(' ', '-');
    const before = times.get(anchor) ?? 0;
    times.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

it('documents every setting, rung and cause as the code has them', async () => {
  for (const { is, should } of await pages()) expect(is).toBe(should);
});

it.each(files)('has what a link in %s leads to', (file) => {
  const links = [...read(file).matchAll(/\]\(([^)\s]*)#([^)\s]+)\)/g)].filter(([, to = '']) => !/^https?:/.test(to));
  const broken = links.flatMap(([, to = '', anchor = '']) => {
    const target = to === '' ? file : path.posix.join(path.posix.dirname(file), to);
    return anchorsIn(target).includes(anchor) ? [] : [`${to}#${anchor}`];
  });
  expect(broken).toEqual([]);
});
