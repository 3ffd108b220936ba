import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { capture, root } from './child.mjs';

/** The root project and those of the directories with rules of their own. */
function typeScriptProjects() {
  const directories = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return ['.', ...directories.map((entry) => entry.name)]
    .filter((directory) => directory !== 'node_modules')
    .filter((directory) => existsSync(path.join(root, directory, 'tsconfig.json')));
}

/** Format, lint and types, side by side; each says how it ended. */
export async function check() {
  const steps = {
    format: ['prettier', '--check', '--log-level', 'warn', '.'],
    lint: ['oxlint', '--type-aware', '--deny-warnings', '--report-unused-disable-directives'],
    ...Object.fromEntries(typeScriptProjects().map((name) => [`types of ${name}`, ['tsc', '--noEmit', '-p', name]])),
  };
  const codes = await Promise.all(
    Object.entries(steps).map(async ([what, [command, ...args]]) => {
      const { code, output } = await capture(command, args);
      console.log(code === 0 ? `${what}: ok` : `${output}\n${what}: failed`);
      return code;
    }),
  );
  return codes.every((code) => code === 0) ? 0 : 1;
}
