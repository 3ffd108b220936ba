import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.join(import.meta.dirname, '..');
const sources = ['protocol', 'src', 'client', 'tools/call-check', 'tools/turn-check']
  .flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  )
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ts.createSourceFile(file, readFileSync(path.join(root, file), 'utf8'), ts.ScriptTarget.Latest, true));

/** What the table of the glossary says: each word, and the file that declares it. */
const glossary = [
  ...readFileSync(path.join(root, 'docs/architecture.md'), 'utf8')
    .split('## Glossary')
    .at(-1)!
    .matchAll(/^\| `(\w+)` +\|.*\| `([\w./-]+)` +\|$/gm),
].map(([, word = '', file = '']) => ({ word, file }));

/** Names that had a meaning of their own here, or several: the glossary has what they are called now. */
const former = (
  'Toll Tolls Reins Ledger Door Pass Climb Standing Acquaintances Expectations Tile SparingLog House Surroundings ' +
  'Projection SocketWay Ways RelayRoom WatchHouse Turns InTurn inTurn inTurns nextTurn turnAway deaf climb'
).split(' ');

/** What a file exports, or has as a member of a type that it exports; what stands inside of a function is its own. */
function declared(node: ts.Node): string[] {
  const isExported =
    ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  if (!isExported) return [];
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.map(({ name }) => name.getText());
  const name = (node as ts.DeclarationStatement).name?.getText();
  return [...(name === undefined ? [] : [name]), ...membersOf(node)];
}

function membersOf(node: ts.Node): string[] {
  const members = ts.isInterfaceDeclaration(node) || ts.isTypeLiteralNode(node) ? [...node.members] : [];
  return members.flatMap((member) => {
    const type = ts.isPropertySignature(member) ? member.type : undefined;
    return [...(member.name ? [member.name.getText()] : []), ...(type ? membersOf(type) : [])];
  });
}

const files = new Map(sources.map((source) => [source.fileName, source.statements.flatMap(declared)]));
/** Types and classes begin with a capital: each stands once, wherever it is declared. */
const types = sources.flatMap((source) =>
  source.statements.flatMap((node) =>
    ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)
      ? [{ name: node.name?.getText() ?? '', file: source.fileName }]
      : [],
  ),
);

describe('the glossary', () => {
  it('has words', () => {
    expect(glossary.length).toBeGreaterThan(20);
  });

  it.each(glossary)('says where $word is declared: $file', ({ word, file }) => {
    expect(files.get(file)).toContain(word);
  });

  it.each(glossary.filter(({ word }) => /^[A-Z]/.test(word)))('has one meaning for $word', ({ word, file }) => {
    expect(types.filter(({ name }) => name === word)).toEqual([{ name: word, file }]);
  });

  it('is kept by every type of the server: none is called as another one', () => {
    const ofServer = types.filter(({ file }) => !file.startsWith('client/') && !file.startsWith('tools/'));
    const names = ofServer.map(({ name }) => name);
    expect(ofServer.filter(({ name }, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('has none of the names of before in the server', () => {
    const identifiers = (node: ts.Node, source: ts.SourceFile): string[] => {
      const here = ts.isIdentifier(node) && former.includes(node.text) ? [`${source.fileName}: ${node.text}`] : [];
      const below: string[] = [];
      node.forEachChild((child) => void below.push(...identifiers(child, source)));
      return [...here, ...below];
    };
    const server = sources.filter(({ fileName }) => !fileName.startsWith('client/'));
    expect(server.flatMap((source) => identifiers(source, source))).toEqual([]);
  });
});
