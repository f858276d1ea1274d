// `npm run bench [-- NAME ...] [-- --json]`: the benchmarks in bench/, as a table or as one JSON object a line.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startOwnServers } from './own-servers.mjs';
import { prepare } from './prepare.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = join(root, 'dist', '.bench');
const all = readdirSync(join(root, 'bench'))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replace('.ts', ''));
const args = process.argv.slice(2);
const json = args.includes('--json');
const names = args.filter((arg) => arg !== '--json');
const unknown = names.find((name) => !all.includes(name));
if (unknown !== undefined) {
  console.error(`There is no benchmark ${unknown}: write one of ${all.join(', ')}.`);
  process.exit(2);
}

await prepare();
const compiler = join(root, 'node_modules/typescript/bin/tsc');
const options = ['-p', join(root, 'bench'), '--outDir', built];
const { status } = spawnSync(process.execPath, [compiler, ...options], { stdio: ['ignore', 2, 2] });
if (status !== 0) process.exit(1);

// A benchmark ends what it has started when this process exits, whatever the reason; the servers end by themselves then.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
const servers = await startOwnServers({ durable: true });
Object.assign(process.env, servers.environment);
const { configureLogging } = await import(pathToFileURL(join(built, 'src/logging/index.js')).href);
configureLogging({ level: 'error', format: 'json' });
try {
  for (const name of names.length > 0 ? names : all) {
    const { run } = await import(pathToFileURL(join(built, 'bench', `${name}.js`)).href);
    for (const result of await run()) print(result);
  }
} finally {
  await servers.stop();
}
process.exit();

function print(result) {
  if (json) {
    console.log(JSON.stringify(result));
    return;
  }
  const { bench, metric, value, unit, limit, atLeast, ratio } = result;
  const share = ratio === null ? '' : `  (${Math.round(ratio * 100)} % of ${atLeast ? 'it' : 'the limit'})`;
  const word = atLeast ? 'wanted >=' : 'limit';
  const bound = limit === null ? '' : `  ${word} ${short(limit)} ${unit}`.trimEnd();
  const shown = value === null ? '-' : short(value);
  console.log(
    `${bench.padEnd(12)} ${metric.padEnd(48)} ${String(shown).padStart(10)} ${unit}${bound}${share}`.trimEnd(),
  );
}

function short(number) {
  return Number(number.toPrecision(4));
}
