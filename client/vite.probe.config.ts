import { defineConfig } from 'vite';

/** The probe as one classic script beside the call page, whose build empties the directory: this one comes after it. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  build: {
    outDir: '../dist/client',
    emptyOutDir: false,
    target: 'es2022',
    rolldownOptions: {
      input: 'probe/script.ts',
      // A byte order mark: read as UTF-8 whatever the page and the server say.
      output: { format: 'iife', entryFileNames: 'probe.js', postBanner: '\ufeff' },
    },
  },
});
