import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** What each folder may import beside itself; `types` is what it may import as `import type` only. */
const walls: Record<string, { values: string[]; types?: string[] }> = {
  protocol: { values: [] },
  'src/config': { values: ['protocol', 'src/domain', 'src/bounds'] },
  'src/domain': { values: ['protocol'] },
  'src/locales': { values: ['src/domain', 'protocol'] },
  'src/bounds': { values: [] },
  'src/hops': { values: ['src/domain', 'protocol'] },
  'src/cluster': {
    values: [
      'src/redis',
      'src/relay',
      'src/connections',
      'src/bounds',
      'src/entry',
      'src/hops',
      'src/domain',
      'protocol',
    ],
  },
  'src/redis': { values: [] },
  'src/entry': { values: ['src/hops', 'protocol'] },
  'src/limits': { values: ['src/bounds', 'protocol'], types: ['src/connections', 'src/config'] },
  'src/relay': {
    values: [
      'src/bounds',
      'src/connections',
      'src/entry',
      'src/limits',
      'src/locales',
      'src/hops',
      'src/domain',
      'protocol',
    ],
  },
  'src/telemetry': { values: ['src/bounds', 'protocol'] },
  'src/diagnosis': { values: ['src/bounds', 'src/hops', 'src/domain', 'protocol'] },
  'src/projections': {
    values: ['src/bounds', 'src/locales', 'src/hops', 'src/domain', 'src/telemetry', 'protocol'],
    types: ['src/diagnosis'],
  },
  'src/http': { values: ['src/entry', 'src/projections', 'src/locales', 'src/domain', 'src/telemetry', 'protocol'] },
  'src/cli': { values: ['src/config'] },
  'src/connections': { values: ['src/hops', 'src/domain', 'protocol'] },
  'src/watch': { values: ['src/bounds', 'src/connections', 'src/hops', 'src/domain', 'protocol'] },
  client: { values: ['protocol'], types: ['src/domain'] },
  'tools/turn-check': { values: ['src/config'] },
  'tools/call-check': { values: ['tools/turn-check', 'src/config', 'protocol'] },
};
/** The files that see every folder. */
const wiring = [
  'src/main.ts',
  'src/hopline.ts',
  'src/library.ts',
  'src/rehearsal.ts',
  'tools/turn-check/main.ts',
  'src/bootstrap.ts',
  'src/announcement.ts',
  'src/installed.ts',
  'src/app.module.ts',
  'src/watchers.ts',
  'src/tokens-of.ts',
  'src/share-sessions.ts',
  'src/report-intake.ts',
  'src/start-watch.ts',
  'src/links-of.ts',
  'src/fault-switch-of.ts',
];
/** The folders that are the same on a server, in a browser and in a test may import no other package. */
const schemaLibrary = 'zod';
const pureFolders = ['protocol', 'src/domain', 'src/locales'];
const telemetryPackage = /^(?:@opentelemetry\/|prom-client$)/;

interface Import {
  file: string;
  line: number;
  folder: string;
  name: string;
  /** The imported file, from the root of the repository; undefined for a package. */
  target: string | undefined;
  typeOnly: boolean;
}

const root = path.join(import.meta.dirname, '..');
const sources = ['protocol', 'src', 'client', 'tools/call-check', 'tools/turn-check']
  .flatMap((directory) =>
    readdirSync(path.join(root, directory), { recursive: true, encoding: 'utf8' }).map(
      (file) => `${directory}/${file}`,
    ),
  )
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ts.createSourceFile(file, readFileSync(path.join(root, file), 'utf8'), ts.ScriptTarget.Latest, true));
const imports = sources.flatMap(importsOf);

function folderOf(file: string): string {
  return wiring.includes(file)
    ? file
    : (Object.keys(walls).find((folder) => file.startsWith(`${folder}/`)) ?? 'no folder');
}

function nodesOf(node: ts.Node): ts.Node[] {
  const children: ts.Node[] = [];
  node.forEachChild((child) => void children.push(child));
  return [node, ...children.flatMap(nodesOf)];
}

function lineOf(node: ts.Node): number {
  return node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;
}

/** What a node imports, in each of the ways TypeScript has. */
function specifierOf(node: ts.Node): { specifier?: ts.Node | undefined; typeOnly?: boolean } {
  if (ts.isImportDeclaration(node))
    return { specifier: node.moduleSpecifier, typeOnly: node.importClause?.isTypeOnly === true };
  if (ts.isExportDeclaration(node)) return { specifier: node.moduleSpecifier, typeOnly: node.isTypeOnly };
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return { specifier: node.argument.literal, typeOnly: true };
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return { specifier: node.arguments[0] };
  return {};
}

