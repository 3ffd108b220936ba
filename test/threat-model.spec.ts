import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** Read when it runs: there are no types of it. */
const script: string = '../scripts/test-kinds.mjs';
const { kinds } = (await import(script)) as { kinds: readonly string[] };

const text = readFileSync(path.join(import.meta.dirname, '../docs/threat-model.md'), 'utf8');
/** Joined as they are read: outside of tables a title may go over the end of a line. */
const prose = text.replaceAll(/\n */g, ' ');
const rows = text.split('\n').filter((line) => line.startsWith('| ') && !/^\| (?:---|They want)/.test(line));

/** The tests that a text names: file below `test/`, and title. */
const testsOf = (part: string): { file: string; title: string }[] =>
  [...part.matchAll(/`([\w/-]+)` “([^”]+)”/g)].map(([, file = '', title = '']) => ({ file, title }));

/** Every text that a file of tests has, written out: titles of tests, and those that a table gives to them. */
const textsOf = new Map<string, Set<string>>();

function texts(node: ts.Node): string[] {
  const children: ts.Node[] = [];
  node.forEachChild((child) => void children.push(child));
  return [...(ts.isStringLiteralLike(node) ? [node.text] : []), ...children.flatMap(texts)];
}

function titlesIn(file: string): Set<string> {
  const places = ['', ...kinds.map((kind) => `.${kind}`)].map((kind) => `${file}${kind}.spec.ts`);
  const spec = places.map((place) => path.join(import.meta.dirname, place)).find((place) => existsSync(place));
  if (spec === undefined) return new Set();
  const known = textsOf.get(file);
  if (known) return known;
  const found = new Set(texts(ts.createSourceFile(spec, readFileSync(spec, 'utf8'), ts.ScriptTarget.Latest, true)));
  textsOf.set(file, found);
  return found;
}

describe('the threat model', () => {
  it('names a test in every row', () => {
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter((row) => row.split(' | ').length !== 3 || testsOf(row).length === 0)).toEqual([]);
  });

  it.each(testsOf(prose))('has its test: $file, $title', ({ file, title }) => {
    expect(titlesIn(file)).toContain(title);
  });

  it('has everybody who may attack', () => {
    const attackers = [...text.matchAll(/^### (.*)$/gm)].map(([, name]) => name);
    expect(attackers).toEqual([
      'A stranger on the internet',
      'A participant in another room',
      'A participant in the same room',
      'A page that embeds the probe',
      'An extension of the browser, or a script in the page',
      "An operator's neighbour on the metrics port",
      'Someone on the path',
      'A dependency',
      'Someone with Redis',
    ]);
  });
});
