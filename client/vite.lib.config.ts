import { defineConfig } from 'vite';

/** The library as one ES module that needs no other, and the probe as one; their types, from the compiler, lie beside them. */
export default defineConfig(({ mode }) => {
  const [entry, name] = mode === 'probe' ? ['probe/probe.ts', 'hopline-probe'] : ['lib/hopline.ts', 'hopline'];
  return {
    root: import.meta.dirname,
    publicDir: false,
    build: {
      outDir: '../dist/lib',
      emptyOutDir: name === 'hopline',
      target: 'es2022',
      sourcemap: true,
      lib: { entry, formats: ['es'], fileName: () => `${name}.js` },
    },
  };
});
