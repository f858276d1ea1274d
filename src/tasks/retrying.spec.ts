import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString } from 'class-validator';
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
  TaskRejected,
  Worker,
} from './index.js';
import { retryDelay } from './retry-policy.js';

class LabelInput {
  @ApiPropertyOptional()
  @MayBeLeftOut()
  @IsString()
  label?: string;
}

const declare = <Result>(name: string, options: object = {}) =>
  defineTask<LabelInput, Result>(`retried.${name}`, {
    queue: 'retried',
    description: 'For this spec.',
    input: LabelInput,
    ...options,
  });

const fixed = declare('fixed', { retry: { max: 2, delay: 100 } });
const growing = declare('growing', { retry: { max: 4, delay: 100, backoff: 'exponential', maxDelay: 300 } });
const shaken = declare('shaken', { retry: { max: 1, delay: 100, jitter: true } });
const asking = declare('asking', { retry: { max: 2, delay: 100 } });
const rejecting = declare('rejecting');
const nested = declare('nested');
const endless = declare('endless', { timeLimit: 0.1, retry: { max: 1, delay: 100 } });
const endlessAgain = declare('endless-again', {
  timeLimit: 0.1,
  retry: { max: 1, delay: 100, onTimeLimit: true },
});
const patient = declare<string>('patient');
const plain = declare<string>('plain');

const attempts: number[] = [];

@TaskProcessor()
class RetriedProcessor {
  @Task(fixed)
  async fixed(_input: LabelInput, { attempt }: TaskContext): Promise<never> {
    attempts.push(attempt);
    throw new Error(`try ${attempt}`);
  }

  @Task(growing)
  async growing(): Promise<never> {
    throw new Error('again');
  }

  @Task(shaken)
  async shaken(): Promise<never> {
    throw new Error('again');
  }

  @Task(asking)
  async asking({ label }: LabelInput, context: TaskContext): Promise<never> {
    attempts.push(context.attempt);
    if (label === 'by policy') context.retry();
    if (label === 'nonsense') context.retry({ countdown: NaN });
    return context.retry({ countdown: 7, error: new RangeError('the bank is closed') });
  }

  @Task(rejecting)
  async rejecting(): Promise<never> {
    throw new TaskRejected('there is no such contract');
  }

  @Task(nested)
  async nested(): Promise<never> {
    throw new InvalidInputProblem([{ field: 'period', value: '2026-13', message: 'must be a month' }]);
  }

  @Task(endless)
  async endless(): Promise<never> {
    return new Promise<never>(() => undefined);
  }

  @Task(endlessAgain)
  async endlessAgain(): Promise<never> {
    return new Promise<never>(() => undefined);
  }

  @Task(patient)
  async patient(_input: LabelInput, { signal }: TaskContext): Promise<string> {
    return new Promise((resolve) =>
      signal.addEventListener('abort', () => resolve((signal.reason as Error).message)),
    );
  }

  @Task(plain)
  async plain({ label = '' }: LabelInput, context: TaskContext): Promise<string> {
    if (label === 'fails') throw new TypeError('in place');
    if (label === 'retries') context.retry({ error: new RangeError('later') });
    await context.progress(1, 2, 'half');
    context.logger.info('in place');
    return context.transaction(async (manager) => {
      const [row] = await manager.query<{ number: number }[]>('SELECT 42 AS number');
      return `${label} ${row?.number}`;
    });
  }
}

describe('the delay before the next try', () => {
  const at = (attempt: number, policy: object, random = () => 0.5) =>
    retryDelay({ max: 9, delay: 10, ...policy }, attempt, random);

  it('is the same each time, unless it is told to grow', () => {
    expect([1, 2, 3].map((attempt) => at(attempt, {}))).toEqual([10, 10, 10]);
  });

  it('doubles, up to a ceiling: a day, or what the policy says', () => {
    const policy = { backoff: 'exponential' };
    expect([1, 2, 3, 4].map((attempt) => at(attempt, policy))).toEqual([10, 20, 40, 80]);
    expect([3, 4, 100].map((attempt) => at(attempt, { ...policy, maxDelay: 50 }))).toEqual([40, 50, 50]);
    expect(at(100, policy)).toBe(86_400);
    expect(at(2000, policy)).toBe(86_400);
  });

  it('is shortened by up to half with jitter, after the ceiling, never lengthened', () => {
    const policy = { jitter: true, maxDelay: 8 };
    expect(at(1, policy, () => 0)).toBe(8);
    expect(at(1, policy, () => 0.999_999)).toBeGreaterThanOrEqual(4);
    const random = Array.from({ length: 100 }, () => retryDelay({ max: 1, delay: 10, jitter: true }, 1));
    expect(Math.min(...random)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...random)).toBeLessThanOrEqual(10);
    expect(new Set(random).size).toBeGreaterThan(90);
  });

  it('may be none', () => {
    expect(at(50, { delay: 0, backoff: 'exponential', jitter: true })).toBe(0);
  });
});

