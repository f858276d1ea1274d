import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'oxlint';

// Found by the name that `npm run lint` gives: oxlint looks for a TypeScript file only, which Node 20 does not load.

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

/** A regular expression for every file name but this: the linter's engine knows no look-ahead. */
const otherThan = (name) => {
  const escaped = [...name].map((character) => character.replace('.', '\\.'));
  const differing = escaped.map((_, at) => `${escaped.slice(0, at).join('')}([^/${name[at]}][^/]*)?`);
  return [...differing, `${escaped.join('')}[^/]+`].join('|');
};

const importRules = (...patterns) => ({
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
          regex: `^(\\.\\./)+(src/)?(${folders.join('|')})/(.*/)?(${otherThan('index.js')})$`,
          message: "Use what the folder's index.ts exports.",
        },
        {
          // Otherwise a detour would lead past the patterns.
          regex: '/\\.?/|^\\./\\.\\./|[^./]/\\.\\./',
          message: 'Write the shortest path.',
        },
        ...patterns,
      ],
    },
  ],
});

/** For each folder: whatever stands above it, or beside it in its own layer. */
const zones = layers.flatMap((layer, depth) =>
  layer.map((folder) => ({
    folder,
    others: layers
      .slice(0, depth + 1)
      .flat()
      .filter((other) => other !== folder),
  })),
);

/** The files with decorators, for which the compiler emits the types of parameters: these are imported as values. */
const decorated = ['src', 'test'].flatMap((folder) =>
  readdirSync(join(import.meta.dirname, folder), { recursive: true })
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.ts') && hasDecorators(file)),
);

