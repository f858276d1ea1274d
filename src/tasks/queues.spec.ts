import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import { Barrier } from '../../test/support/barrier.js';
import { expectEventually } from '../../test/support/eventually.js';
import { startTaskApplication } from '../../test/support/task-application.js';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { InvalidInputProblem, MayBeLeftOut } from '../http/index.js';
import { configureLogging } from '../logging/index.js';
import {
  type AsyncResult,
  defineTask,
  Queues,
  RunQueries,
  Task,
  TaskClient,
  TaskProcessor,
  Worker,
} from './index.js';

class LabelInput {
  @ApiPropertyOptional()
  @MayBeLeftOut()
  @IsString()
  label?: string;
}

const declare = (name: string, queue: string, options: object = {}) =>
  defineTask<LabelInput, string>(`${queue}.${name}`, {
    queue,
    description: 'For this spec.',
    input: LabelInput,
    ...options,
  });

const note = declare('note', 'paused');
const failing = declare('failing', 'paused', { retry: { max: 1, delay: 3600 } });
const alone = declare('alone', 'paused', { concurrency: { max: 1 } });
const hold = declare('hold', 'paused');
const beside = declare('beside', 'beside');

let barrier = new Barrier();
const executed: string[] = [];

@TaskProcessor()
class PausedProcessor {
  @Task(note)
  async note({ label = '' }: LabelInput): Promise<string> {
    executed.push(label);
    return label;
  }

  @Task(failing)
  async failing(): Promise<string> {
    throw new Error('not yet');
  }

  @Task(alone)
  async alone({ label = '' }: LabelInput): Promise<string> {
    executed.push(label);
    return label;
  }

  @Task(hold)
  async hold(): Promise<string> {
    const held = barrier;
    held.arrive();
    await held.opened;
    return 'held';
  }

  @Task(beside)
  async beside({ label = '' }: LabelInput): Promise<string> {
    return label;
  }
}

