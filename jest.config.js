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
  // The modules of all specs before stay in its memory, and looking through that takes a third of the time.
  workerIdleMemoryLimit: '450MB',
  // Of it.concurrent: those that use it start processes, which are slow to load.
  maxConcurrency: 2,
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts'] },
    { ...shared, displayName: 'e2e', testMatch: ['<rootDir>/test/*.e2e-spec.ts'] },
    { ...shared, displayName: 'chaos', testMatch: ['<rootDir>/test/chaos/*.e2e-spec.ts'] },
    // In Chromium, over the dashboard that is built: npm run test:browser.
    { ...shared, displayName: 'browser', testMatch: ['<rootDir>/test/browser/*.e2e-spec.ts'] },
    // With RabbitMQ as the broker and no Redis: what all brokers must do, and everything that goes over one.
    {
      ...shared,
      displayName: 'rabbitmq',
      testMatch: [
        '<rootDir>/test/rabbitmq/*.e2e-spec.ts',
        '<rootDir>/test/*.e2e-spec.ts',
        '<rootDir>/src/tasks/{tasks,gate,queues,retrying,revoking,worker-control,worker-stopping}.spec.ts',
        ...(process.env.THOROUGH === '1' ? ['<rootDir>/test/chaos/chaos.e2e-spec.ts'] : []),
      ],
      // What goes over no broker, or brings its own.
      testPathIgnorePatterns: ['/node_modules/', '/test/(web-|deployment|documents|service-manager|secrets)'],
    },
    { ...shared, displayName: 'full', testMatch: ['<rootDir>/test/full/*.e2e-spec.ts'] },
  ],
};
