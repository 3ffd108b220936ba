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

/** Titles of the tests that a file runs. */
const titlesOf = new Map<string, ReadonlySet<string>>();

const childrenOf = (node: ts.Node): ts.Node[] => {
  const children: ts.Node[] = [];
  node.forEachChild((child) => void children.push(child));
  return children;
};
const textsIn = (node: ts.Node): string[] => [
  ...(ts.isStringLiteralLike(node) ? [node.text] : []),
  ...childrenOf(node).flatMap(textsIn),
];

/** What `it`, `it.each(table)` and their like were called with, in the order of the calls; undefined where no test is defined. */
function callsOf(node: ts.Expression): { names: string[]; tables: ts.Node[] } | undefined {
  if (ts.isIdentifier(node))
    return ['describe', 'it', 'test'].includes(node.text) ? { names: [node.text], tables: [] } : undefined;
  const inner = ts.isPropertyAccessExpression(node) || ts.isCallExpression(node) ? callsOf(node.expression) : undefined;
  if (!inner) return undefined;
  if (ts.isPropertyAccessExpression(node)) return { ...inner, names: [...inner.names, node.name.text] };
  return { ...inner, tables: [...inner.tables, ...(node as ts.CallExpression).arguments] };
}

/** The tests in a part of a file, but for those that are left out; a table that is nothing but titles gives its texts. */
function titlesIn(node: ts.Node, constants: ReadonlyMap<string, ts.Node>): string[] {
  const defined = ts.isCallExpression(node) ? callsOf(node.expression) : undefined;
  const [title] = defined && ts.isCallExpression(node) ? node.arguments : [];
  if (defined?.names.some((name) => name === 'skip' || name === 'todo')) return [];
  const isTest = defined && defined.names[0] !== 'describe' && title && ts.isStringLiteralLike(title);
  const given = isTest && /%s|\$\w/.test(title.text) ? defined.tables : [];
  return [
    ...(isTest ? [title.text] : []),
    ...given.flatMap((table) => textsIn((ts.isIdentifier(table) && constants.get(table.text)) || table)),
    ...childrenOf(node).flatMap((child) => titlesIn(child, constants)),
  ];
}

function testsIn(file: string): ReadonlySet<string> {
  const places = ['', ...kinds.map((kind) => `.${kind}`)].map((kind) => `${file}${kind}.spec.ts`);
  const spec = places.map((place) => path.join(import.meta.dirname, place)).find((place) => existsSync(place));
  if (spec === undefined) return new Set();
  const known = titlesOf.get(file);
  if (known) return known;
  const source = ts.createSourceFile(spec, readFileSync(spec, 'utf8'), ts.ScriptTarget.Latest, true);
  const constants = new Map(
    source.statements
      .filter(ts.isVariableStatement)
      .flatMap(({ declarationList }) => declarationList.declarations)
      .map((one) => [one.name.getText(), one] as const),
  );
  const found = new Set(titlesIn(source, constants));
  titlesOf.set(file, found);
  return found;
}

describe('the threat model', () => {
  it('names a test in every row', () => {
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter((row) => row.split(' | ').length !== 3 || testsOf(row).length === 0)).toEqual([]);
  });

  it.each(testsOf(prose))('has its test: $file, $title', ({ file, title }) => {
    expect(testsIn(file)).toContain(title);
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