describe('a queue', () => {
  let database: TestDatabase;
  let application: INestApplicationContext;
  let tasks: TaskClient;
  let runs: RunQueries;
  let queues: Queues;
  let worker: Worker;

  beforeAll(async () => {
    configureLogging({ level: 'critical', format: 'json' });
    database = await createTestDatabase();
    application = await startTaskApplication(database.settings, ['paused', 'beside'], [PausedProcessor]);
    tasks = application.get(TaskClient);
    runs = application.get(RunQueries);
    queues = application.get(Queues);
    worker = application.get(Worker);
    await worker.start({ concurrency: 2 });
  });

  afterAll(async () => {
    await worker.stop(0);
    await application.close();
    await database.drop();
  });

  beforeEach(() => {
    barrier = new Barrier();
    executed.length = 0;
  });

  afterEach(async () => {
    barrier.open();
    worker.resize(2);
    await queues.resume('paused', 'afterwards');
  });

  const statusOf = async ({ id }: { id: string }) => (await runs.get(id)).status;
  const finish = (results: readonly AsyncResult<string>[]) =>
    Promise.all(results.map((result) => result.get({ timeout: 10 })));
  /** What keeps each of these from starting, as the list of those that could start says. */
  const reservedFor = async (asked: readonly { id: string }[]) => {
    const reserved = new Map((await runs.reserved()).map(({ id, waitsFor }) => [id, waitsFor]));
    return asked.map(({ id }) => reserved.get(id));
  };
  const view = async () => (await queues.list()).find(({ name }) => name === 'paused')!;
  const publishedCopies = async (ids: string[]): Promise<number> => {
    const [row] = await database.dataSource.query<{ count: number }[]>(
      `SELECT count(*)::integer AS count FROM task_runs WHERE id = ANY ($1::uuid[]) AND published_at IS NOT NULL`,
      [ids],
    );
    return row!.count;
  };
  const audited = async (): Promise<object[]> =>
    database.dataSource.query<object[]>(
      `SELECT actor, action, details FROM audit_log WHERE subject_id = 'paused' AND actor = 'olga' ORDER BY id`,
    );

  it('that is paused starts nothing: not what the broker has, not what is submitted now', async () => {
    worker.resize(1);
    const running = await tasks.delay(hold, {});
    await barrier.reached;
    const inBroker = await Promise.all(['a', 'b'].map((label) => tasks.delay(note, { label })));
    await expectEventually(() => publishedCopies(inBroker.map(({ id }) => id)), 2);
    await queues.pause('paused', 'olga');
    const submitted = await Promise.all([
      tasks.delay(note, { label: 'c' }),
      tasks.delay(alone, { label: 'limited' }),
      tasks.applyAsync(note, { label: 'd' }, { countdown: 0.1 }),
    ]);
    barrier.open();
    // What runs goes on, and other queues do.
    expect(await running.get({ timeout: 10 })).toBe('held');
    expect(await (await tasks.delay(beside, { label: 'beside' })).get({ timeout: 10 })).toBe('beside');
    const all = [...inBroker, ...submitted];
    await expectEventually(() => publishedCopies(all.map(({ id }) => id)), 0);
    // The one with a countdown waits for a worker once that is over.
    await expectEventually(async () => (await view()).waiting, 5);
    expect(await Promise.all(all.map(statusOf))).toEqual(Array(5).fill('PENDING'));
    expect(await view()).toMatchObject({
      waiting: 5,
      active: 0,
      pausedBy: 'olga',
      pausedAt: expect.any(Date),
    });
    expect(await reservedFor(all)).toEqual(Array(5).fill('queue paused'));

    const resumedAt = performance.now();
    await queues.resume('paused', 'olga');
    await finish(all);
    expect(performance.now() - resumedAt).toBeLessThan(3_000);
    expect([...executed].sort()).toEqual(['a', 'b', 'c', 'd', 'limited']);
    expect(await view()).toMatchObject({ waiting: 0, pausedBy: null, pausedAt: null });
    expect(await audited()).toEqual([
      {
        actor: 'olga',
        action: 'queue.pause',
        details: { before: { paused: false }, after: { paused: true } },
      },
      {
        actor: 'olga',
        action: 'queue.resume',
        details: { before: { paused: true }, after: { paused: false } },
      },
    ]);
  });

  it('that is paused twice says who did it first', async () => {
    await queues.pause('paused', 'first');
    await queues.pause('paused', 'second');
    expect(await view()).toMatchObject({ pausedBy: 'first' });
  });

  it('that is purged loses what waits, however it waits, and not what runs', async () => {
    worker.resize(1);
    const retried = await tasks.delay(failing, {});
    await expectEventually(() => statusOf(retried), 'RETRY');
    const running = await tasks.delay(hold, {});
    await barrier.reached;
    const waiting = [
      retried,
      await tasks.delay(note, { label: 'in the broker' }),
      await tasks.applyAsync(note, { label: 'eta' }, { eta: new Date(Date.now() + 3_600_000) }),
      ...(await Promise.all(['one', 'two'].map((label) => tasks.delay(alone, { label })))),
    ];
    // What waits for its time, or for its next try, is not among those that could start.
    const reasons = [undefined, 'worker', undefined, 'limit', 'worker'];
    await expectEventually(async () => (await reservedFor(waiting)).sort(), reasons.sort());
    expect(await queues.purge('paused', 'olga')).toBe(5);
    expect(await Promise.all(waiting.map(statusOf))).toEqual(Array(5).fill('REVOKED'));
    expect((await runs.get(waiting[1]!.id)).error).toEqual({
      type: 'Revoked',
      message: 'Purged by olga with its queue.',
      stack: null,
    });
    expect(await statusOf(running)).toBe('STARTED');
    expect(await view()).toMatchObject({ waiting: 0, scheduled: 0, active: 1 });
    barrier.open();
    expect(await running.get({ timeout: 10 })).toBe('held');
    // What comes after the purge runs, and nothing of what was purged.
    const after = await Promise.all([
      tasks.delay(note, { label: 'after' }),
      tasks.delay(alone, { label: 'limited' }),
    ]);
    await finish(after);
    expect([...executed].sort()).toEqual(['after', 'limited']);
    expect((await audited()).at(-1)).toEqual({ actor: 'olga', action: 'queue.purge', details: { runs: 5 } });
    expect(await queues.purge('paused', 'olga')).toBe(0);
  });

  it('is purged although more wait in it than one statement takes', async () => {
    await queues.pause('paused', 'olga');
    const inputs = Array.from({ length: 2_500 }, () => ({ label: 'many' }));
    await database.dataSource.transaction((manager) => tasks.applyAsyncAll(note, inputs, { manager }));
    expect(await queues.purge('paused', 'olga')).toBe(2_500);
    expect(await view()).toMatchObject({ waiting: 0 });
  });

  it('that only an older release named can still be resumed and purged', async () => {
    const left = await tasks.applyAsync(note, { label: 'left' }, { countdown: 3600 });
    await database.dataSource.query(`UPDATE task_runs SET queue = 'former' WHERE id = $1`, [left.id]);
    await queues.resume('former', 'olga');
    expect(await queues.purge('former', 'olga')).toBe(1);
    expect(await statusOf(left)).toBe('REVOKED');
  });

  it('is served by the workers that are alive', async () => {
    await database.dataSource.query(
      `INSERT INTO nodes (name, kind, host, pid, queues, started_at, heartbeat_at)
       VALUES ('lost', 'worker', 'elsewhere', 1, '{paused}', now() - interval '1 h', now() - interval '1 h')`,
    );
    expect((await view()).workers).toHaveLength(1);
  });

  it('that does not exist is refused', async () => {
    await expect(queues.pause('nowhere', 'olga')).rejects.toThrow(InvalidInputProblem);
    await expect(queues.resume('nowhere', 'olga')).rejects.toThrow(InvalidInputProblem);
    await expect(queues.purge('nowhere', 'olga')).rejects.toThrow(InvalidInputProblem);
  });
});
