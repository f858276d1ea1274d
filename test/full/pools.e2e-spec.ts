import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AppModule } from '../../src/app.module.js';
import { type DebugInput } from '../../src/core/dto/debug.input.js';
import { debug } from '../../src/core/index.js';
import {
  type AsyncResult,
  type CallOptions,
  NodeCommands,
  type Run,
  RunLogQueries,
  RunQueries,
  TaskClient,
} from '../../src/tasks/index.js';
import { append, createChaosLog, launchChaosWorker, startSubmitter } from '../support/chaos-tasks.js';
import { eventually, Installation, type Running } from '../support/installation.js';

// Every case has a queue, and so workers, of its own, and all go on at once: most of what they do is waiting.
let mall: Installation;
let application: INestApplicationContext;
let submitter: INestApplicationContext;

beforeAll(async () => {
  mall = await Installation.open({ TASK_LEASE: '5', WORKER_GRACE: '2' });
  const { settings, dataSource } = mall.database;
  await createChaosLog(dataSource);
  const module = AppModule.register({ role: 'command', settings });
  application = await (await Test.createTestingModule({ imports: [module] }).compile()).init();
  submitter = await startSubmitter(settings);
  // It is asked to take over a queue when that one's own worker is gone.
  await launch('rescuer', 'finance', 'async', 8);
}, 60_000);

afterAll(async () => {
  await submitter.close();
  await application.close();
  await mall.close();
}, 60_000);

type Debugging = AsyncResult<{ pid: number; attempt: number }>;

const submit = (input: DebugInput, call: CallOptions): Promise<Debugging> =>
  application.get(TaskClient).applyAsync(debug, input, call);

const get = ({ id }: { id: string }): Promise<Run> => application.get(RunQueries).get(id);

const has = (submitted: { id: string }, ...statuses: string[]): Promise<Run> =>
  eventually(
    () => get(submitted),
    ({ status }) => statuses.includes(status),
  );

const ended = (submitted: { id: string }): Promise<Run> => has(submitted, 'SUCCESS', 'FAILURE', 'REVOKED');

const messages = async ({ id }: { id: string }): Promise<string[]> => {
  const { items } = await application.get(RunLogQueries).list(id, { limit: 100 });
  return items.map(({ message }) => message);
};

/** How often a run was taken back from a process that died. */
const deliveries = async ({ id }: { id: string }): Promise<number> => {
  const rows = await mall.database.dataSource.query<{ deliveries: number }[]>(
    'SELECT deliveries FROM task_runs WHERE id = $1',
    [id],
  );
  return rows[0]!.deliveries;
};

async function launch(
  name: string,
  queue: string,
  pool: 'async' | 'prefork',
  concurrency: number,
  ...options: string[]
): Promise<Running> {
  const worker = mall.launch([
    'worker',
    ...['-n', name, '-Q', queue, '-P', pool, `--concurrency=${concurrency}`],
    ...options,
  ]);
  await worker.said(/worker ready/);
  return worker;
}

/** The processes that a process has started and that still run. */
function childrenOf({ child: { pid } }: Running): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return children === '' ? [] : children.split(' ').map(Number);
}

