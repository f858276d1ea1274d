import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import { Barrier } from '../../test/support/barrier.js';
import { expectEventually } from '../../test/support/eventually.js';
import { startTaskApplication } from '../../test/support/task-application.js';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { MayBeLeftOut } from '../http/index.js';
import { configureLogging } from '../logging/index.js';
import {
  Broker,
  defineTask,
  RunQueries,
  Task,
  TaskClient,
  type TaskContext,
  TaskProcessor,
  Worker,
} from './index.js';
import { RunStore } from './run-store.js';

class LabelInput {
  @ApiPropertyOptional()
  @MayBeLeftOut()
  @IsString()
  label?: string;
}

const declare = (name: string, options: object = {}) =>
  defineTask<LabelInput, string>(`stopped.${name}`, {
    queue: 'stopped',
    description: 'For this spec.',
    input: LabelInput,
    retry: { max: 0, delay: 0 },
    ...options,
  });

const note = declare('note');
const hold = declare('hold');

let barrier = new Barrier();
const heard: string[] = [];
const executed: string[] = [];

@TaskProcessor()
class StoppedProcessor {
  @Task(note)
  async note({ label = '' }: LabelInput): Promise<string> {
    executed.push(label);
    return label;
  }

  @Task(hold)
  async hold({ label = '' }: LabelInput, { signal }: TaskContext): Promise<string> {
    const held = barrier;
    signal.addEventListener('abort', () => heard.push((signal.reason as Error).name));
    executed.push(label);
    held.arrive();
    await held.opened;
    return label;
  }
}

/** Long enough not to be what ends anything here, in ms. */
const LONG = 60_000;

describe('a worker that stops', () => {
  let database: TestDatabase;
  let application: INestApplicationContext;
  let tasks: TaskClient;
  let runs: RunQueries;
  let worker: Worker;

  beforeAll(async () => {
    configureLogging({ level: 'critical', format: 'json' });
    database = await createTestDatabase();
    application = await startTaskApplication(database.settings, ['stopped'], [StoppedProcessor]);
    tasks = application.get(TaskClient);
    runs = application.get(RunQueries);
    worker = application.get(Worker);
  });

  afterAll(async () => {
    await application.close();
    await database.drop();
  });

  beforeEach(async () => {
    barrier = new Barrier();
    heard.length = 0;
    executed.length = 0;
    await worker.start({ concurrency: 1, name: 'stops' });
  });

  afterEach(async () => {
    barrier.open();
    jest.restoreAllMocks();
    await database.dataSource.query(
      `UPDATE task_runs SET status = 'REVOKED', finished_at = now(), published_at = NULL
        WHERE status IN ('PENDING', 'RETRY', 'STARTED')`,
    );
  });

  const stateOf = async ({ id }: { id: string }) => {
    const run = await runs.get(id);
    return `${run.status} ${run.attempt}`;
  };
  const isPublished = async ({ id }: { id: string }): Promise<boolean> => {
    const [row] = await database.dataSource.query<{ published: boolean }[]>(
      'SELECT published_at IS NOT NULL AS published FROM task_runs WHERE id = $1',
      [id],
    );
    return row!.published;
  };

  it('lets what runs finish, and takes nothing new', async () => {
    const running = await tasks.delay(hold, { label: 'running' });
    await barrier.reached;
    const waiting = await tasks.delay(note, { label: 'waiting' });
    const stopped = worker.stop(LONG);
    const late = await tasks.delay(note, { label: 'late' });
    barrier.open();
    await stopped;
    expect(await stateOf(running)).toBe('SUCCESS 1');
    expect(await Promise.all([waiting, late].map(stateOf))).toEqual(['PENDING 0', 'PENDING 0']);
    expect(executed).toEqual(['running']);
    expect(heard).toEqual([]);
    const [row] = await database.dataSource.query<{ count: string }[]>('SELECT count(*) FROM nodes');
    expect(row!.count).toBe('0');

    // The next one goes on with what this one left.
    await worker.start({ concurrency: 1, name: 'next' });
    expect(await waiting.get({ timeout: 10 })).toBe('waiting');
    expect(await late.get({ timeout: 10 })).toBe('late');
    await worker.stop(LONG);
  });

  it('hands back what still runs after its grace, not counted as a try', async () => {
    const running = await tasks.delay(hold, { label: 'running' });
    await barrier.reached;
    const startedAt = performance.now();
    await worker.stop(200);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(195);
    expect(await runs.get(running.id)).toMatchObject({
      status: 'PENDING',
      attempt: 0,
      worker: null,
      startedAt: null,
      error: null,
    });
    expect(heard).toEqual(['WorkerStopping']);
    barrier.open();

    // It has no try to lose, and is executed all the same.
    await worker.start({ concurrency: 1, name: 'next' });
    expect(await running.get({ timeout: 10 })).toBe('running');
    expect(await stateOf(running)).toBe('SUCCESS 1');
    await worker.stop(LONG);
  });

  it('hands everything back at once when it is told a second time', async () => {
    const running = await tasks.delay(hold, { label: 'running' });
    await barrier.reached;
    const startedAt = performance.now();
    const stopped = worker.stop(LONG);
    await worker.stop(LONG);
    await stopped;
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    expect(await stateOf(running)).toBe('PENDING 0');
  });

  it('hands back what it has fetched and not started', async () => {
    worker.resize(2);
    const first = await tasks.delay(hold, { label: 'first' });
    await barrier.reached;
    // Fetched for a place that is gone when it comes.
    const claim = jest.spyOn(application.get(RunStore), 'claim');
    worker.resize(1);
    const fetched = await tasks.delay(note, { label: 'fetched' });
    await expectEventually(() => isPublished(fetched), true);
    const stopped = worker.stop(LONG);
    barrier.open();
    await stopped;
    expect(await stateOf(first)).toBe('SUCCESS 1');
    expect(claim).not.toHaveBeenCalled();
    expect(await stateOf(fetched)).toBe('PENDING 0');
    await worker.start({ concurrency: 1, name: 'next' });
    expect(await fetched.get({ timeout: 10 })).toBe('fetched');
    await worker.stop(LONG);
  });

  it('hands back what it claims while all the rest is handed back', async () => {
    const store = application.get(RunStore);
    const claim = store.claim.bind(store);
    const claimed = new Barrier();
    jest.spyOn(store, 'claim').mockImplementation(async (...given) => {
      const run = await claim(...given);
      claimed.arrive();
      await claimed.opened;
      return run;
    });
    const running = await tasks.delay(hold, { label: 'claimed late' });
    await claimed.reached;
    const stopped = worker.stop(LONG);
    await worker.stop(LONG);
    claimed.open();
    await stopped;
    expect(executed).toEqual([]);
    expect(await stateOf(running)).toBe('PENDING 0');
  });

  it('leaves what waits in its queue where it is', async () => {
    const running = await tasks.delay(hold, { label: 'running' });
    await barrier.reached;
    const waiting = await Promise.all(Array.from({ length: 50 }, () => tasks.delay(note, {})));
    for (const each of waiting) await expectEventually(() => isPublished(each), true);
    const unpublish = jest.spyOn(application.get(RunStore), 'unpublish');
    const publish = jest.spyOn(application.get(Broker), 'publish');
    const stopped = worker.stop(LONG);
    barrier.open();
    await stopped;
    expect(unpublish.mock.calls.length).toBeLessThanOrEqual(1);
    expect(publish.mock.calls.length).toBeLessThanOrEqual(1);
    expect(await stateOf(running)).toBe('SUCCESS 1');
  });
});
