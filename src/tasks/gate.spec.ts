import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import { DataSource } from 'typeorm';
import { Barrier } from '../../test/support/barrier.js';
import { expectEventually } from '../../test/support/eventually.js';
import { startTaskApplication } from '../../test/support/task-application.js';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { InvalidInputProblem, MayBeLeftOut } from '../http/index.js';
import { configureLogging } from '../logging/index.js';
import {
  type AsyncResult,
  defineTask,
  RunQueries,
  Task,
  TaskClient,
  type TaskContext,
  TaskLimits,
  TaskProcessor,
  Worker,
} from './index.js';
import { Gate } from './gate.js';

class LabelInput {
  @ApiPropertyOptional()
  @MayBeLeftOut()
  @IsString()
  label?: string;
}

const declare = (name: string, options: object) =>
  defineTask<LabelInput, string>(`gated.${name}`, {
    queue: 'gated',
    description: 'For this spec.',
    input: LabelInput,
    ...options,
  });

const pair = declare('pair', { concurrency: { max: 2 } });
const perContract = declare('per-contract', {
  concurrency: { max: 1, key: ({ label }: LabelInput) => label ?? '' },
});
const alone = declare('alone', { concurrency: { max: 1 } });
const faltering = declare('faltering', { concurrency: { max: 1 }, retry: { max: 1, delay: 3600 } });
const five = declare('five', { rateLimit: '5/s' });
const slow = declare('slow', { rateLimit: '10/m' });
const keyed = declare('keyed', {
  rateLimit: '1/h',
  concurrency: { max: 1, key: ({ label }: LabelInput) => label ?? '' },
});
const elsewhere = declare('elsewhere', { queue: 'unserved' });
const paced = declare('paced', { rateLimit: '100/m' });
const free = declare('free', {});
const flaky = declare('flaky', { retry: { max: 1, delay: 0.1 } });

/** Watches how many are executed at once, by key. */
class Crowd {
  private readonly now = new Map<string, number>();
  readonly most = new Map<string, number>();

  async pass(key: string): Promise<void> {
    const count = (this.now.get(key) ?? 0) + 1;
    this.now.set(key, count);
    this.most.set(key, Math.max(this.most.get(key) ?? 0, count));
    await sleep(5);
    this.now.set(key, (this.now.get(key) ?? 0) - 1);
  }
}

let crowd = new Crowd();
let barrier = new Barrier();
const executed: string[] = [];

@TaskProcessor()
class GatedProcessor {
  @Task(pair)
  async pair({ label = '' }: LabelInput): Promise<string> {
    await crowd.pass('pair');
    return label;
  }

  @Task(perContract)
  async perContract({ label = '' }: LabelInput): Promise<string> {
    if (label.startsWith('held')) {
      barrier.arrive();
      await barrier.opened;
    }
    await crowd.pass(label);
    return label;
  }

  @Task(alone)
  async alone({ label = '' }: LabelInput, { signal }: TaskContext): Promise<string> {
    executed.push(label);
    if (label === 'holds') {
      const held = barrier;
      held.arrive();
      await Promise.race([
        held.opened,
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error)),
        ),
      ]);
    }
    return label;
  }

  @Task(faltering)
  async faltering({ label = '' }: LabelInput): Promise<string> {
    if (label === 'fails') throw new Error('not yet');
    return label;
  }

  @Task(five)
  async five({ label = '' }: LabelInput): Promise<string> {
    return label;
  }

  @Task(slow)
  async slow({ label = '' }: LabelInput): Promise<string> {
    return label;
  }

  @Task(keyed)
  async keyed({ label = '' }: LabelInput): Promise<string> {
    executed.push(label);
    return label;
  }

  @Task(flaky)
  async flaky({ label = '' }: LabelInput): Promise<string> {
    if (label !== 'fails') return label;
    barrier.arrive();
    await barrier.opened;
    throw new Error('not yet');
  }

  @Task(elsewhere)
  async elsewhere(): Promise<string> {
    return 'elsewhere';
  }

  @Task(paced)
  async paced({ label = '' }: LabelInput): Promise<string> {
    return label;
  }

  @Task(free)
  async free({ label = '' }: LabelInput): Promise<string> {
    return label;
  }
}

