import { readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'vite';

const root = path.dirname(import.meta.dirname);
const { dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const isInstalled = (id) => Object.keys(dependencies).some((name) => id === name || id.startsWith(`${name}/`));

/**
 * The server as it is delivered: few files, with every package in them that is not installed beside them, and what their
 * licences ask for. Made from what the compiler wrote, which has the types of constructors that Nest reads.
 */
export default defineConfig({
  root,
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: true,
    outDir: 'dist/bundle',
    emptyOutDir: true,
    target: 'node22',
    minify: false,
    license: { fileName: 'LICENSES.md' },
    rolldownOptions: {
      input: {
        main: 'dist/server/src/main.js',
        hopline: 'dist/server/src/hopline.js',
        library: 'dist/server/src/library.js',
        'turn-check': 'dist/server/tools/turn-check/main.js',
      },
      external: isInstalled,
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
