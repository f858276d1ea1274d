import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type INestApplicationContext, Injectable } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsString } from 'class-validator';
import { setTimeout as sleep } from 'node:timers/promises';
import { Barrier } from '../../test/support/barrier.js';
import { expectEventually } from '../../test/support/eventually.js';
import { startTaskApplication } from '../../test/support/task-application.js';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { MayBeLeftOut } from '../http/index.js';
import { configureLogging, rootLogger } from '../logging/index.js';
import {
  defineTask,
  RunLogQueries,
  RunQueries,
  Task,
  TaskClient,
  type TaskContext,
  TaskProcessor,
  Worker,
} from './index.js';
import { RunStore } from './run-store.js';

class TalkInput {
  @ApiPropertyOptional()
  @MayBeLeftOut()
  @IsString()
  label?: string;

  @ApiPropertyOptional()
  @MayBeLeftOut()
  @IsInt()
  lines?: number;

  @ApiPropertyOptional()
  @MayBeLeftOut()
  @IsInt()
  length?: number;
}

const declare = <Result>(name: string, options: object = {}) =>
  defineTask<TalkInput, Result>(`logged.${name}`, {
    queue: 'logged',
    description: 'For this spec.',
    input: TalkInput,
    ...options,
  });

const talk = declare('talk');
const twice = declare('twice', { retry: { max: 1, delay: 0 } });
const chatter = declare('chatter');
const many = declare('many');
const hold = declare('hold');
const hasty = declare('hasty');
const lasting = declare('lasting', { timeLimit: 0.1, retry: { max: 0, delay: 0 } });

let barrier = new Barrier();

/** As a service that knows nothing of runs. */
@Injectable()
class DeepService {
  async work(label: string): Promise<void> {
    await sleep(1);
    rootLogger().warn({ label, password: 'not for everyone' }, 'deep inside');
  }
}

@TaskProcessor()
class LoggedProcessor {
  constructor(private readonly service: DeepService) {}

  @Task(talk)
  async talk({ label = '' }: TalkInput, { logger }: TaskContext): Promise<void> {
    logger.info(`${label} begins`);
    await this.service.work(label);
    logger.debug('too fine for the log');
    logger.error({ err: new TypeError('went wrong') }, 'on the way');
    logger.info(`${label} ends`);
  }

  @Task(twice)
  async twice(_input: TalkInput, { logger, attempt }: TaskContext): Promise<void> {
    logger.info(`try ${attempt}`);
    if (attempt === 1) throw new Error('once more');
  }

  @Task(chatter)
  async chatter({ label = '' }: TalkInput, { logger }: TaskContext): Promise<void> {
    for (let line = 0; line < 20; line++) {
      logger.info(`${label} ${line}`);
      await sleep(1);
    }
  }

  @Task(many)
  async many({ lines = 0, length = 0 }: TalkInput, { logger }: TaskContext): Promise<void> {
    for (let line = 1; line <= lines; line++) {
      logger.info(`${line} `.padEnd(length, 'x'));
      if (line % 500 === 0) await sleep(1);
    }
  }

  @Task(hold)
  async hold({ label = '' }: TalkInput, { logger }: TaskContext): Promise<void> {
    const held = barrier;
    held.arrive();
    await held.opened;
    logger.info(label);
  }

  @Task(hasty)
  async hasty({ lines = 0 }: TalkInput, context: TaskContext): Promise<void> {
    for (let current = 1; current <= lines; current++)
      await context.progress(current, lines, `row ${current}`);
    barrier.arrive();
    await barrier.opened;
    await context.progress(lines + 1, lines + 1);
  }

  @Task(lasting)
  async lasting(_input: TalkInput, { logger }: TaskContext): Promise<void> {
    const held = barrier;
    logger.info('in time');
    await held.opened;
    logger.info('too late');
  }
}

