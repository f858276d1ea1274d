import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import { DataSource } from 'typeorm';
import { Barrier } from '../../test/support/barrier.js';
import { startTaskApplication } from '../../test/support/task-application.js';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { MayBeLeftOut } from '../http/index.js';
import { configureLogging } from '../logging/index.js';
import {
  defineTask,
  FinishedRuns,
  ResultTimeoutError,
  RunFailedError,
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

const declare = <Result>(name: string) =>
  defineTask<LabelInput, Result>(`awaited.${name}`, {
    queue: 'awaited',
    description: 'For this spec.',
    input: LabelInput,
    retry: { max: 0, delay: 0 },
  });

const hold = declare<string>('hold');
const quick = declare<string>('quick');
const failing = declare<never>('failing');

let barrier = new Barrier();

class BankClosed extends Error {
  override readonly name = 'BankClosed';
}

@TaskProcessor()
class AwaitedProcessor {
  @Task(hold)
  async hold({ label = '' }: LabelInput): Promise<string> {
    const held = barrier;
    held.arrive();
    await held.opened;
    return label;
  }

  @Task(quick)
  async quick({ label = '' }: LabelInput): Promise<string> {
    return label;
  }

  @Task(failing)
  async failing({ label = '' }: LabelInput): Promise<never> {
    if (label === 'no error') throw 'a mere word' as unknown as Error;
    throw new BankClosed(`the bank is closed to ${label}`);
  }
}

describe('waiting for a run', () => {
  let database: TestDatabase;
  let application: INestApplicationContext;
  let tasks: TaskClient;

  beforeAll(async () => {
    configureLogging({ level: 'critical', format: 'json' });
    database = await createTestDatabase();
    application = await startTaskApplication(database.settings, ['awaited'], [AwaitedProcessor]);
    tasks = application.get(TaskClient);
    await application.get(Worker).start({ concurrency: 8 });
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

  it('ends by notification, long before anybody would look again', async () => {
    const result = await tasks.delay(hold, { label: 'news' });
    const waiting = result.get({ timeout: 20 });
    await barrier.reached;
    // Its first look has found it running.
    await result.status();
    const openedAt = performance.now();
    barrier.open();
    expect(await waiting).toBe('news');
    expect(performance.now() - openedAt).toBeLessThan(1_800);
  });

  it('is woken by another process, and for a revocation too', async () => {
    const result = await tasks.applyAsync(quick, {}, { countdown: 3600 });
    const waiting = result.get({ timeout: 20 });
    await result.status();
    const other = await startTaskApplication(database.settings, ['awaited'], [AwaitedProcessor]);
    const revokedAt = performance.now();
    await Promise.all([
      expect(waiting).rejects.toThrow('Revoked'),
      other.get(TaskClient).result(result.id).revoke(),
    ]);
    expect(performance.now() - revokedAt).toBeLessThan(1_800);
    await other.close();
  });

  it('may be done by many at once, for one run or for many, with few looks at the database', async () => {
    const one = await tasks.delay(hold, { label: 'one' });
    await barrier.reached;
    const many = Array.from({ length: 300 }, () => one.get({ timeout: 20 }));
    await one.status();
    const reads = jest.spyOn(application.get(DataSource), 'query');
    barrier.open();
    expect(new Set(await Promise.all(many))).toEqual(new Set(['one']));
    const looks = reads.mock.calls.filter(([sql]) => sql.trimStart().startsWith('SELECT'));
    expect(looks.length).toBeLessThan(20);

    const results = await Promise.all(
      Array.from({ length: 300 }, (_, index) => tasks.delay(quick, { label: String(index) })),
    );
    const answers = await Promise.all(results.map((result) => result.get({ timeout: 20 })));
    expect(answers).toEqual(Array.from({ length: 300 }, (_, index) => String(index)));
  });

  it('takes a run that has ended before', async () => {
    const result = await tasks.delay(quick, { label: 'before' });
    await result.get({ timeout: 10 });
    expect(await tasks.result(result.id).get({ timeout: 0 })).toBe('before');
    expect(await result.status()).toBe('SUCCESS');
  });

  it('ends when its time is up, and the run goes on', async () => {
    const result = await tasks.delay(hold, { label: 'goes on' });
    await barrier.reached;
    const startedAt = performance.now();
    await expect(result.get({ timeout: 0.2 })).rejects.toThrow(ResultTimeoutError);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    await expect(result.get({ timeout: 0 })).rejects.toThrow(ResultTimeoutError);
    barrier.open();
    expect(await result.get({ timeout: 10 })).toBe('goes on');
  });

  it('raises the error of the task itself', async () => {
    const result = await tasks.delay(failing, { label: 'all' });
    const error: unknown = await result.get({ timeout: 10 }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RunFailedError);
    expect(error).toMatchObject({
      runId: result.id,
      status: 'FAILURE',
      message: 'BankClosed: the bank is closed to all',
      cause: { name: 'BankClosed', message: 'the bank is closed to all' },
    });
    const { cause } = error as RunFailedError;
    expect(cause).toBeInstanceOf(Error);
    expect((cause as Error).stack).toContain('finished-runs.spec');
    const word = await tasks.delay(failing, { label: 'no error' });
    await expect(word.get({ timeout: 10 })).rejects.toMatchObject({
      cause: expect.objectContaining({ message: 'a mere word' }),
    });
  });

  it('goes on by looking again when the messages stay away', async () => {
    const result = await tasks.delay(hold, { label: 'unheard' });
    const waiting = result.get({ timeout: 20 });
    await barrier.reached;
    await result.status();
    await database.dataSource.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'mallkeeper listener'`,
    );
    barrier.open();
    expect(await waiting).toBe('unheard');
  });

  it('knows no run that there never was', async () => {
    expect(
      await application.get(FinishedRuns).wait('01940000-0000-7000-8000-000000000000', 0),
    ).toBeUndefined();
  });
});