function isRunning(pid: number): boolean {
  try {
    // One that has ended and that nobody has asked after yet is there still, as a zombie.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

const takeOver = (queue: string): Promise<unknown> =>
  application.get(NodeCommands).send('add-consumer', { queue }, ['rescuer']);

it.concurrent.each([
  { pool: 'async', queue: 'core' },
  { pool: 'prefork', queue: 'store' },
] as const)(
  '-P $pool: a run that spins, ignores its signal or crashes harms no other',
  async ({ pool, queue }) => {
    const { dataSource } = mall.database;
    const worker = await launch(`${pool} with faults`, queue, pool, 2);

    // One that spins, with a neighbour.
    const spinning = await submit({ message: 'spins', spin: true }, { queue, timeLimit: 1 });
    const neighbour = await submit({ message: 'neighbour', seconds: 4 }, { queue });
    const spun = await ended(spinning);
    expect(spun).toMatchObject({ status: 'FAILURE', error: { type: 'TimeLimitExceeded' }, attempt: 1 });
    expect(spun.runtimeMs).toBeGreaterThanOrEqual(1_000);
    expect(spun.runtimeMs).toBeLessThan(3_000);
    expect(await messages(spinning)).toEqual([expect.stringContaining('spins')]);

    // One that is told to stop at its soft limit, and cleans up; one that does not heed that.
    const polite = await submit(
      { seconds: 60 },
      { queue, softTimeLimit: 0.5, timeLimit: 50, retry: { max: 0, delay: 0 } },
    );
    const deaf = await submit(
      { seconds: 60, ignoreAbort: true },
      { queue, softTimeLimit: 0.5, timeLimit: 1.5 },
    );
    expect(await ended(polite)).toMatchObject({
      status: 'FAILURE',
      error: { type: 'SoftTimeLimitExceeded' },
    });
    expect(await ended(deaf)).toMatchObject({
      status: 'FAILURE',
      error: { type: 'TimeLimitExceeded' },
      attempt: 1,
    });

    expect(await ended(neighbour)).toMatchObject({ status: 'SUCCESS', attempt: 1 });
    // In a shared process it may have been the neighbour that span: that counts, and changes nothing yet.
    expect(await deliveries(neighbour)).toBeLessThanOrEqual(pool === 'async' ? 1 : 0);

    // One that takes its process down, again and again: the fourth time and the fifth are enough to see the end.
    const crashing = await submit({ message: 'crashes', crash: true }, { queue, countdown: 0.5 });
    await dataSource.query('UPDATE task_runs SET deliveries = 3 WHERE id = $1', [crashing.id]);
    const crashed = await ended(crashing);
    expect(crashed).toMatchObject({ status: 'FAILURE', error: { type: 'WorkerLost' }, attempt: 0 });
    expect((await messages(crashing)).filter((message) => message.startsWith('crashes'))).toHaveLength(2);

    const after = await submit({}, { queue });
    expect(await ended(after)).toMatchObject({ status: 'SUCCESS', worker: `${pool} with faults` });
    expect(worker.child.exitCode).toBeNull();
    const [node] = await dataSource.query<{ pid: number }[]>('SELECT pid FROM nodes WHERE name = $1', [
      `${pool} with faults`,
    ]);
    expect(node?.pid).toBe(worker.child.pid);
    expect(await worker.stop()).toMatchObject({ status: 0 });
  },
);

it.concurrent(
  'replaces processes after so many runs, or when they hold too much, and loses nothing',
  async () => {
    const queue = 'reports';
    const limits = ['--max-tasks-per-child=5', '--max-memory-per-child=400000'];
    const worker = await launch('replacing', queue, 'prefork', 2, ...limits);
    const submitted = await Promise.all(Array.from({ length: 9 }, () => submit({}, { queue })));
    const results = await Promise.all(submitted.map((each) => each.get()));
    const counts = new Map<number, number>();
    for (const { pid } of results) counts.set(pid, (counts.get(pid) ?? 0) + 1);
    expect(counts.size).toBeGreaterThanOrEqual(2);
    expect(Math.max(...counts.values())).toBeLessThanOrEqual(5);

    const large = await (await submit({ allocateMb: 400 }, { queue })).get();
    await eventually(
      async () => childrenOf(worker),
      (children) => !children.includes(large.pid),
    );

    // When its worker is killed, a process that spins ends too, and the runs are executed elsewhere.
    const spinning = await submit({ spin: true }, { queue });
    const other = await submit({ seconds: 3 }, { queue });
    await has(spinning, 'STARTED');
    await has(other, 'STARTED');
    await expectNoOrphans(worker);
    await spinning.revoke({ terminate: true });
    await takeOver(queue);
    expect(await ended(other)).toMatchObject({ status: 'SUCCESS', attempt: 1, worker: 'rescuer' });
    expect(await ended(spinning)).toMatchObject({ status: 'REVOKED' });
  },
);

it.concurrent('-P async: a run that crashes again and again does not take its neighbours along', async () => {
  const queue = 'finance';
  const crashing = await submit({ seconds: 0.5, crash: true }, { queue });
  const neighbours = await Promise.all([1, 2].map(() => submit({ seconds: 3 }, { queue })));
  expect(await ended(crashing)).toMatchObject({
    status: 'FAILURE',
    error: { type: 'WorkerLost' },
    attempt: 0,
  });
  for (const neighbour of neighbours) {
    expect(await ended(neighbour)).toMatchObject({ status: 'SUCCESS', attempt: 1 });
  }
});

it.concurrent('-P async: replaces its process after so many runs, and loses nothing', async () => {
  const queue = 'notifications';
  const worker = await launch('replacing async', queue, 'async', 4, '--max-tasks-per-child=5');
  const submitted = await Promise.all(Array.from({ length: 8 }, () => submit({ seconds: 0.05 }, { queue })));
  const results = await Promise.all(submitted.map((each) => each.get()));
  expect(new Set(results.map(({ pid }) => pid)).size).toBeGreaterThanOrEqual(2);
  expect(results.map(({ attempt }) => attempt)).toEqual(Array(8).fill(1));

  // When its worker is killed, a process that spins ends too, and the runs are executed elsewhere.
  const spinning = await submit({ spin: true }, { queue });
  const neighbour = await submit({ seconds: 3 }, { queue });
  await has(spinning, 'STARTED');
  await has(neighbour, 'STARTED');
  await expectNoOrphans(worker);
  await spinning.revoke({ terminate: true });
  await takeOver(queue);
  expect(await ended(neighbour)).toMatchObject({ status: 'SUCCESS', attempt: 1, worker: 'rescuer' });
  expect(await ended(spinning)).toMatchObject({ status: 'REVOKED' });
});

it.concurrent(
  'lets runs finish within the grace, hands back the others, and everything at once when told again',
  async () => {
    const queue = 'backup';
    const first = await launch('leaving', queue, 'async', 2);
    const short = await submit({ seconds: 1.5 }, { queue });
    const long = await submit({ seconds: 60 }, { queue });
    await has(short, 'STARTED');
    await has(long, 'STARTED');
    const waiting = await submit({ seconds: 60, ignoreAbort: true }, { queue });
    expect(await first.stop()).toMatchObject({ status: 0 });
    expect(await get(short)).toMatchObject({ status: 'SUCCESS', worker: 'leaving' });
    expect(await get(long)).toMatchObject({ status: 'PENDING', attempt: 0, error: null });
    expect(await get(waiting)).toMatchObject({ status: 'PENDING', attempt: 0, error: null });

    const second = mall.launch(['worker', '-n', 'hurried', '-Q', queue, '-P', 'prefork', '--concurrency=2'], {
      WORKER_GRACE: '60',
    });
    await has(long, 'STARTED');
    await has(waiting, 'STARTED');
    const stopping = second.stop();
    await second.said(/worker stopping/);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(second.child.exitCode).toBeNull();
    const toldAgain = performance.now();
    expect(await second.stop()).toMatchObject({ status: 0 });
    expect(performance.now() - toldAgain).toBeLessThan(3_000);
    await stopping;
    expect(await get(long)).toMatchObject({ status: 'PENDING', attempt: 0, error: null });
    expect(await get(waiting)).toMatchObject({ status: 'PENDING', attempt: 0, error: null });
    expect([await deliveries(long), await deliveries(waiting)]).toEqual([0, 0]);
    await long.revoke();
    await waiting.revoke();
  },
);

it.concurrent('writes nothing for a run that another has taken over while it stood still', async () => {
  const { settings, dataSource } = mall.database;
  const environment = {
    DATABASE_URL: settings.DATABASE_URL ?? '',
    REDIS_URL: settings.REDIS_URL ?? '',
    TASK_LEASE: '2',
  };
  const stopped = [
    launchChaosWorker({ name: 'main process stopped', pool: 'async', concurrency: 1 }, environment),
    launchChaosWorker({ name: 'all processes stopped', pool: 'async', concurrency: 1 }, environment),
  ];
  const tasks = submitter.get(TaskClient);
  let taker: Running | undefined;
  try {
    // Both before there is anything to do: one alone could be through with its run, and take the other, before they stop.
    await Promise.all(stopped.map(({ child }) => once(child, 'message')));
    const runs = await Promise.all([1, 2].map((number) => tasks.delay(append, { number, seconds: 6 })));
    for (const run of runs) await has(run, 'STARTED');
    const claimed = await Promise.all(runs.map(get));
    const [main, all] = stopped as [Running, Running];
    main.child.kill('SIGSTOP');
    process.kill(-all.child.pid!, 'SIGSTOP');
    taker = launchChaosWorker({ name: 'taker', pool: 'local', concurrency: 4 }, environment);
    const results = await Promise.all(
      runs.map((run) =>
        eventually(
          () => get(run),
          ({ worker, status }) => worker === 'taker' && status === 'STARTED',
        ),
      ),
    );
    expect(results.map(({ attempt }) => attempt)).toEqual([1, 1]);
    process.kill(-all.child.pid!, 'SIGCONT');
    await Promise.all(runs.map(ended));
    main.child.kill('SIGCONT');
    await Promise.all(stopped.map((each) => each.said(/the claim was lost/)));

    expect(new Set(claimed.map(({ worker }) => worker)).size).toBe(2);
    for (const run of runs) {
      expect(await get(run)).toMatchObject({
        status: 'SUCCESS',
        worker: 'taker',
        attempt: 1,
        result: { pid: taker.child.pid },
      });
    }
    const log = await dataSource.query<{ number: number; step: number; pid: number }[]>(
      'SELECT number, step FROM chaos_log ORDER BY number, step',
    );
    expect(log).toEqual([1, 2].flatMap((number) => [1, 2].map((step) => ({ number, step }))));
  } finally {
    for (const { child } of [...stopped, ...(taker ? [taker] : [])]) process.kill(-child.pid!, 'SIGKILL');
  }
});

async function expectNoOrphans(worker: Running): Promise<void> {
  const children = childrenOf(worker);
  expect(children.length).toBeGreaterThan(0);
  await worker.stop('SIGKILL');
  await eventually(
    async () => children.filter(isRunning),
    (left) => left.length === 0,
  );
}
