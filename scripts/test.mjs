// `npm test`: every check by its name, then one line that counts them all. On servers of its own, which it starts and stops.
//
//   node scripts/test.mjs                 formatting, lint, types, unused code, unit and e2e tests
//   node scripts/test.mjs --full          what takes longer or needs more
//   node scripts/test.mjs --only unit     one of the steps; what follows goes to jest (npm run test:unit -- src/finance)
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startOwnServers } from './own-servers.mjs';
import { prepare } from './prepare.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const program = (path) => [process.execPath, join(root, 'node_modules', path)];

const CHECKS = {
  formatting: [...program('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '--cache', '.'],
  lint: [...program('eslint/bin/eslint.js'), '--cache', '--cache-location=node_modules/.cache/eslint/', '.'],
  types: [...program('typescript/bin/tsc'), '--noEmit'],
  'types of the dashboard': [...program('typescript/bin/tsc'), '--noEmit', '-p', 'web'],
  unused: [...program('knip/bin/knip.js'), '--no-progress'],
};
const SUITES = ['unit', 'e2e', 'full', 'chaos', 'browser'];

/** Longest time for one test, in ms: those over the command line start many processes. */
const PATIENCE = { unit: 60_000, e2e: 120_000, full: 120_000, chaos: 600_000, browser: 300_000 };

const [mode, ...rest] = process.argv.slice(2);
const only = mode === '--only' ? rest.shift() : undefined;
const suites = only === undefined ? (mode === '--full' ? ['full', 'chaos'] : ['unit', 'e2e']) : [only];
if (suites.some((suite) => !SUITES.includes(suite))) {
  console.error(`There is no suite ${only}: write one of ${SUITES.join(', ')}.`);
  process.exit(2);
}
const checks = mode === undefined ? Object.keys(CHECKS) : [];
const total = { passed: 0, failed: 0 };

await prepare();
// The specs kill workers and brokers, not these servers: they may be fast.
const servers = await startOwnServers({ durable: false });
try {
  // Side by side: much of what tests do is waiting.
  await Promise.all([checkInTurn(), testInTurn(servers)]);
} finally {
  await servers.stop();
}
process.exitCode = total.failed === 0 ? 0 : 1;
console.log(`${total.passed} passed, ${total.failed} failed`);

async function checkInTurn() {
  for (const name of checks) {
    const { status, output, seconds } = await run(CHECKS[name], {});
    total[status === 0 ? 'passed' : 'failed'] += 1;
    report(name, status === 0 ? 'passed' : 'failed', seconds, status === 0 ? '' : output);
  }
}

async function testInTurn(servers) {
  for (const suite of suites) await test(suite, servers);
}

async function test(suite, { environment, folder }) {
  const resultFile = join(folder, `${suite}.json`);
  const command = [
    ...program('jest/bin/jest.js'),
    `--selectProjects=${suite}`,
    `--testTimeout=${PATIENCE[suite]}`,
    // What takes longer measures how long a start takes: nothing else goes on beside it.
    ...(suite === 'full' ? ['--runInBand'] : []),
    '--json',
    `--outputFile=${resultFile}`,
    ...rest,
  ];
  const { status, output, seconds } = await run(command, {
    ...environment,
    NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
  });
  const result = readResult(resultFile);
  // A file that could not even be loaded has no failed tests to count.
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  total.passed += result.numPassedTests;
  total.failed += status === 0 ? failed : Math.max(failed, 1);
  const summary = `${result.numPassedTests} passed, ${failed} failed`;
  report(suite, summary, seconds, status === 0 && only === undefined ? '' : output);
}

function readResult(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 1 };
  }
}

function report(name, summary, seconds, output) {
  console.log(`${name}: ${summary} (${seconds.toFixed(1)} s)`);
  if (output !== '') console.log(output);
}

function run([file, ...args], environment) {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: root, env: { ...process.env, ...environment } });
    let output = '';
    // jest --json writes its results to standard output too, where nobody reads them.
    if (!args.includes('--json')) child.stdout.on('data', (chunk) => (output += chunk));
    else child.stdout.resume();
    child.stderr.on('data', (chunk) => (output += chunk));
    child.once('close', (status) =>
      resolve({ status, output, seconds: (performance.now() - startedAt) / 1000 }),
    );
  });
}