describe('limits of tasks', () => {
  let database: TestDatabase;
  let applications: INestApplicationContext[];
  let dataSource: DataSource;
  let tasks: TaskClient;
  let runs: RunQueries;
  let limits: TaskLimits;

  beforeAll(async () => {
    configureLogging({ level: 'critical', format: 'json' });
    database = await createTestDatabase({ TASK_LEASE: '2' });
    const start = () => startTaskApplication(database.settings, ['gated', 'unserved'], [GatedProcessor]);
    applications = [await start(), await start()];
    for (const application of applications)
      await application.get(Worker).start({ concurrency: 6, queues: ['gated'] });
    dataSource = applications[0]!.get(DataSource);
    tasks = applications[0]!.get(TaskClient);
    runs = applications[0]!.get(RunQueries);
    limits = applications[0]!.get(TaskLimits);
  });

  afterAll(async () => {
    await Promise.all(applications.map((application) => application.get(Worker).stop(0)));
    await Promise.all(applications.map((application) => application.close()));
    await database.drop();
  });

  beforeEach(() => {
    crowd = new Crowd();
    barrier = new Barrier();
    executed.length = 0;
  });

  // One that failed leaves nothing behind that stands in the way of the others.
  afterEach(() => barrier.open());

  const statusOf = async ({ id }: { id: string }) => (await runs.get(id)).status;
  const finish = (results: readonly AsyncResult<string>[]) =>
    Promise.all(results.map((result) => result.get({ timeout: 20 })));
  const nextStartIn = async (task: string): Promise<number | undefined> => {
    const [row] = await database.dataSource.query<{ seconds: number | null }[]>(
      `SELECT extract(epoch FROM next_start_at - clock_timestamp())::float8 AS seconds FROM task_limits WHERE task = $1`,
      [task],
    );
    return row?.seconds ?? undefined;
  };
  const startTimes = async (task: string): Promise<number[]> => {
    const rows = await database.dataSource.query<{ at: number }[]>(
      `SELECT extract(epoch FROM started_at)::float8 AS at FROM task_runs WHERE task = $1 AND started_at IS NOT NULL
        ORDER BY started_at`,
      [task],
    );
    return rows.map(({ at }) => at);
  };

  describe('of how many run at once', () => {
    it('are never exceeded by the workers together, and every run ends', async () => {
      const submitted = await Promise.all(
        Array.from({ length: 60 }, (_, index) =>
          applications[index % 2]!.get(TaskClient).delay(pair, { label: String(index) }),
        ),
      );
      expect(await finish(submitted)).toEqual(Array.from({ length: 60 }, (_, index) => String(index)));
      expect(crowd.most.get('pair')).toBe(2);
    });

    it('count each key by itself', async () => {
      const submitted = await Promise.all(
        Array.from({ length: 60 }, (_, index) =>
          tasks.delay(perContract, { label: `contract ${index % 5}` }),
        ),
      );
      await finish(submitted);
      expect([...crowd.most.values()]).toEqual([1, 1, 1, 1, 1]);
    });

    it('do not keep a key back because others have many runs waiting', async () => {
      const crowded = Array.from({ length: 12 }, (_, index) => `held ${String(index).padStart(2, '0')}`);
      const holders = await Promise.all(crowded.map((label) => tasks.delay(perContract, { label })));
      for (const holder of holders) await expectEventually(() => statusOf(holder), 'STARTED');
      // More than one pass looks at, all of keys that come before the one that is free.
      const waiting = await dataSource.transaction((manager) =>
        tasks.applyAsyncAll(
          perContract,
          crowded.flatMap((label) => Array.from({ length: 101 }, () => ({ label }))),
          { manager },
        ),
      );
      const other = await tasks.delay(perContract, { label: 'with room' });
      await expectEventually(async () => (await nextCopy(other.id)) > 0, true);
      await database.dataSource.query(
        `UPDATE task_runs SET status = 'REVOKED', finished_at = now() WHERE id = ANY ($1::uuid[])`,
        [waiting.map(({ id }) => id)],
      );
      barrier.open();
      await finish([other, ...holders]);
    });

    it('let the higher priority go first among those that wait', async () => {
      const holder = await tasks.delay(alone, { label: 'holds' });
      await barrier.reached;
      const waiting = [];
      for (const priority of [0, 5, 9, 1]) {
        waiting.push(await tasks.applyAsync(alone, { label: String(priority) }, { priority }));
      }
      expect(await Promise.all(waiting.map(statusOf))).toEqual(Array(4).fill('PENDING'));
      barrier.open();
      await finish([holder, ...waiting]);
      expect(executed).toEqual(['holds', '9', '5', '1', '0']);
    });

    it('count no longer what was revoked before it started, or ended by force', async () => {
      const holder = await tasks.delay(alone, { label: 'holds' });
      await barrier.reached;
      const unwanted = await tasks.delay(alone, { label: 'unwanted' });
      const next = await tasks.delay(alone, { label: 'next' });
      expect(await unwanted.revoke()).toBe(true);
      expect(await holder.revoke({ terminate: true })).toBe(true);
      expect(await next.get({ timeout: 10 })).toBe('next');
      expect(await statusOf(holder)).toBe('REVOKED');
      expect(executed).toEqual(['holds', 'next']);
    });

    it('count no longer a run whose worker died', async () => {
      const lost = await tasks.applyAsync(alone, { label: 'lost' }, { countdown: 3600 });
      await database.dataSource.query(
        `UPDATE task_runs SET status = 'STARTED', attempt = 1, deliveries = 4, token = gen_random_uuid(), worker = 'died',
                due_at = now(), published_at = now(), lease_until = now() + interval '1 s' WHERE id = $1`,
        [lost.id],
      );
      const next = await tasks.delay(alone, { label: 'next' });
      expect(await statusOf(next)).toBe('PENDING');
      expect(await next.get({ timeout: 10 })).toBe('next');
      await expect(lost.get({ timeout: 10 })).rejects.toThrow('WorkerLost');
    });

    it('do not count what no worker takes, let go or not', async () => {
      const untaken = await tasks.applyAsync(alone, { label: 'untaken' }, { queue: 'unserved' });
      expect(await (await tasks.delay(alone, { label: 'one' })).get({ timeout: 10 })).toBe('one');
      // As if it had been let go while its queue had a worker.
      await database.dataSource.query(`UPDATE task_runs SET published_at = now() WHERE id = $1`, [
        untaken.id,
      ]);
      expect(await (await tasks.delay(alone, { label: 'two' })).get({ timeout: 10 })).toBe('two');
      const [worker] = applications.map((application) => application.get(Worker));
      worker!.addConsumer('unserved');
      expect(await untaken.get({ timeout: 10 })).toBe('untaken');
      await worker!.cancelConsumer('unserved');
    });

    it('do not count a run that waits for its next try', async () => {
      const failing = await tasks.delay(faltering, { label: 'fails' });
      await expectEventually(() => statusOf(failing), 'RETRY');
      const next = await tasks.delay(faltering, { label: 'next' });
      expect(await next.get({ timeout: 10 })).toBe('next');
      await failing.revoke();
    });

    it('hold what was submitted inside a transaction, from its commit on', async () => {
      const submitted = await dataSource.transaction((manager) =>
        tasks.applyAsyncAll(
          pair,
          Array.from({ length: 20 }, (_, index) => ({ label: String(index) })),
          { manager },
        ),
      );
      await finish(submitted);
      // That two do go at once is seen above; here it is that no more do.
      expect(crowd.most.get('pair')).toBeLessThanOrEqual(2);
      const rolledBack = dataSource.transaction(async (manager) => {
        await tasks.applyAsync(pair, { label: 'never' }, { manager });
        throw new Error('changed my mind');
      });
      await expect(rolledBack).rejects.toThrow('changed my mind');
    });
  });

  describe('of how often they start', () => {
    it('hold over all workers: 5/s lets five go and then one every 200 ms', async () => {
      const submitted = await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          applications[index % 2]!.get(TaskClient).delay(five, { label: String(index) }),
        ),
      );
      await finish(submitted);
      const times = await startTimes('gated.five');
      // The last of 12 comes 7 intervals after the first five; a pace that is looked at twice a second starts them late.
      expect(times.at(-1)! - times[0]!).toBeGreaterThan(7 * 0.2 - 0.1);
      expect(times.at(-1)! - times[0]!).toBeLessThan(10);
    });

    it('of some more than one a second are kept, not only nearly half of them', async () => {
      await finish(await Promise.all(Array.from({ length: 6 }, () => tasks.delay(paced, {}))));
      const times = await startTimes('gated.paced');
      // Five times 0.6 s. Looked at twice a second, each would be up to 0.5 s late, and the next one later still.
      expect(times.at(-1)! - times[0]!).toBeGreaterThan(3 - 0.1);
      expect(times.at(-1)! - times[0]!).toBeLessThan(3.4);
    });

    it('of less than one a second let one go, and the next when its time has come', async () => {
      const [first, second] = await Promise.all([
        tasks.delay(slow, { label: 'first' }),
        tasks.delay(slow, { label: 'second' }),
      ]);
      const done = await Promise.race([first, second].map((result) => result.get({ timeout: 10 })));
      const other = done === 'first' ? second : first;
      const wait = await nextStartIn('gated.slow');
      expect(wait).toBeGreaterThan(4);
      expect(wait).toBeLessThanOrEqual(6);
      expect(await statusOf(other)).toBe('PENDING');
      // As if the time had passed.
      await database.dataSource.query(
        `UPDATE task_limits SET next_start_at = next_start_at - interval '6 s' WHERE task = 'gated.slow'`,
      );
      await other.get({ timeout: 10 });
      expect(await nextStartIn('gated.slow')).toBeGreaterThan(4);
    });

    it('are shared by the keys of a task: by priority, then in the order in which they came', async () => {
      await finish([await tasks.delay(keyed, { label: 'first' })]);
      const waiting = [];
      for (const [label, priority] of [
        ['c', 0],
        ['a', 0],
        ['b', 0],
        ['z', 9],
      ] as const) {
        waiting.push(await tasks.applyAsync(keyed, { label }, { priority }));
      }
      // One that looked at who waits before the last of them came must not let go when its time has come.
      await Promise.all(applications.map((each) => each.get(Gate).pass()));
      for (let count = 2; count <= 5; count++) {
        await database.dataSource.query(
          `UPDATE task_limits SET next_start_at = now() WHERE task = 'gated.keyed'`,
        );
        await expectEventually(() => executed.length, count);
      }
      await finish(waiting);
      expect(executed).toEqual(['first', 'z', 'c', 'a', 'b']);
    });

    it('can be set while runs wait, taken away, and given back to the code', async () => {
      await limits.setRate('gated.free', '1/h', 'olga');
      const first = await tasks.delay(free, { label: 'first' });
      expect(await first.get({ timeout: 10 })).toBe('first');
      const waiting = await tasks.applyAsync(free, { label: 'waits' }, {});
      await expectEventually(async () => ((await nextStartIn('gated.free')) ?? 0) > 3_500, true);
      expect(await statusOf(waiting)).toBe('PENDING');
      await limits.setRate('gated.free', '0', 'olga');
      expect(await waiting.get({ timeout: 10 })).toBe('waits');

      // 0 stands against the code's own, too.
      await limits.setRate('gated.slow', '0', 'olga');
      await finish(await Promise.all(['a', 'b', 'c'].map((label) => tasks.delay(slow, { label }))));
      await limits.setRate('gated.slow', 'default', 'olga');
      const again = await Promise.all(['d', 'e'].map((label) => tasks.delay(slow, { label })));
      await Promise.race(again.map((result) => result.get({ timeout: 10 })));
      expect(await nextStartIn('gated.slow')).toBeGreaterThan(4);
      expect((await Promise.all(again.map(statusOf))).sort()).toEqual(['PENDING', 'SUCCESS']);
      await Promise.all(again.map((result) => result.revoke()));
      const [entry] = await database.dataSource.query<object[]>(
        `SELECT actor, subject_id AS task, details FROM audit_log WHERE action = 'task.rate-limit' ORDER BY id LIMIT 1`,
      );
      expect(entry).toEqual({
        actor: 'olga',
        task: 'gated.free',
        details: { before: { rate: 'default' }, after: { rate: '1/h' } },
      });
    });

    it('hold what the broker has already when they are set', async () => {
      for (const application of applications) application.get(Worker).resize(1);
      const holders = await Promise.all(
        ['held a', 'held b'].map((label) => tasks.delay(perContract, { label })),
      );
      for (const holder of holders) await expectEventually(() => statusOf(holder), 'STARTED');
      const queued = await Promise.all(
        Array.from({ length: 6 }, () => tasks.delay(free, { label: 'in the broker' })),
      );
      await limits.setRate('gated.free', '1/h', 'olga');
      for (const application of applications) application.get(Worker).resize(6);
      barrier.open();
      await finish(holders);
      await Promise.race(queued.map((result) => result.get({ timeout: 10 })));
      await finish([await tasks.delay(pair, { label: 'behind them' })]);
      const statuses = await Promise.all(queued.map(statusOf));
      expect(statuses.sort()).toEqual([...Array<string>(5).fill('PENDING'), 'SUCCESS']);
      await limits.setRate('gated.free', 'default', 'olga');
      await finish(queued);
    });

    it('hold the next try of a run that was executed when they were set', async () => {
      const running = await tasks.delay(flaky, { label: 'fails' });
      await barrier.reached;
      await limits.setRate('gated.flaky', '1/h', 'olga');
      await finish([await tasks.delay(flaky, { label: 'takes the place' })]);
      barrier.open();
      await expectEventually(() => statusOf(running), 'RETRY');
      await finish([await tasks.applyAsync(free, { label: 'due later' }, { countdown: 0.2 })]);
      expect(await statusOf(running)).toBe('RETRY');
      await limits.setRate('gated.flaky', 'default', 'olga');
      await expect(running.get({ timeout: 10 })).rejects.toThrow('not yet');
    });

    it('that say nothing are refused', async () => {
      for (const rate of ['fast', '-1/s', '10/d', '0/s', '1.5/s', '']) {
        await expect(limits.setRate('gated.free', rate, 'olga')).rejects.toThrow(InvalidInputProblem);
      }
      await expect(limits.setRate('gated.none', '1/s', 'olga')).rejects.toThrow('There is no task');
      expect(() => declare('bad', { rateLimit: '10 a minute' })).toThrow(RangeError);
      expect(() => declare('bad', { concurrency: { max: 0 } })).toThrow(RangeError);
      expect(() => declare('bad', { concurrency: { max: 1.5 } })).toThrow(RangeError);
    });
  });

  const nextCopy = async (id: string): Promise<number> => {
    const [row] = await database.dataSource.query<{ publication: number }[]>(
      'SELECT publication FROM task_runs WHERE id = $1',
      [id],
    );
    return row!.publication;
  };
});
