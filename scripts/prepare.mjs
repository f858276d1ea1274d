// Makes a checkout runnable: installs and builds what is missing or older than its source. In an installed package, which
// has no source, there is nothing to do.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const inRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Node.js 20.19, 22.13, 24.11 or newer: what `engines` in package.json says. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const least = { 20: 19, 22: 13, 24: 11 };
  if (major > 24 || minor >= least[major]) return;
  process.stderr.write(
    `Mallkeeper needs Node.js 20.19, 22.13 or 24.11, or newer; this is ${process.version}. Install one from https://nodejs.org\n`,
  );
  process.exit(1);
}

/** @param options.ifMissing builds only where there is no build at all: `npm start` and `npm test` see to its age. */
export async function prepare({ ifMissing = false } = {}) {
  checkNode();
  if (!existsSync(inRoot('src')) || (ifMissing && isBundled())) return;
  if (newest('package-lock.json') > newest('node_modules/.package-lock.json')) {
    // npm would empty what the link points to, which is somebody else's.
    if (lstatSync(inRoot('node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
      process.stderr.write(
        'node_modules is a link, and its packages are not those of package-lock.json: remove it\n',
      );
      process.exit(1);
    }
    run('Installing packages (once) ...', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  }
  const sources = Math.max(
    ...['src', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'scripts/bundle.mjs'].map(newest),
  );
  if (sources > newest('dist/.built')) {
    run('Building ...', process.execPath, [inRoot('node_modules/@nestjs/cli/bin/nest.js'), 'build']);
    run('Bundling ...', process.execPath, [inRoot('scripts/bundle.mjs')]);
  } else if (!isBundled()) {
    run('Bundling ...', process.execPath, [inRoot('scripts/bundle.mjs')]);
  }
  const webSources = Math.max(...['web', 'package-lock.json'].map(newest));
  if (webSources > newest('dist/web/index.html')) {
    run('Building the dashboard ...', process.execPath, [
      inRoot('node_modules/vite/bin/vite.js'),
      'build',
      'web',
    ]);
  }
}

/** Whether the bundle is of the last build: `nest build` and `nest start` make none. */
function isBundled() {
  return existsSync(inRoot('dist/program/cli.js')) && newest('dist/.built') >= newest('dist/.tsbuildinfo');
}

/** When the file, or the youngest in the folder, was changed; 0 when there is none. */
function newest(path) {
  const full = inRoot(path);
  if (!existsSync(full)) return 0;
  if (!statSync(full).isDirectory()) return statSync(full).mtimeMs;
  return readdirSync(full, { recursive: true })
    .filter((name) => /\.(tsx?|css|html|svg)$/.test(name))
    .reduce((latest, name) => Math.max(latest, statSync(`${full}/${name}`).mtimeMs), 0);
}

/** Shows the command's output only when it fails. */
function run(title, command, args) {
  process.stderr.write(`${title}\n`);
  const windows = process.platform === 'win32' && command === 'npm';
  const result = spawnSync(windows ? 'npm.cmd' : command, args, {
    cwd: root,
    encoding: 'utf8',
    shell: windows,
  });
  if (result.status === 0) return;
  process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}\n`);
  process.stderr.write(`That failed: ${[command, ...args].join(' ')}\n`);
  process.exit(1);
}
