// `npm test`: every check by its name, then one line that counts them all. On servers of its own, which it starts and stops.
//
//   node scripts/test.mjs                 formatting, lint, types, unused code, unit and e2e tests
//   node scripts/test.mjs --full          what takes longer or needs more
//   node scripts/test.mjs --only unit     one of the steps; what follows goes to jest (npm run test:unit -- src/finance)
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { startOwnServers } from './own-servers.mjs';
import { prepare } from './prepare.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const program = (path) => [process.execPath, join(root, 'node_modules', path)];

/** Each of TypeScript's checkers repeats some of the work of the others: no more of them than there are processors. */
const CHECKERS = ['--checkers', String(Math.min(availableParallelism(), 4))];

const CHECKS = {
  formatting: [...program('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '--cache', '.'],
  lint: [...program('oxlint/bin/oxlint'), '--config=oxlint.config.js'],
  types: [...program('typescript-7/bin/tsc'), '--noEmit', ...CHECKERS],
  'types of the dashboard': [...program('typescript-7/bin/tsc'), '--noEmit', '-p', 'web', ...CHECKERS],
  unused: [...program('knip/bin/knip.js'), '--no-progress'],
};
const SUITES = ['unit', 'e2e', 'full', 'chaos', 'browser', 'rabbitmq'];

/** Of the suite `full`, those that measure how long something takes: nothing else goes on beside them. */
const MEASURED = 'bare-clone|full/load|backup-under-load|pools';

/** And those that take minutes each. */
const LONGEST = 'image|rolling-upgrade';

/** Longest time for one test, in ms: those over the command line start many processes. */
const PATIENCE = {
  unit: 60_000,
  e2e: 120_000,
  full: 240_000,
  chaos: 600_000,
  browser: 300_000,
  rabbitmq: 240_000,
};

const [mode, ...rest] = process.argv.slice(2);
const only = mode === '--only' ? rest.shift() : undefined;
if (only !== undefined && !SUITES.includes(only)) {
  console.error(`There is no suite ${only}: write one of ${SUITES.join(', ')}.`);
  process.exit(2);
}
const total = { passed: 0, failed: 0 };
/** What failed by its name: said again at the end, which is all that many a log keeps. */
const fallen = [];

await prepare();
// The specs kill workers and brokers, not these servers: they may be fast.
const servers = await startOwnServers({ durable: false });
try {
  // Side by side: much of what tests do is waiting.
  if (mode === undefined) await Promise.all([checkInTurn(), testInTurn(['unit', 'e2e'], servers)]);
  else if (only !== undefined) await test(only, servers);
  else await testFully(servers);
} finally {
  await servers.stop();
}
process.exitCode = total.failed === 0 ? 0 : 1;
for (const name of fallen) console.log(`failed: ${name}`);
console.log(`${total.passed} passed, ${total.failed} failed`);

async function checkInTurn() {
  for (const name of Object.keys(CHECKS)) {
    const { status, output, seconds } = await run(CHECKS[name], {});
    total[status === 0 ? 'passed' : 'failed'] += 1;
    if (status !== 0) fallen.push(name);
    report(name, status === 0 ? 'passed' : 'failed', seconds, status === 0 ? '' : output);
  }
}

async function testInTurn(suites, servers, ...options) {
  for (const suite of suites) await test(suite, servers, ...options);
}

/** Two at a time, of about the same length; but whoever clicks in a browser does not do so beside workers that are killed. */
async function testFully(servers) {
  await test('full', servers, '--runInBand', `--testPathPatterns=${MEASURED}`);
  await Promise.all([
    test('full', servers, '--runInBand', `--testPathIgnorePatterns=${MEASURED}|${LONGEST}`),
    testInTurn(['chaos', 'rabbitmq'], servers, '--runInBand').then(() =>
      test('full', servers, '--runInBand', `--testPathPatterns=${LONGEST}`),
    ),
  ]);
  await test('browser', servers, '--runInBand');
}

async function test(suite, { environment, folder }, ...options) {
  if (suite !== 'rabbitmq') {
    await testOn(suite, environment, folder, options);
    return;
  }
  const { startRabbit } = await import('./rabbit-server.mjs');
  const rabbit = await startRabbit(folder);
  try {
    // Installations are told of it alone: nothing may need a Redis.
    const overRabbit = { ...environment, TEST_BROKER_URL: rabbit.url };
    await testOn(suite, overRabbit, folder, options);
  } finally {
    await rabbit.stop();
  }
}

async function testOn(suite, environment, folder, options) {
  const resultFile = join(folder, `${suite} ${process.hrtime.bigint()}.json`);
  const command = [
    ...program('jest/bin/jest.js'),
    `--selectProjects=${suite}`,
    `--testTimeout=${PATIENCE[suite]}`,
    // What a hook has waited for until its time was up goes on being waited for: the run has to end all the same.
    '--forceExit',
    '--json',
    `--outputFile=${resultFile}`,
    ...options,
    ...rest,
  ];
  const { status, output, seconds } = await run(command, {
    ...environment,
    // Asked for by name, it may take as long as it takes.
    ...(only !== undefined && { THOROUGH: '1' }),
    NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
  });
  const result = readResult(resultFile);
  // A file that could not even be loaded has no failed tests to count.
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  total.passed += result.numPassedTests;
  total.failed += status === 0 ? failed : Math.max(failed, 1);
  fallen.push(...namesOfFailed(suite, result));
  const summary = `${result.numPassedTests} passed, ${failed} failed`;
  report(suite, summary, seconds, status === 0 && only === undefined ? '' : output);
}

function readResult(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 1, testResults: [] };
  }
}

/** Each with the first line of what was wrong; a file whose hooks failed has no test to blame. */
function namesOfFailed(suite, { testResults }) {
  return testResults
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, message, assertionResults }) => {
      const tests = assertionResults.filter(({ status }) => status === 'failed');
      const file = `${suite} ${relative(root, name)}`;
      if (tests.length === 0) return [`${file}: ${firstLine(message)}`];
      return tests.map(
        ({ fullName, failureMessages }) => `${file}: ${fullName}: ${firstLine(failureMessages[0])}`,
      );
    });
}

function firstLine(message = '') {
  return (
    stripVTControlCharacters(message)
      .split('\n')
      .find((line) => !/^\s*(●|$)/u.test(line)) ?? ''
  );
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
