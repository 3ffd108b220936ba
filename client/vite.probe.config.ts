import { defineConfig } from 'vite';

/**
 * The probe beside the call page, whose build empties the directory: this one comes after it. `probe.js` is one classic
 * script; `probe-log.js` the words of its log, a module that it loads where they are asked for.
 */
export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  publicDir: false,
  build: {
    outDir: '../dist/client',
    emptyOutDir: false,
    target: 'es2022',
    rolldownOptions: {
      input: mode === 'log' ? 'probe/log-lines.ts' : 'probe/script.ts',
      preserveEntrySignatures: 'strict',
      output: {
        format: mode === 'log' ? 'es' : 'iife',
        entryFileNames: mode === 'log' ? 'probe-log.js' : 'probe.js',
        // A byte order mark: read as UTF-8 whatever the page and the server say.
        postBanner: '\ufeff',
      },
    },
  },
}));
