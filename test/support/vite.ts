import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { until } from './read.js';
import { atEnd } from './teardown.js';

/** Vite's development server for these files; answers with their folder once it serves them. */
export async function serveByVite(port: number, files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), 'hopline-vite-'));
  atEnd(() => rm(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(root, name), text);
  const vite = spawn('vite', [
    root,
    '--port',
    String(port),
    '--strictPort',
    '--host',
    '127.0.0.1',
    '--logLevel',
    'silent',
  ]);
  atEnd(() => vite.kill());
  const answers = () =>
    fetch(`http://127.0.0.1:${port}/`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until(answers, Boolean);
  return root;
}
