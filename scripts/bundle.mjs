// Makes dist/program of what `nest build` has made: the same program in some hundred files instead of 3,400, which is
// loaded in less than half of the time (docs/decisions/025-one-program.md). After `nest build`: node scripts/bundle.mjs
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'dist', 'program');

/** What processes start with; each finds the others beside itself. */
const PROGRAM = ['commands/cli', 'commands/pool-process'];

/** By itself: it runs for as long as any command does, and needs next to nothing of the program. */
const KEEPER = ['database/embedded/keeper'];

/** Stay in node_modules: native, large and seldom needed, or because it must come first. */
const LEFT_OUT = ['reflect-metadata', '@node-rs/argon2', 'pdfmake', 'exceljs'];

/** Ask for a package that the program uses too, at run time, and would get another copy of it than the program has. */
const ASK_AT_RUN_TIME =
  /@nestjs[\\/](mapped-types[\\/]dist[\\/]type-helpers\.utils|typeorm[\\/]dist[\\/]common[\\/]typeorm-compat)\.js$/;

/** Other transports of Nest, which it does without. */
const NOT_INSTALLED = /'(@nestjs\/(microservices|websockets)|@fastify\/static)/;

const files = [...(await bundle(PROGRAM, { expected: 2 })), ...(await bundle(KEEPER, { expected: 0 }))];
keepTwoBuilds(files);
// What `npm start` and the command compare with the age of the source.
writeFileSync(join(root, 'dist', '.built'), '');

/**
 * @param entries of dist/, without `.js`.
 * @param options.expected how many packages ask for others at run time.
 * @returns the files it has made, below dist/program.
 */
async function bundle(entries, { expected }) {
  let changed = 0;
  const program = await rolldown({
    cwd: root,
    input: Object.fromEntries(entries.map((entry) => [basename(entry), `./dist/${entry}.js`])),
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
            const own = 'const require = createRequire(import.meta.url);';
            if (code.includes(own)) changed += 1;
            return code.replace(own, '');
          },
        },
      },
    ],
    onLog: (level, log, report) => {
      if (log.code === 'UNRESOLVED_IMPORT' && !NOT_INSTALLED.test(log.message)) throw new Error(log.message);
      if (log.code !== 'UNRESOLVED_IMPORT') report(level, log);
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
    // Packages apart from our code, each with what it needs: what is loaded only when it is needed stays so.
    codeSplitting: { groups: [{ name: packageName, debugName: 'packages' }] },
  });
  await program.close();
  if (changed !== expected) {
    throw new Error(`${changed} packages ask for others at run time as they did before, and not ${expected}`);
  }
  return output.map(({ fileName }) => fileName);
}

/** Deletes what belongs neither to this build nor to the one before, which processes may still run. */
function keepTwoBuilds(files) {
  const list = join(folder, 'files.json');
  const { now = [], before = [] } = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : {};
  const older = now.join() === files.join() ? before : now;
  const kept = new Set([...files, ...older, 'files.json']);
  for (const name of readdirSync(folder, { recursive: true })) {
    if (!kept.has(name.replaceAll('\\', '/')) && statSync(join(folder, name)).isFile()) {
      rmSync(join(folder, name));
    }
  }
  writeFileSync(list, JSON.stringify({ now: files, before: older }));
}

/** @returns null for a file of ours. */
function packageName(file) {
  const [, name] = /.*node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(file) ?? [];
  return name === undefined ? null : `packages/${name.replace(/[\\/]/, '-')}`;
}
