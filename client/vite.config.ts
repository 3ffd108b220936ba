import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';
import { reload } from './vite.reload.js';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

/** The documentation lies beside the pages, for their links to it. */
const documentation: Plugin = {
  name: 'documentation',
  generateBundle() {
    const pages = readdirSync(new URL('../docs/', import.meta.url)).filter((name) => name.endsWith('.md'));
    for (const page of ['../README.md', ...pages]) {
      const source = readFileSync(new URL(page, new URL('../docs/', import.meta.url)), 'utf8');
      this.emitFile({ type: 'asset', fileName: `docs/${page.replace('../', '')}`, source });
    }
  },
};

/** Everything comes from the gateway itself, as files: a Content-Security-Policy needs neither inline code nor data: URLs. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [documentation, reload],
  define: { HOPLINE_VERSION: JSON.stringify(manifest.version) },
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: true,
    rolldownOptions: { input: ['client/index.html', 'client/console/index.html', 'client/console/login.html'] },
  },
});
