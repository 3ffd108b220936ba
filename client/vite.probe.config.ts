import { defineConfig } from 'vite';
import { reload } from './vite.reload.js';

/** By mode; what has none is the probe. */
const scripts: Record<string, { input: string; name: string; format: 'es' | 'iife' }> = {
  log: { input: 'probe/log-lines.ts', name: 'probe-log.js', format: 'es' },
  redirect: { input: 'watch/script.ts', name: 'redirect.js', format: 'iife' },
};
const probe = { input: 'probe/script.ts', name: 'probe.js', format: 'iife' } as const;

/**
 * The probe beside the call page, whose build empties the directory: this one comes after it. `probe.js` is one classic
 * script; `probe-log.js` the words of its log, a module that it loads where they are asked for; `redirect.js` what leads a
 * watched page to the proxy in front of its servers, the other script of such a page.
 */
export default defineConfig(({ mode }) => {
  const { input, name, format } = scripts[mode] ?? probe;
  return {
    root: import.meta.dirname,
    publicDir: false,
    plugins: [reload],
    build: {
      outDir: '../dist/client',
      emptyOutDir: false,
      target: 'es2022',
      rolldownOptions: {
        input,
        preserveEntrySignatures: 'strict',
        output: {
          format,
          entryFileNames: name,
          // A byte order mark: read as UTF-8 whatever the page and the server say.
          postBanner: '\ufeff',
        },
      },
    },
  };
});