describe('a run that fails', () => {
  let database: TestDatabase;
  let application: INestApplicationContext;
  let tasks: TaskClient;
  let runs: RunQueries;

  beforeAll(async () => {
    configureLogging({ level: 'critical', format: 'json' });
    database = await createTestDatabase();
    application = await startTaskApplication(database.settings, ['retried'], [RetriedProcessor]);
    tasks = application.get(TaskClient);
    runs = application.get(RunQueries);
    await application.get(Worker).start({ concurrency: 10 });
  });

  afterAll(async () => {
    await application.get(Worker).stop(0);
    await application.close();
    await database.drop();
  });

  beforeEach(() => {
    attempts.length = 0;
  });

  /** Seconds until the next try, once this one has failed; the wait is cut short. */
  const nextDelay = async ({ id }: AsyncResult<unknown>, attempt: number): Promise<number> => {
    const state = async () => {
      const run = await runs.get(id);
      return `${run.status} ${run.attempt}`;
    };
    await expectEventually(state, `RETRY ${attempt}`);
    const [row] = await database.dataSource
      .query<{ seconds: number }[]>(
        `WITH before AS (SELECT due_at FROM task_runs WHERE id = $1)
       UPDATE task_runs SET due_at = now() FROM before WHERE id = $1
       RETURNING extract(epoch FROM before.due_at - now())::float8 AS seconds`,
        [id],
      )
      .then(([rows]) => rows as unknown as { seconds: number }[]);
    return row!.seconds;
  };
  const expectAbout = (seconds: number, expected: number) => {
    expect(seconds).toBeGreaterThan(expected - 6);
    expect(seconds).toBeLessThanOrEqual(expected);
  };

  it('is tried again after the delay of its policy, and never more often than it says', async () => {
    const result = await tasks.delay(fixed, {});
    expectAbout(await nextDelay(result, 1), 100);
    expectAbout(await nextDelay(result, 2), 100);
    await expect(result.get({ timeout: 10 })).rejects.toThrow('Error: try 3');
    expect(await runs.get(result.id)).toMatchObject({ status: 'FAILURE', attempt: 3, maxAttempts: 3 });
    expect(attempts).toEqual([1, 2, 3]);
  });

  it('waits longer each time with exponential backoff, up to its ceiling', async () => {
    const result = await tasks.delay(growing, {});
    for (const [index, delay] of [100, 200, 300, 300].entries()) {
      expectAbout(await nextDelay(result, index + 1), delay);
    }
    await expect(result.get({ timeout: 10 })).rejects.toThrow('again');
  });

  it('waits for a random part of it with jitter', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => tasks.delay(shaken, {})));
    const delays = await Promise.all(results.map((result) => nextDelay(result, 1)));
    expect(Math.max(...delays)).toBeLessThanOrEqual(100);
    expect(Math.min(...delays)).toBeGreaterThan(45);
    expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan(1);
    await Promise.all(results.map((result) => result.get({ timeout: 10 }).catch(() => undefined)));
  });

  it('says itself when it wants to be tried again, and why; the limit holds all the same', async () => {
    const result = await tasks.delay(asking, {});
    expectAbout(await nextDelay(result, 1), 7);
    expect((await runs.get(result.id)).error).toMatchObject({
      type: 'RangeError',
      message: 'the bank is closed',
    });
    expectAbout(await nextDelay(result, 2), 7);
    await expect(result.get({ timeout: 10 })).rejects.toThrow('RangeError: the bank is closed');
    expect(attempts).toEqual([1, 2, 3]);
  });

  it('leaves it to the policy when it does not say when, and fails by it when it talks nonsense', async () => {
    const [silent, nonsense] = await Promise.all(
      ['by policy', 'nonsense'].map((label) => tasks.delay(asking, { label })),
    );
    expectAbout(await nextDelay(silent!, 1), 100);
    expectAbout(await nextDelay(nonsense!, 1), 100);
    expect((await runs.get(nonsense!.id)).error!.message).toContain('NaN');
    await Promise.all([silent!.revoke(), nonsense!.revoke()]);
  });

  it('is not tried again when its task rejects it, or its input is bad', async () => {
    const rejected = await tasks.delay(rejecting, {});
    await expect(rejected.get({ timeout: 10 })).rejects.toThrow('TaskRejected: there is no such contract');
    const bad = await tasks.delay(nested, {});
    await expect(bad.get({ timeout: 10 })).rejects.toThrow('InvalidInputProblem');
    // As if it came from a release whose input was another.
    const old = await tasks.applyAsync(plain, {}, { countdown: 3600 });
    await database.dataSource.query(
      `UPDATE task_runs SET kwargs = '{"colour": "red"}', due_at = now() WHERE id = $1`,
      [old.id],
    );
    await expect(old.get({ timeout: 10 })).rejects.toThrow('InvalidInputProblem');
    for (const { id } of [rejected, bad, old]) {
      expect(await runs.get(id)).toMatchObject({ status: 'FAILURE', attempt: 1, maxAttempts: 4 });
    }
  });

  it('takes the policy of its call instead of its task', async () => {
    const result = await tasks.applyAsync(fixed, {}, { retry: { max: 1, delay: 40 } });
    expectAbout(await nextDelay(result, 1), 40);
    await expect(result.get({ timeout: 10 })).rejects.toThrow('try 2');
    const once = await tasks.applyAsync(fixed, {}, { retry: { max: 0, delay: 40 } });
    await expect(once.get({ timeout: 10 })).rejects.toThrow('try 1');
    expect(await runs.get(once.id)).toMatchObject({ attempt: 1, maxAttempts: 1 });
  });

  it('is tried again after its hard time limit only if its policy says so', async () => {
    const [once, again] = await Promise.all([tasks.delay(endless, {}), tasks.delay(endlessAgain, {})]);
    await expect(once.get({ timeout: 10 })).rejects.toThrow('TimeLimitExceeded');
    expect(await runs.get(once.id)).toMatchObject({ status: 'FAILURE', attempt: 1 });
    expectAbout(await nextDelay(again, 1), 100);
    await expect(again.get({ timeout: 10 })).rejects.toThrow('TimeLimitExceeded');
    expect(await runs.get(again.id)).toMatchObject({ status: 'FAILURE', attempt: 2 });
  });

  it('takes the time limits of its call before those that a person set, and those before its task', async () => {
    const called = await tasks.applyAsync(patient, {}, { softTimeLimit: 0.05, timeLimit: 60 });
    expect(await called.get({ timeout: 10 })).toContain('soft time limit of 0.05 s');
    const hard = await tasks.applyAsync(endless, {}, { timeLimit: 0.05 });
    await expect(hard.get({ timeout: 10 })).rejects.toThrow('time limit of 0.05 s');
    const limits = application.get(TaskLimits);
    await limits.setTimeLimits('retried.patient', { timeLimit: 60, softTimeLimit: 0.07 }, 'olga');
    const set = await tasks.delay(patient, {});
    expect(await set.get({ timeout: 10 })).toContain('soft time limit of 0.07 s');
    const before = await tasks.applyAsync(patient, {}, { softTimeLimit: 0.06 });
    expect(await before.get({ timeout: 10 })).toContain('soft time limit of 0.06 s');
    await limits.setTimeLimits('retried.patient', { timeLimit: null, softTimeLimit: null }, 'olga');
    await expect(
      limits.setTimeLimits('retried.patient', { timeLimit: 5, softTimeLimit: 6 }, 'olga'),
    ).rejects.toThrow(InvalidInputProblem);
  });

  describe('in place, by tasks.apply', () => {
    it('gives back what the task returned, without a record', async () => {
      const count = async () =>
        (await database.dataSource.query<{ count: string }[]>('SELECT count(*) FROM task_runs'))[0]!.count;
      const before = await count();
      expect(await tasks.apply(plain, { label: 'here' })).toBe('here 42');
      expect(await count()).toBe(before);
    });

    it('throws what the task throws, the reason of a retry, and what is wrong with the input', async () => {
      await expect(tasks.apply(plain, { label: 'fails' })).rejects.toThrow(TypeError);
      await expect(tasks.apply(plain, { label: 'retries' })).rejects.toThrow(RangeError);
      await expect(tasks.apply(plain, { label: 1 } as never)).rejects.toThrow(InvalidInputProblem);
    });
  });
});
