import { defineConfig } from 'vite';

/** Everything comes from the gateway itself, as files: a Content-Security-Policy needs neither inline code nor data: URLs. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
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
