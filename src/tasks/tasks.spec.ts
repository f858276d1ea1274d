import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ApiPropertyOptional } from '@nestjs/swagger';
import type { INestApplicationContext } from '@nestjs/common';
import { IsInt, IsString, Min } from 'class-validator';
import { DataSource } from 'typeorm';
import { Barrier } from '../../test/support/barrier.js';
import { expectEventually } from '../../test/support/eventually.js';
import { loseEverything } from '../../test/support/lose-everything.js';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { startTaskApplication } from '../../test/support/task-application.js';
import { ConflictProblem, InvalidInputProblem, MayBeLeftOut } from '../http/index.js';
import {
  Broker,
  defineTask,
  Revocation,
  RunFailedError,
  RunQueries,
  Task,
  TaskClient,
  type TaskContext,
  TaskProcessor,
  TaskRejected,
  Worker,
} from './index.js';
import { Reconciler } from './reconciler.js';
import { type Outcome, RunStore } from './run-store.js';
import { v7 as uuidv7 } from 'uuid';

class TrialInput {
  @ApiPropertyOptional({ description: 'What the task is about' })
  @MayBeLeftOut()
  @IsString()
  label?: string;

  @ApiPropertyOptional({ minimum: 0 })
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  count?: number;
}

const declare = <Result>(name: string, options: object = {}) =>
  defineTask<TrialInput, Result>(`trial.${name}`, {
    queue: 'trial',
    description: 'For this spec.',
    input: TrialInput,
    ...options,
  });

const note = declare<string>('note', { aliases: ['apps.trial.tasks.note_task'] });
const fail = declare<never>('fail');
const reject = declare<never>('reject');
const twoSteps = declare<number[]>('two-steps', { retry: { max: 1, delay: 0 } });
const held = declare<string>('held', { retry: { max: 0, delay: 0 } });
const waste = declare<unknown>('waste', { retry: { max: 0, delay: 0 } });
const endless = declare<never>('endless', {
  timeLimit: 0.3,
  softTimeLimit: 0.1,
  retry: { max: 3, delay: 0 },
});

const executed: string[] = [];
const reasons: unknown[] = [];
let barrier = new Barrier();
let executions = 0;

@TaskProcessor()
class TrialProcessor {
  @Task(note)
  async note({ label = '' }: TrialInput): Promise<string> {
    executed.push(label);
    return `noted ${label}`;
  }

  @Task(fail)
  async fail({ label = '' }: TrialInput): Promise<never> {
    executed.push(label);
    throw new RangeError(`no luck with ${label}`);
  }

  @Task(reject)
  async reject(): Promise<never> {
    throw new TaskRejected('there is no such thing');
  }

  @Task(twoSteps)
  async twoSteps(_input: TrialInput, context: TaskContext): Promise<number[]> {
    const first = await context.transaction(async (manager) => {
      await manager.query(`INSERT INTO effects VALUES ('first')`);
      return 1;
    });
    if (context.attempt === 1) throw new Error('between the steps');
    const second = await context.transaction(async (manager) => {
      await manager.query(`INSERT INTO effects VALUES ('second')`);
      return 2;
    });
    return [first, second];
  }

  @Task(held)
  async held({ label = '' }: TrialInput, context: TaskContext): Promise<string> {
    executions++;
    barrier.arrive();
    await barrier.opened;
    await context.transaction((manager) => manager.query('INSERT INTO effects VALUES ($1)', [label]));
    return 'held';
  }

  @Task(waste)
  async waste({ label }: TrialInput): Promise<unknown> {
    return label === 'bigint' ? 1n : { 'a\0b': 'c\0d', half: '\ud800' };
  }

  @Task(endless)
  async endless(_input: TrialInput, context: TaskContext): Promise<never> {
    context.signal.addEventListener('abort', () => reasons.push(context.signal.reason));
    return new Promise<never>(() => undefined);
  }
}

