import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import ts from 'typescript';

const client = path.join(import.meta.dirname, '../../client');
const files = readdirSync(client, { recursive: true, encoding: 'utf8' });
const read = (file: string): string => readFileSync(path.join(client, file), 'utf8');

/** What reads text as markup or as code. */
const readers = new Set([
  'innerHTML',
  'outerHTML',
  'insertAdjacentHTML',
  'createContextualFragment',
  'setHTMLUnsafe',
  'parseHTMLUnsafe',
  'DOMParser',
  'srcdoc',
  'execCommand',
  'writeln',
  'eval',
  'Function',
]);

function namesIn(node: ts.Node): string[] {
  const children: ts.Node[] = [];
  node.forEachChild((child) => void children.push(child));
  const own = ts.isIdentifier(node) || ts.isStringLiteralLike(node) ? [node.text] : [];
  const written = ts.isPropertyAccessExpression(node) && node.getText() === 'document.write' ? ['document.write'] : [];
  return [...own, ...written, ...children.flatMap(namesIn)];
}

it('the pages never read text as markup or as code', () => {
  const sources = files.filter((file) => file.endsWith('.ts'));
  const found = sources.flatMap((file) => {
    const names = namesIn(ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true));
    return names.filter((name) => readers.has(name) || name === 'document.write').map((name) => `${file}: ${name}`);
  });
  expect(sources.length).toBeGreaterThan(50);
  expect(found).toEqual([]);
});

it('the pages have no script, no style and no handler in their markup, and load nothing from elsewhere', () => {
  const pages = files.filter((file) => file.endsWith('.html'));
  expect(pages).toEqual(expect.arrayContaining(['index.html', path.join('console', 'index.html')]));
  for (const page of pages) {
    expect(read(page)).not.toMatch(/<script(?![^>]* src="\.)|<style|\sstyle=|\son[a-z]+=|javascript:/i);
    expect(read(page)).not.toMatch(/(?:src|href|action)="(?:https?:)?\/\//i);
  }
});
