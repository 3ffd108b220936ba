import { defineConfig } from 'vite';

/** The library as one ES module that needs no other; its types, from the compiler, lie beside it. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  build: {
    outDir: '../dist/lib',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: true,
    lib: { entry: 'lib/hopline.ts', formats: ['es'], fileName: () => 'hopline.js' },
  },
});