describe('the task module', () => {
  let database: TestDatabase;
  let application: INestApplicationContext;
  let tasks: TaskClient;
  let runs: RunQueries;

  beforeAll(async () => {
    database = await createTestDatabase({ TASK_LEASE: '2', LOG_LEVEL: 'critical' });
    await database.dataSource.query('CREATE TABLE effects (name text NOT NULL)');
    application = await startTaskApplication(database.settings, ['trial'], [TrialProcessor]);
    tasks = application.get(TaskClient);
    runs = application.get(RunQueries);
    await application.get(Worker).start({ concurrency: 4 });
  });

  afterAll(async () => {
    await application.get(Worker).stop(1_000);
    await application.close();
    await database.drop();
  });

  beforeEach(async () => {
    executed.length = 0;
    reasons.length = 0;
    executions = 0;
    barrier = new Barrier();
    await database.dataSource.query('TRUNCATE effects');
  });

  const effects = async (): Promise<string[]> => {
    const rows = await database.dataSource.query<{ name: string }[]>(
      'SELECT name FROM effects ORDER BY name',
    );
    return rows.map((row) => row.name);
  };

  it('runs a task and gives back what it returned', async () => {
    const result = await tasks.delay(note, { label: 'one' });
    expect(await result.get({ timeout: 10 })).toBe('noted one');
    expect(await runs.get(result.id)).toMatchObject({
      task: 'trial.note',
      queue: 'trial',
      status: 'SUCCESS',
      kwargs: { label: 'one' },
      attempt: 1,
      maxAttempts: 4,
      error: null,
    });
  });

  it('accepts the name that a task had under Celery', async () => {
    const result = await tasks.submitByName('apps.trial.tasks.note_task', { label: 'alias' });
    expect(await result.get({ timeout: 10 })).toBe('noted alias');
  });

  it('refuses wrong input at the door, naming every field', async () => {
    const refused = tasks.submitByName('trial.note', { label: 1, count: -1, colour: 'red' });
    await expect(refused).rejects.toThrow(InvalidInputProblem);
    await expect(refused).rejects.toMatchObject({
      faults: expect.arrayContaining([
        expect.objectContaining({ field: 'kwargs.label', value: 1 }),
        expect.objectContaining({ field: 'kwargs.count', value: -1 }),
        expect.objectContaining({ field: 'kwargs.colour' }),
      ]),
    });
  });

  it('refuses a queue that nothing consumes', async () => {
    await expect(tasks.applyAsync(note, {}, { queue: 'nowhere' })).rejects.toThrow('there is no such queue');
  });

  it('refuses options that make no sense, naming each', async () => {
    const refused = tasks.applyAsync(
      note,
      {},
      { countdown: Number.NaN, priority: 10, eta: new Date('soon'), timeLimit: 0, idempotencyKey: '' },
    );
    await expect(refused).rejects.toMatchObject({
      faults: ['countdown', 'eta', 'priority', 'idempotencyKey', 'timeLimit'].map((field) =>
        expect.objectContaining({ field }),
      ),
    });
  });

  it('keeps nobody waiting for a transaction with an idempotency key but those with the same key', async () => {
    const { first, again } = await application.get(DataSource).transaction(async (manager) => {
      const held = await tasks.applyAsync(note, { label: 'first' }, { manager, idempotencyKey: 'open' });
      const repeated = tasks.applyAsync(note, { label: 'again' }, { idempotencyKey: 'open' });
      await (await tasks.delay(note, { label: 'beside' })).get({ timeout: 10 });
      return { first: held, again: repeated };
    });
    expect((await again).id).toBe(first.id);
    await first.get({ timeout: 10 });
  });

  it('gives the same run for the same idempotency key, however concurrent', async () => {
    const submissions = await Promise.all(
      Array.from({ length: 20 }, () =>
        tasks.applyAsync(note, { label: 'key' }, { idempotencyKey: 'only-one' }),
      ),
    );
    expect(new Set(submissions.map((each) => each.id)).size).toBe(1);
    await submissions[0]!.get({ timeout: 10 });
    expect(executed).toEqual(['key']);
  });

  it('refuses a key that stands for a run of another task', async () => {
    await tasks.applyAsync(note, { label: 'mine' }, { idempotencyKey: 'taken' });
    const other = tasks.applyAsync(fail, { label: 'yours' }, { idempotencyKey: 'taken' });
    await expect(other).rejects.toThrow(ConflictProblem);
  });

  it('has a run once although its submission was sent again after a lost answer', async () => {
    const run = {
      id: uuidv7(),
      task: 'trial.note',
      queue: 'trial',
      kwargs: { label: 'sent twice' },
      maxAttempts: 1,
      priority: 0,
      countdown: 3600,
      eta: null,
      expires: null,
      expiresIn: null,
      retry: null,
      timeLimit: null,
      softTimeLimit: null,
      afterRun: null,
      limitKey: null,
      limitMax: null,
      schedule: null,
      slot: null,
      idempotencyKey: null,
      submittedBy: null,
      traceContext: null,
    };
    const store = application.get(RunStore);
    expect(await store.submit(run)).toEqual(await store.submit(run));
    await application.get(Revocation).revoke(run.id);
  });

  it('gives up a run whose result cannot be kept, and cleans one that nearly can', async () => {
    const hopeless = await tasks.delay(waste, { label: 'bigint' });
    await expect(hopeless.get({ timeout: 10 })).rejects.toThrow('TypeError');
    const cleaned = await tasks.delay(waste, { label: 'text' });
    expect(await cleaned.get({ timeout: 10 })).toEqual({ 'a\ufffdb': 'c\ufffdd', half: '\ufffd' });
  });

  it('lets a run of a task that it does not know wait for a worker that does, and goes on', async () => {
    const unknown = await tasks.applyAsync(note, { label: 'from tomorrow' }, { countdown: 3600 });
    await database.dataSource.query(
      `UPDATE task_runs SET task = 'trial.of-a-newer-release', due_at = now() WHERE id = $1`,
      [unknown.id],
    );
    await expectEventually(async () => (await runs.get(unknown.id)).status, 'RETRY');
    const other = await tasks.delay(note, { label: 'goes on' });
    expect(await other.get({ timeout: 10 })).toBe('noted goes on');
    await unknown.revoke();
  });

  it('still publishes, takes back and stops while runs wait in the broker for a worker', async () => {
    const other = await startTaskApplication(database.settings, ['trial', 'unheeded'], [TrialProcessor]);
    const waiting = await other
      .get(TaskClient)
      .applyAsync(note, { label: 'for nobody' }, { countdown: 3600 });
    // Published long ago, on a queue that no worker takes from.
    await database.dataSource.query(
      `UPDATE task_runs
       SET queue = 'unheeded', due_at = now(), published_at = now() - interval '1 min' WHERE id = $1`,
      [waiting.id],
    );
    await other.get(Broker).publish([{ runId: waiting.id, queue: 'unheeded', priority: 0, publication: 0 }]);
    const reconciler = other.get(Reconciler);
    await reconciler.sweep(true);
    const delayed = await tasks.applyAsync(note, { label: 'delayed' }, { countdown: 0.1 });
    reconciler.start();
    expect(await delayed.get({ timeout: 10 })).toBe('noted delayed');
    await reconciler.stop();
    await waiting.revoke();
    await other.close();
  });

  it('submits as part of a transaction: rolled back, the run never existed', async () => {
    let id = '';
    const dataSource = application.get(DataSource);
    const rolledBack = dataSource.transaction(async (manager) => {
      const result = await tasks.applyAsync(note, { label: 'never' }, { manager });
      id = result.id;
      throw new Error('changed my mind');
    });
    await expect(rolledBack).rejects.toThrow('changed my mind');
    await expect(runs.get(id)).rejects.toThrow('There is no run');

    const committed = await dataSource.transaction((manager) =>
      tasks.applyAsyncAll(note, [{ label: 'a' }, { label: 'b' }], { manager }),
    );
    await Promise.all(committed.map((each) => each.get({ timeout: 10 })));
    expect([...executed].sort()).toEqual(['a', 'b']);
  });

  it('executes a run once however often the broker delivers it', async () => {
    const result = await tasks.delay(held, { label: 'once' });
    await barrier.reached;
    const copies = [101, 102, 103].map((publication) => ({
      runId: result.id,
      queue: 'trial',
      priority: 0,
      publication,
    }));
    await application.get(Broker).publish(copies);
    const after = await tasks.delay(note, { label: 'behind the copies' });
    await after.get({ timeout: 10 });
    barrier.open();
    await result.get({ timeout: 10 });
    expect(executions).toBe(1);
    expect(await effects()).toEqual(['once']);
  });

  it('still runs what was pending when the broker lost everything', async () => {
    const delayed = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        tasks.applyAsync(note, { label: `lost ${index}` }, { countdown: 1 }),
      ),
    );
    const queued = await Promise.all(
      Array.from({ length: 30 }, (_, index) => tasks.applyAsync(note, { label: `now ${index}` })),
    );
    await loseEverything(database, ['trial']);
    await Promise.all([...delayed, ...queued].map((each) => each.get({ timeout: 20 })));
    expect(new Set(executed).size).toBe(60);
    expect(executed).toHaveLength(60);
  });

  it('does not start a run before its time', async () => {
    const result = await tasks.applyAsync(note, { label: 'later' }, { countdown: 1 });
    expect(await result.status()).toBe('PENDING');
    await result.get({ timeout: 10 });
    const run = await runs.get(result.id);
    expect(run.startedAt!.getTime() - run.createdAt.getTime()).toBeGreaterThanOrEqual(1_000);
  });

  it('starts runs of higher priority first', async () => {
    const other = await startTaskApplication(database.settings, ['trial'], [TrialProcessor]);
    const blockers = await Promise.all(
      Array.from({ length: 4 }, () => tasks.delay(held, { label: 'block' })),
    );
    await expectEventually(async () => (await runs.active()).length, 4);
    const queued = await Promise.all(
      [0, 3, 9].map((priority) => tasks.applyAsync(note, { label: String(priority) }, { priority })),
    );
    barrier.open();
    await Promise.all([...blockers, ...queued].map((each) => each.get({ timeout: 10 })));
    await other.close();
    expect(executed).toEqual(['9', '3', '0']);
  });

  it('tries a task that throws 4 times in all, 60 s apart, and keeps message and stack', async () => {
    const result = await tasks.delay(fail, { label: 'patience' });
    for (let attempt = 1; attempt <= 3; attempt++) {
      await expectEventually(async () => {
        const run = await runs.get(result.id);
        return `${run.status} after ${run.attempt}`;
      }, `RETRY after ${attempt}`);
      const [wait] = await database.dataSource.query<{ seconds: number }[]>(
        'SELECT extract(epoch FROM due_at - clock_timestamp())::float8 AS seconds FROM task_runs WHERE id = $1',
        [result.id],
      );
      expect(wait!.seconds).toBeGreaterThan(55);
      expect(wait!.seconds).toBeLessThanOrEqual(60);
      // Meanwhile other tasks go on.
      const other = await tasks.delay(note, { label: 'meanwhile' });
      await other.get({ timeout: 10 });
      await database.dataSource.query(
        `UPDATE task_runs SET due_at = due_at - interval '60 s' WHERE id = $1`,
        [result.id],
      );
    }
    await expect(result.get({ timeout: 10 })).rejects.toThrow(RunFailedError);
    const run = await runs.get(result.id);
    expect(run).toMatchObject({ status: 'FAILURE', attempt: 4, maxAttempts: 4 });
    expect(run.error).toMatchObject({ type: 'RangeError', message: 'no luck with patience' });
    expect(run.error!.stack).toContain('tasks.spec');
    expect(executed.filter((label) => label === 'patience')).toHaveLength(4);
  });

  it('does not try again what its task has rejected', async () => {
    const result = await tasks.delay(reject, {});
    await expect(result.get({ timeout: 10 })).rejects.toThrow('TaskRejected: there is no such thing');
    expect(await runs.get(result.id)).toMatchObject({ status: 'FAILURE', attempt: 1 });
  });

  it('ends a run at its hard time limit, after its signal has told it of the soft one', async () => {
    const result = await tasks.delay(endless, {});
    await expect(result.get({ timeout: 10 })).rejects.toThrow('TimeLimitExceeded');
    expect(reasons).toEqual([expect.objectContaining({ name: 'SoftTimeLimitExceeded' })]);
  });

  it('does not repeat what an earlier try has committed', async () => {
    const result = await tasks.delay(twoSteps, {});
    expect(await result.get({ timeout: 10 })).toEqual([1, 2]);
    expect(await effects()).toEqual(['first', 'second']);
    expect(await runs.get(result.id)).toMatchObject({ attempt: 2 });
  });

  it('keeps a worker that was taken for dead from writing, and executes its run again', async () => {
    const result = await tasks.delay(held, { label: 'taken over' });
    await barrier.reached;
    const first = barrier;
    barrier = new Barrier();
    // As if the worker had stood still for longer than its lease.
    await database.dataSource.query(
      `UPDATE task_runs SET lease_until = now() - interval '1 s', token = gen_random_uuid() WHERE id = $1`,
      [result.id],
    );
    await barrier.reached;
    first.open();
    barrier.open();
    expect(await result.get({ timeout: 10 })).toBe('held');
    expect(executions).toBe(2);
    expect(await effects()).toEqual(['taken over']);
    const [row] = await database.dataSource.query<object[]>(
      'SELECT attempt, deliveries FROM task_runs WHERE id = $1',
      [result.id],
    );
    expect(row).toEqual({ attempt: 1, deliveries: 1 });
  });

  it('records nothing for a token that holds no more, whoever asks', async () => {
    const result = await tasks.applyAsync(note, {}, { countdown: 3600 });
    await database.dataSource.query(
      `UPDATE task_runs SET status = 'STARTED', token = gen_random_uuid(), lease_until = now() + interval '1 h'
        WHERE id = $1`,
      [result.id],
    );
    const late = {
      id: result.id,
      token: uuidv7(),
      status: 'SUCCESS',
      result: '1',
      error: null,
      retryDelay: null,
    };
    expect(await application.get(RunStore).record(late as Outcome)).toBe(false);
    expect(await runs.get(result.id)).toMatchObject({ status: 'STARTED', result: null });
  });

  it('gives a run up when five workers have died with it', async () => {
    const result = await tasks.applyAsync(note, {}, { countdown: 3600 });
    await database.dataSource.query(
      `UPDATE task_runs SET status = 'STARTED', token = gen_random_uuid(), lease_until = now() - interval '1 s',
              attempt = 1, deliveries = 4, worker = 'the-fifth'
        WHERE id = $1`,
      [result.id],
    );
    await expect(result.get({ timeout: 10 })).rejects.toThrow('WorkerLost: 5 workers died');
  });

  it('gives up a run that has expired, and never executes it', async () => {
    const result = await tasks.applyAsync(
      note,
      { label: 'too late' },
      { countdown: 3600, expires: new Date(Date.now() + 200) },
    );
    await expect(result.get({ timeout: 10 })).rejects.toThrow('Expired');
    expect(executed).toEqual([]);
  });

  it('revokes a run that has not started', async () => {
    const result = await tasks.applyAsync(note, { label: 'revoked' }, { countdown: 3600 });
    expect(await result.revoke()).toBe(true);
    expect(await result.revoke()).toBe(false);
    await expect(result.get({ timeout: 10 })).rejects.toThrow('Revoked');
  });

  it('hands a run back when its worker stops, and another executes it', async () => {
    const other = await startTaskApplication(database.settings, ['trial'], [TrialProcessor]);
    await application.get(Worker).stop(0);
    const worker = other.get(Worker);
    await worker.start({ concurrency: 1, name: 'first-to-go' });
    const result = await tasks.delay(held, { label: 'handed back' });
    await barrier.reached;
    await worker.stop(0);
    expect(await runs.get(result.id)).toMatchObject({ status: 'PENDING', worker: null, attempt: 0 });
    barrier.open();
    await other.close();

    const third = await startTaskApplication(database.settings, ['trial'], [TrialProcessor]);
    await third.get(Worker).start({ concurrency: 1, name: 'takes-over' });
    expect(await result.get({ timeout: 10 })).toBe('held');
    expect(await effects()).toEqual(['handed back']);
    await third.get(Worker).stop(1_000);
    await third.close();
  });

  it('publishes what was submitted while nothing could be published', async () => {
    const result = await tasks.applyAsync(note, { label: 'unpublished' }, { countdown: 3600 });
    await database.dataSource.query('UPDATE task_runs SET due_at = now() WHERE id = $1', [result.id]);
    const fourth = await startTaskApplication(database.settings, ['trial'], [TrialProcessor]);
    await fourth.get(Worker).start({ concurrency: 1 });
    await fourth.get(Reconciler).sweep(true);
    expect(await result.get({ timeout: 10 })).toBe('noted unpublished');
    await fourth.get(Worker).stop(1_000);
    await fourth.close();
  });
});
