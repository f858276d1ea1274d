/** Unit specs stand beside the code, e2e specs in test/; both use the servers that scripts/test.mjs starts. */
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          target: 'es2022',
          keepClassNames: true,
        },
        module: { type: 'es6' },
      },
    ],
  },
  setupFiles: ['reflect-metadata'],
};

export default {
  testTimeout: 30_000,
  maxWorkers: 2,
  // Of it.concurrent: those that use it start processes, which are slow to load.
  maxConcurrency: 2,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts'] },
    { ...shared, displayName: 'e2e', testMatch: ['<rootDir>/test/*.e2e-spec.ts'] },
    { ...shared, displayName: 'chaos', testMatch: ['<rootDir>/test/chaos/*.e2e-spec.ts'] },
    // In Chromium, over the dashboard that is built: npm run test:browser.
    { ...shared, displayName: 'browser', testMatch: ['<rootDir>/test/browser/*.e2e-spec.ts'] },
    { ...shared, displayName: 'full', testMatch: ['<rootDir>/test/full/*.e2e-spec.ts'] },
  ],
};