function hasDecorators(file) {
  return /^\s*(export )?@[A-Z]\w*\(/m.test(readFileSync(join(import.meta.dirname, file), 'utf8'));
}

/** What ESLint calls recommended. */
const recommended = [
  'constructor-super',
  'for-direction',
  'getter-return',
  'no-async-promise-executor',
  'no-case-declarations',
  'no-class-assign',
  'no-compare-neg-zero',
  'no-cond-assign',
  'no-const-assign',
  'no-constant-binary-expression',
  'no-constant-condition',
  'no-control-regex',
  'no-debugger',
  'no-delete-var',
  'no-dupe-class-members',
  'no-dupe-else-if',
  'no-dupe-keys',
  'no-duplicate-case',
  'no-empty',
  'no-empty-character-class',
  'no-empty-pattern',
  'no-empty-static-block',
  'no-ex-assign',
  'no-extra-boolean-cast',
  'no-fallthrough',
  'no-func-assign',
  'no-global-assign',
  'no-import-assign',
  'no-invalid-regexp',
  'no-irregular-whitespace',
  'no-loss-of-precision',
  'no-misleading-character-class',
  'no-new-native-nonconstructor',
  'no-nonoctal-decimal-escape',
  'no-obj-calls',
  'no-prototype-builtins',
  'no-redeclare',
  'no-regex-spaces',
  'no-self-assign',
  'no-setter-return',
  'no-shadow-restricted-names',
  'no-sparse-arrays',
  'no-this-before-super',
  'no-unassigned-vars',
  'no-undef',
  'no-unexpected-multiline',
  'no-unreachable',
  'no-unsafe-finally',
  'no-unsafe-negation',
  'no-unsafe-optional-chaining',
  'no-unused-labels',
  'no-unused-private-class-members',
  'no-unused-vars',
  'no-useless-assignment',
  'no-useless-backreference',
  'no-useless-catch',
  'no-useless-escape',
  'no-with',
  'preserve-caught-error',
  'require-yield',
  'use-isnan',
  'valid-typeof',
];

/** What typescript-eslint calls strict and stylistic, as far as it does without types. */
const strict = [
  'no-array-constructor',
  'no-empty-function',
  'no-unused-expressions',
  'no-useless-constructor',
  'no-var',
  'prefer-const',
  'prefer-rest-params',
  'prefer-spread',
  'typescript/adjacent-overload-signatures',
  'typescript/array-type',
  'typescript/ban-ts-comment',
  'typescript/ban-tslint-comment',
  'typescript/class-literal-property-style',
  'typescript/consistent-generic-constructors',
  'typescript/consistent-indexed-object-style',
  'typescript/consistent-type-assertions',
  'typescript/consistent-type-definitions',
  'typescript/consistent-type-imports',
  'typescript/no-confusing-non-null-assertion',
  'typescript/no-duplicate-enum-values',
  'typescript/no-dynamic-delete',
  'typescript/no-empty-object-type',
  'typescript/no-explicit-any',
  'typescript/no-extra-non-null-assertion',
  'typescript/no-extraneous-class',
  'typescript/no-inferrable-types',
  'typescript/no-invalid-void-type',
  'typescript/no-misused-new',
  'typescript/no-namespace',
  'typescript/no-non-null-asserted-nullish-coalescing',
  'typescript/no-non-null-asserted-optional-chain',
  'typescript/no-non-null-assertion',
  'typescript/no-require-imports',
  'typescript/no-this-alias',
  'typescript/no-unnecessary-type-constraint',
  'typescript/no-unsafe-declaration-merging',
  'typescript/no-unsafe-function-type',
  'typescript/no-wrapper-object-types',
  'typescript/prefer-as-const',
  'typescript/prefer-for-of',
  'typescript/prefer-function-type',
  'typescript/prefer-literal-enum-member',
  'typescript/prefer-namespace-keyword',
  'typescript/triple-slash-reference',
  'typescript/unified-signatures',
];

/** And what it needs types for. */
const strictWithTypes = [
  'typescript/await-thenable',
  'typescript/dot-notation',
  'typescript/no-array-delete',
  'typescript/no-base-to-string',
  'typescript/no-confusing-void-expression',
  'typescript/no-deprecated',
  'typescript/no-duplicate-type-constituents',
  'typescript/no-floating-promises',
  'typescript/no-for-in-array',
  'typescript/no-generated-empty-object-type',
  'typescript/no-implied-eval',
  'typescript/no-meaningless-void-operator',
  'typescript/no-misused-promises',
  'typescript/no-misused-spread',
  'typescript/no-mixed-enums',
  'typescript/no-redundant-type-constituents',
  'typescript/no-unnecessary-boolean-literal-compare',
  'typescript/no-unnecessary-condition',
  'typescript/no-unnecessary-template-expression',
  'typescript/no-unnecessary-type-arguments',
  'typescript/no-unnecessary-type-assertion',
  'typescript/no-unnecessary-type-conversion',
  'typescript/no-unsafe-argument',
  'typescript/no-unsafe-assignment',
  'typescript/no-unsafe-call',
  'typescript/no-unsafe-enum-assignment',
  'typescript/no-unsafe-enum-comparison',
  'typescript/no-unsafe-member-access',
  'typescript/no-unsafe-return',
  'typescript/no-unsafe-unary-minus',
  'typescript/no-useless-default-assignment',
  'typescript/non-nullable-type-assertion-style',
  'typescript/only-throw-error',
  'typescript/prefer-find',
  'typescript/prefer-includes',
  'typescript/prefer-nullish-coalescing',
  'typescript/prefer-optional-chain',
  'typescript/prefer-promise-reject-errors',
  'typescript/prefer-reduce-type-parameter',
  'typescript/prefer-regexp-exec',
  'typescript/prefer-return-this-type',
  'typescript/prefer-string-starts-ends-with',
  'typescript/related-getter-setter-pairs',
  'typescript/require-await',
  'typescript/restrict-plus-operands',
  'typescript/restrict-template-expressions',
  'typescript/return-await',
  'typescript/unbound-method',
  'typescript/use-unknown-in-catch-callback-variable',
];

const on = (names) => Object.fromEntries(names.map((name) => [name, 'error']));

export default defineConfig({
  options: { typeAware: true, reportUnusedDisableDirectives: 'error' },
  ignorePatterns: ['dist/', 'coverage/', 'node_modules/', '.mallkeeper/', 'web/src/api/schema.d.ts'],
  plugins: ['typescript', 'import', 'react'],
  // What is on is written out.
  categories: { correctness: 'off' },
  rules: {
    ...on(recommended),
    // An underscore excuses nothing.
    'no-unused-vars': ['error', { varsIgnorePattern: '^$', argsIgnorePattern: '^$' }],
  },
  overrides: [
    {
      files: ['**/*.ts', '**/*.tsx'],
      rules: {
        ...on(strict),
        ...on(strictWithTypes),
        // The compiler knows.
        'no-undef': 'off',
        'no-redeclare': 'off',
        'import/no-cycle': 'error',
        'typescript/ban-ts-comment': ['error', { minimumDescriptionLength: 10 }],
        'typescript/restrict-plus-operands': [
          'error',
          {
            allowAny: false,
            allowBoolean: false,
            allowNullish: false,
            allowNumberAndString: false,
            allowRegExp: false,
          },
        ],
        'typescript/restrict-template-expressions': ['error', { allowNumber: true }],
        'typescript/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
        'typescript/return-await': ['error', 'error-handling-correctness-only'],
        // The type parameter of dataSource.query<Row[]>() says what the SQL beside it returns.
        'typescript/no-unnecessary-type-parameters': 'off',
        'typescript/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      },
    },
    {
      files: ['**/*.ts'],
      rules: {
        ...importRules(),
        // NestJS modules are classes with nothing but a decorator.
        'typescript/no-extraneous-class': ['error', { allowWithDecorator: true }],
        // `async` without `await` keeps the promise of an interface and turns throws into rejections.
        'typescript/require-await': 'off',
        'typescript/no-inferrable-types': 'off',
      },
    },
    { files: decorated, rules: { 'typescript/consistent-type-imports': 'off' } },
    ...zones
      .filter(({ others }) => others.length > 0)
      .map(({ folder, others }) => ({
        files: [`src/${folder}/**/*.ts`],
        rules: importRules({
          regex: `^\\.\\./(.*/)?(${others.join('|')})/`,
          message: `${folder} may only use the folders below it (see the layers in oxlint.config.js).`,
        }),
      })),
    {
      files: ['**/*.spec.ts', '**/*.e2e-spec.ts', 'test/support/**/*.ts'],
      rules: {
        'typescript/no-non-null-assertion': 'off',
        'typescript/unbound-method': 'off',
      },
    },
    {
      files: ['test/**/*.ts', 'bench/**/*.ts'],
      // Support for specs looks behind the doors that the product keeps shut.
      rules: { 'no-restricted-imports': 'off' },
    },
    {
      files: ['web/**/*.ts', 'web/**/*.tsx'],
      rules: {
        'typescript/no-extraneous-class': 'error',
        'typescript/require-await': 'error',
        'typescript/no-inferrable-types': 'error',
        // React's handlers take what returns nothing that counts.
        'typescript/no-misused-promises': [
          'error',
          { checksVoidReturn: { attributes: false, properties: false } },
        ],
        'typescript/dot-notation': 'off',
        // The others are for the compiler of React, which is not used.
        'react/rules-of-hooks': 'error',
        'react/exhaustive-deps': 'error',
        // Folders of pages are called like those of src/, and have no index.ts.
        'no-restricted-imports': 'off',
      },
    },
    {
      files: ['**/*.mjs', '**/*.js'],
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
  ],
});
