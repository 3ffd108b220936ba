/** Writes the pages that the code documents; with `--check`, only says which are out of date. */
import { writeFile } from 'node:fs/promises';
import { pages } from './pages.js';

const check = process.argv.includes('--check');

for (const { path, is, should } of await pages()) {
  if (is === should) continue;
  if (check) {
    console.error(`${path} is not what the code says: run npm run docs`);
    process.exitCode = 1;
  } else {
    await writeFile(path, should);
  }
}