describe('what a task logs', () => {
  let database: TestDatabase;
  let application: INestApplicationContext;
  let tasks: TaskClient;
  let logs: RunLogQueries;
  let runs: RunQueries;

  beforeAll(async () => {
    configureLogging({ level: 'info', format: 'json', file: '/dev/null' });
    database = await createTestDatabase();
    application = await startTaskApplication(database.settings, ['logged'], [LoggedProcessor, DeepService]);
    tasks = application.get(TaskClient);
    logs = application.get(RunLogQueries);
    runs = application.get(RunQueries);
    await application.get(Worker).start({ concurrency: 4 });
  });

  afterAll(async () => {
    await application.get(Worker).stop(0);
    await application.close();
    await database.drop();
  });

  beforeEach(() => {
    barrier = new Barrier();
  });

  afterEach(() => {
    barrier.open();
    jest.restoreAllMocks();
  });

  const linesOf = async (id: string) => (await logs.list(id, { limit: 500 })).items;
  const size = async (id: string) => {
    const [row] = await database.dataSource.query<{ lines: number; bytes: number; last: string }[]>(
      `SELECT count(*)::integer AS lines, sum(octet_length(message))::integer AS bytes,
              (array_agg(split_part(message, ' ', 1) ORDER BY id DESC))[1] AS last
         FROM task_logs WHERE run_id = $1`,
      [id],
    );
    return row!;
  };

  it('is kept with its run in order, by whatever way it was logged, and without secrets', async () => {
    const result = await tasks.delay(talk, { label: 'bill' });
    await result.get({ timeout: 10 });
    const lines = await linesOf(result.id);
    expect(lines.map(({ level, message }) => `${level}: ${message.split('\n')[0]}`)).toEqual([
      'info: bill begins',
      'warn: deep inside {"label":"bill","password":"[secret]"}',
      'error: on the way TypeError: went wrong',
      'info: bill ends',
    ]);
    expect(lines.every(({ attempt }) => attempt === 1)).toBe(true);
    const { startedAt, finishedAt } = await runs.get(result.id);
    for (const { at } of lines) {
      expect(at.getTime()).toBeGreaterThanOrEqual(startedAt!.getTime() - 5);
      expect(at.getTime()).toBeLessThanOrEqual(finishedAt!.getTime() + 5);
    }
  });

  it('of every try is kept, and none of the worker’s own lines', async () => {
    const result = await tasks.delay(twice, {});
    await result.get({ timeout: 10 });
    const lines = await linesOf(result.id);
    expect(lines.map(({ attempt, message }) => `${attempt}: ${message}`)).toEqual(['1: try 1', '2: try 2']);
  });

  it('is not mixed with what other runs log at the same time', async () => {
    const labels = ['red', 'green', 'blue', 'grey'];
    const results = await Promise.all(labels.map((label) => tasks.delay(chatter, { label })));
    await Promise.all(results.map((result) => result.get({ timeout: 10 })));
    for (const [index, label] of labels.entries()) {
      const lines = await linesOf(results[index]!.id);
      expect(lines.map(({ message }) => message)).toEqual(
        Array.from({ length: 20 }, (_, line) => `${label} ${line}`),
      );
    }
  });

  it('is the newest 1,000 lines', async () => {
    const result = await tasks.delay(many, { lines: 3_210, length: 10 });
    await result.get({ timeout: 20 });
    expect(await size(result.id)).toMatchObject({ lines: 1_000, last: '3210' });
    expect((await linesOf(result.id))[0]!.message.trim()).toMatch(/^2211 /);
  });

  it('is the newest megabyte', async () => {
    const result = await tasks.delay(many, { lines: 500, length: 4_096 });
    await result.get({ timeout: 20 });
    expect(await size(result.id)).toEqual({ lines: 256, bytes: 1_048_576, last: '500' });
  });

  it('of all executions together is not more, although a worker died in between', async () => {
    const result = await tasks.applyAsync(many, { lines: 700, length: 10 }, { countdown: 3600 });
    // A worker that died left these behind; it did not count as a try.
    await database.dataSource.query(
      `INSERT INTO task_logs (run_id, attempt, at, level, message)
       SELECT $1, 1, now(), 'info', 'before' FROM generate_series(1, 700)`,
      [result.id],
    );
    await database.dataSource.query('UPDATE task_runs SET due_at = now() WHERE id = $1', [result.id]);
    await result.get({ timeout: 10 });
    expect(await size(result.id)).toMatchObject({ lines: 1_000, last: '700' });
  });

  it('is not kept of a worker that has lost the run', async () => {
    const result = await tasks.delay(hold, { label: 'of the first' });
    await barrier.reached;
    const first = barrier;
    barrier = new Barrier();
    await database.dataSource.query(
      `UPDATE task_runs SET lease_until = now() - interval '1 s', token = gen_random_uuid() WHERE id = $1`,
      [result.id],
    );
    await barrier.reached;
    first.open();
    barrier.open();
    await result.get({ timeout: 10 });
    expect(await linesOf(result.id)).toHaveLength(1);
  });

  it('after its end by force is not kept either', async () => {
    const result = await tasks.delay(lasting, {});
    await expect(result.get({ timeout: 10 })).rejects.toThrow('TimeLimitExceeded');
    barrier.open();
    await (await tasks.delay(twice, {})).get({ timeout: 10 });
    expect((await linesOf(result.id)).map(({ message }) => message)).toEqual(['in time']);
  });

  it('can be read page by page', async () => {
    const result = await tasks.delay(chatter, { label: 'page' });
    await result.get({ timeout: 10 });
    const first = await logs.list(result.id, { limit: 12 });
    const second = await logs.list(result.id, { limit: 12, cursor: first.nextCursor ?? undefined });
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([12, 8, null]);
    expect(second.items[0]!.message).toBe('page 12');
  });

  it('about its progress is written now and then; the last word stands', async () => {
    const written = jest.spyOn(application.get(RunStore), 'showProgress');
    const result = await tasks.delay(hasty, { lines: 5_000 });
    await expectEventually(async () => (await runs.get(result.id)).progress, {
      current: 5_000,
      total: 5_000,
      message: 'row 5000',
    });
    barrier.open();
    await result.get({ timeout: 10 });
    expect((await runs.get(result.id)).progress).toEqual({ current: 5_001, total: 5_001, message: null });
    expect(written.mock.calls.length).toBeLessThanOrEqual(50);
  });
});