function importsOf(source: ts.SourceFile): Import[] {
  const file = source.fileName;
  return nodesOf(source).flatMap((node) => {
    const { specifier, typeOnly = false } = specifierOf(node);
    if (!specifier || !ts.isStringLiteralLike(specifier)) return [];
    const name = specifier.text;
    const target = name.startsWith('.') ? path.posix.join(file, '..', name).replace(/\.js$/, '.ts') : undefined;
    return [{ file, line: lineOf(specifier), folder: folderOf(file), name, target, typeOnly }];
  });
}

/** Every import that breaks a rule, as `file:line: what is wrong`. */
function broken(rule: (edge: Import) => string | false): string[] {
  return imports.flatMap((edge) => {
    const wrong = rule(edge);
    return wrong === false ? [] : [`${edge.file}:${edge.line}: ${wrong}`];
  });
}

describe('architecture', () => {
  it('keeps every import within the walls', () => {
    const homeless = sources.map(({ fileName }) => fileName).filter((file) => folderOf(file) === 'no folder');
    const forbidden = broken(({ folder, target, typeOnly }) => {
      const wall = walls[folder];
      if (target === undefined || wall === undefined) return false;
      const to = folderOf(target);
      if ([folder, ...wall.values].includes(to)) return false;
      if (wall.types?.includes(to)) return !typeOnly && `${folder} may import ${target} as "import type" only`;
      return `${folder} may not import ${target}`;
    });
    expect([...homeless.map((file) => `${file}:1: belongs to no folder`), ...forbidden]).toEqual([]);
  });

  it('has nothing of tools/ in the server: only the command `hopline` loads it, when it is asked to', () => {
    const loaded = broken(({ file, folder, target }) => {
      const isTool = target?.startsWith('tools/') === true && !folder.startsWith('tools/');
      return isTool && file !== 'src/hopline.ts' && `${file} may not import ${target}`;
    });
    expect(loaded).toEqual([]);
  });

  it('has no import cycle, type-only imports included', () => {
    const done = new Set<string>();
    const cyclesFrom = (file: string, trail: string[]): string[] => {
      if (done.has(file)) return [];
      const found = imports.flatMap(({ file: from, line, target }) => {
        if (from !== file || target === undefined) return [];
        const start = [...trail, file].indexOf(target);
        if (start < 0) return cyclesFrom(target, [...trail, file]);
        return [`${file}:${line}: import cycle: ${[...trail.slice(start), file, target].join(' -> ')}`];
      });
      done.add(file);
      return found;
    };
    expect(sources.flatMap(({ fileName }) => cyclesFrom(fileName, []))).toEqual([]);
  });

  it('has no barrel', () => {
    const barrels = sources.filter(({ fileName, statements }) => {
      const reExports = statements.filter(ts.isExportDeclaration);
      const rest = statements.filter((one) => !ts.isExportDeclaration(one) && !ts.isImportDeclaration(one));
      return (reExports.length > 0 && rest.length === 0) || /^(?:src|protocol)\/(?:.*\/)?index\.ts$/.test(fileName);
    });
    expect(barrels.map(({ fileName }) => `${fileName}:1: a barrel: import the file itself`)).toEqual([]);
  });

  it('keeps every package but the schema library out of protocol/ and domain/', () => {
    const foreign = broken(({ folder, name, target }) => {
      const allowed = target !== undefined || name === schemaLibrary || !pureFolders.includes(folder);
      return !allowed && `${folder} may import no package but ${schemaLibrary}, not ${name}`;
    });
    expect(foreign).toEqual([]);
  });

  it('knows the environment in src/config only, which what is started hands it to', () => {
    const reads = sources
      .filter(
        ({ fileName }) =>
          !['src/config', 'src/main.ts', 'tools/turn-check/main.ts', 'src/hopline.ts', 'src/library.ts'].includes(
            folderOf(fileName),
          ),
      )
      .flatMap(nodesOf)
      .filter((node) => ts.isPropertyAccessExpression(node) && /^(?:globalThis\.)?process\.env$/.test(node.getText()))
      .map((node) => `${node.getSourceFile().fileName}:${lineOf(node)}: process.env is read outside src/config`);
    expect(reads).toEqual([]);
  });

  it('names OpenTelemetry and prom-client in telemetry, projections, check and main only', () => {
    const leaks = broken(({ folder, name, typeOnly }) => {
      const home = ['src/telemetry', 'src/main.ts'].includes(folder);
      const watcher = folder === 'src/projections' && (typeOnly || name === '@opentelemetry/api');
      const robots = folder === 'tools/call-check' && name === 'prom-client';
      return telemetryPackage.test(name) && !home && !watcher && !robots && `${folder} may not import ${name}`;
    });
    expect(leaks).toEqual([]);
  });
});
