import eslint from '@eslint/js';
import importX from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import tseslint from 'typescript-eslint';

/** The folders of src/ in the order of their dependencies: each may use those below it, and only their index.ts. */
const layers = [
  ['commands'],
  ['demo'],
  ['scheduler', 'monitor', 'dashboard'],
  ['reports'],
  ['finance', 'backup', 'core'],
  ['store'],
  ['imports'],
  ['notifications'],
  ['schedules'],
  ['tasks'],
  ['auth'],
  ['lists'],
  ['database'],
  ['http'],
  ['documents', 'logging'],
  ['tracing'],
  ['config'],
];

const folders = layers.flat();

/** For each folder: whatever stands above it, or beside it in its own layer. */
const zones = layers.flatMap((layer, depth) =>
  layer.map((folder) => ({
    target: `./src/${folder}`,
    from: folders
      .filter((other) => layers.findIndex((each) => each.includes(other)) <= depth && other !== folder)
      .map((other) => `./src/${other}`),
    message: `${folder} may only use the folders below it (see the layers in eslint.config.js).`,
  })),
);

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'node_modules/', '.mallkeeper/', 'web/src/api/schema.d.ts'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones: zones.filter((zone) => zone.from.length > 0) }],
      'import-x/no-cycle': 'error',
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'class-validator',
              importNames: ['IsOptional'],
              message: 'It lets null past every check; write MayBeLeftOut (src/http).',
            },
          ],
          patterns: [
            {
              regex: `^(\\.\\./)+(src/)?(${folders.join('|')})/(?!(.*/)?index\\.js$)`,
              message: "Use what the folder's index.ts exports.",
            },
          ],
        },
      ],
      // NestJS modules are classes with nothing but a decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // `async` without `await` keeps the promise of an interface and turns throws into rejections.
      '@typescript-eslint/require-await': 'off',
      // The type parameter of dataSource.query<Row[]>() says what the SQL beside it returns.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-inferrable-types': 'off',
      // Input classes describe plain objects: callers write `tasks.delay(task, { daysAhead: 3 })`.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    },
  },
  {
    files: ['**/*.spec.ts', '**/*.e2e-spec.ts', 'test/support/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    // Support for specs looks behind the doors that the product keeps shut.
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['web/**/*.ts', 'web/**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { 'react-hooks': reactHooks },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: `${import.meta.dirname}/web` },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // React's handlers take what returns nothing that counts.
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false, properties: false } },
      ],
      '@typescript-eslint/dot-notation': 'off',
      // The others are for the compiler of React, which is not used, and take as long as all that need types.
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      // Folders of pages are called like those of src/, and have no index.ts.
      'no-restricted-imports': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        performance: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        fetch: 'readonly',
        structuredClone: 'readonly',
        Buffer: 'readonly',
        AbortController: 'readonly',
        AbortSignal: 'readonly',
      },
    },
  },
);
