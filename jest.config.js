import { kinds, specsOf } from './scripts/test-kinds.mjs';

/** Jest runs the TypeScript sources as ES modules: Nest 12 is ESM only, so Node is given --experimental-vm-modules. */
const modules = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        module: { type: 'es6' },
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
      },
    ],
  },
};

export default {
  projects: kinds.map((displayName) => ({ ...modules, displayName, ...specsOf(displayName) })),
  testTimeout: 60_000,
  // Most of a suite is waiting: for a browser, for what is late.
  maxWorkers: 2,
  // What a suite has loaded as ES modules stays in its worker: past this it is started anew.
  workerIdleMemoryLimit: '1GB',
};
