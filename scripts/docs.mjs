// `npm run docs [-- [--check] [URL]]`: the documents that are made of the code: docs/configuration.md of the settings,
// docs/rest.md of the API's own description, and the diagram in docs/architecture.md of the imports. Without the URL of a
// running API it starts one, on servers of its own.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import { architecture } from './docs/architecture.mjs';
import { configuration } from './docs/configuration.mjs';
import { rest } from './docs/rest.mjs';
import { prepare } from './prepare.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const args = process.argv.slice(2);
const check = args[0] === '--check' && args.shift() !== undefined;

await prepare();
const { definitions } = await import('../dist/config/definitions.js');
const documents = {
  'docs/configuration.md': await formatted(configuration(definitions)),
  'docs/architecture.md': await formatted(architecture(read('docs/architecture.md'), sources())),
  // Too long for aligned tables.
  'docs/rest.md': rest(await withApi(args[0], describe)),
};
const stale = Object.keys(documents).filter((name) => read(name) !== documents[name]);
if (check) {
  for (const name of stale) console.error(`${name} is not what the code is: npm run docs`);
  if (stale.length > 0) process.exitCode = 1;
  else console.log(`${Object.keys(documents).join(', ')}: up to date`);
} else {
  for (const name of stale) writeFileSync(join(root, name), documents[name]);
  console.log(stale.length > 0 ? `Written: ${stale.join(', ')}` : 'Nothing has changed.');
}

function read(name) {
  try {
    return readFileSync(join(root, name), 'utf8');
  } catch {
    return '';
  }
}

async function formatted(text) {
  const options = await prettier.resolveConfig(join(root, 'docs/any.md'));
  return prettier.format(text, { ...options, parser: 'markdown' });
}

/** The program's files by their paths below src/, without specs. */
function sources() {
  const folder = join(root, 'src');
  const names = readdirSync(folder, { recursive: true }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'),
  );
  return new Map(names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

async function describe(url) {
  const answer = await fetch(new URL('/docs-json', url));
  if (!answer.ok) throw new Error(`${url}/docs-json answers ${answer.status}`);
  return answer.json();
}

/** Does `work` with the address of an API: the given one, or one that lives as long as that takes. */
async function withApi(url, work) {
  if (url !== undefined) return work(url);
  const folder = mkdtempSync(join(tmpdir(), 'mallkeeper docs '));
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [join(root, 'bin/mallkeeper'), 'start', '--no-worker', '--no-beat'], {
    cwd: folder,
    env: { PATH, HOME, MALLKEEPER_DATA_DIR: folder, MALLKEEPER_DEMO: '0', PORT: '0', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  try {
    return await work(await addressOf(child, ended));
  } finally {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function addressOf(child, ended) {
  let output = '';
  const ready = new Promise((resolve) => {
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const [, address] = /Mallkeeper is ready: (\S+)/.exec(output) ?? [];
      if (address) resolve(address);
    });
  });
  const address = await Promise.race([ready, ended.then(() => undefined)]);
  if (address === undefined) throw new Error(`the API did not start:\n${output}`);
  return address;
}
