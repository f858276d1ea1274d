import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import { DataSource } from 'typeorm';
import { Barrier } from '../../test/support/barrier.js';
import { expectEventually } from '../../test/support/eventually.js';
import { startTaskApplication } from '../../test/support/task-application.js';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { ConflictProblem, MayBeLeftOut } from '../http/index.js';
import { configureLogging } from '../logging/index.js';
import {
  defineTask,
  Revocation,
  RunActions,
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

const declare = <Result>(name: string, options: object = {}) =>
  defineTask<LabelInput, Result>(`revoked.${name}`, {
    queue: 'revoked',
    description: 'For this spec.',
    input: LabelInput,
    ...options,
  });

const note = declare<string>('note');
const heeding = declare('heeding');
const deaf = declare('deaf');
const failing = declare('failing', { retry: { max: 3, delay: 0 } });
const steps = declare<string[]>('steps', { retry: { max: 1, delay: 0 } });

let barrier = new Barrier();
const said: string[] = [];
let stepFails = true;

@TaskProcessor()
class RevokedProcessor {
  @Task(note)
  async note({ label = '' }: LabelInput): Promise<string> {
    said.push(label);
    return label;
  }

  @Task(heeding)
  async heeding(_input: LabelInput, { signal }: TaskContext): Promise<never> {
    barrier.arrive();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    said.push((signal.reason as Error).name, 'cleaned up');
    throw signal.reason;
  }

  @Task(deaf)
  async deaf(_input: LabelInput, context: TaskContext): Promise<void> {
    const held = barrier;
    held.arrive();
    await held.opened;
    await context.transaction((manager) => manager.query(`INSERT INTO effects VALUES ('deaf')`));
  }

  @Task(failing)
  async failing(): Promise<never> {
    barrier.arrive();
    await barrier.opened;
    throw new Error('at the wrong moment');
  }

  @Task(steps)
  async steps(_input: LabelInput, context: TaskContext): Promise<string[]> {
    const done = [];
    for (const name of ['first', 'second', 'third']) {
      if (name === 'third' && stepFails) throw new Error('before the third');
      done.push(
        await context.transaction(async (manager) => {
          await manager.query('INSERT INTO effects VALUES ($1)', [name]);
          return name;
        }),
      );
    }
    return done;
  }
}

describe('revoking', () => {
  let database: TestDatabase;
  let application: INestApplicationContext;
  let tasks: TaskClient;
  let runs: RunQueries;
  let actions: RunActions;

  beforeAll(async () => {
    configureLogging({ level: 'critical', format: 'json' });
    // Too long for a heartbeat to be what makes a worker heed a revocation.
    database = await createTestDatabase({ TASK_LEASE: '600' });
    await database.dataSource.query('CREATE TABLE effects (name text NOT NULL)');
    application = await startTaskApplication(database.settings, ['revoked'], [RevokedProcessor]);
    tasks = application.get(TaskClient);
    runs = application.get(RunQueries);
    actions = application.get(RunActions);
    await application.get(Worker).start({ concurrency: 4, terminationGrace: 300 });
  });

  afterAll(async () => {
    await application.get(Worker).stop(0);
    await application.close();
    await database.drop();
  });

  beforeEach(async () => {
    barrier = new Barrier();
    said.length = 0;
    stepFails = true;
    await database.dataSource.query('TRUNCATE effects');
  });

  afterEach(() => barrier.open());

  const effects = async (): Promise<string[]> => {
    const rows = await database.dataSource.query<{ name: string }[]>('SELECT name FROM effects');
    return rows.map(({ name }) => name);
  };
  const audited = async (id: string): Promise<string[]> => {
    const rows = await database.dataSource.query<{ entry: string }[]>(
      `SELECT concat_ws(' ', actor, action) AS entry FROM audit_log WHERE subject_id = $1 ORDER BY id`,
      [id],
    );
    return rows.map(({ entry }) => entry);
  };

  it('keeps a run that waits from ever starting', async () => {
    const { id } = await tasks.applyAsync(note, { label: 'unwanted' }, { countdown: 3600 });
    expect(await actions.revoke(id, false, 'olga')).toMatchObject({
      status: 'REVOKED',
      attempt: 0,
      startedAt: null,
      error: { type: 'Revoked', message: 'Revoked by olga before it started.' },
    });
    await database.dataSource.query('UPDATE task_runs SET due_at = now() WHERE id = $1', [id]);
    const after = await tasks.delay(note, { label: 'after' });
    await after.get({ timeout: 10 });
    expect(said).toEqual(['after']);
    expect(await audited(id)).toEqual(['olga run.revoke']);
  });

  it('keeps a run that waits for its next try from being tried again', async () => {
    const result = await tasks.applyAsync(steps, {}, { retry: { max: 1, delay: 3600 } });
    await expectEventually(async () => (await runs.get(result.id)).status, 'RETRY');
    expect(await result.revoke()).toBe(true);
    expect(await runs.get(result.id)).toMatchObject({ status: 'REVOKED', attempt: 1 });
  });

  it('leaves a run that is executed alone unless it is asked to terminate it', async () => {
    const result = await tasks.delay(deaf, {});
    await barrier.reached;
    expect(await result.revoke()).toBe(false);
    await expect(actions.revoke(result.id, false, 'olga')).rejects.toThrow('terminate it');
    barrier.open();
    await result.get({ timeout: 10 });
    expect(await effects()).toEqual(['deaf']);
  });

  it('tells a run that is executed to end; it cleans up and is not tried again', async () => {
    const result = await tasks.delay(heeding, {});
    await barrier.reached;
    // Shown as it is by then: a worker that heeds it at once may have ended it already.
    const { status } = await actions.revoke(result.id, true, 'olga');
    expect(['STARTED', 'REVOKED']).toContain(status);
    await expect(result.get({ timeout: 10 })).rejects.toThrow('Revoked: Terminated by olga.');
    expect(said).toEqual(['RunRevoked', 'cleaned up']);
    expect(await runs.get(result.id)).toMatchObject({ status: 'REVOKED', attempt: 1 });
    expect(await audited(result.id)).toEqual(['olga run.terminate']);
  });

  it('ends by force what does not heed its signal, and nothing that it does afterwards counts', async () => {
    const result = await tasks.delay(deaf, {});
    await barrier.reached;
    expect(await result.revoke({ terminate: true })).toBe(true);
    await expect(result.get({ timeout: 10 })).rejects.toThrow('Revoked: Terminated.');
    barrier.open();
    const after = await tasks.delay(note, { label: 'after' });
    await after.get({ timeout: 10 });
    expect(await effects()).toEqual([]);
    expect(await runs.get(result.id)).toMatchObject({ status: 'REVOKED' });
  });

  it('ends a run whose worker is dead when its lease is over', async () => {
    const result = await tasks.applyAsync(note, { label: 'never' }, { countdown: 3600 });
    await database.dataSource.query(
      `UPDATE task_runs SET status = 'STARTED', attempt = 1, token = gen_random_uuid(), worker = 'dead', due_at = now(),
              lease_until = now() + interval '1 h' WHERE id = $1`,
      [result.id],
    );
    expect(await result.revoke({ terminate: true, by: 'olga' })).toBe(true);
    await database.dataSource.query(
      `UPDATE task_runs SET lease_until = now() - interval '1 s' WHERE id = $1`,
      [result.id],
    );
    // As a sweep does it, but without the patience that it has after a restart of the database.
    await application.get(RunStore).takeBackExpired(application.get(DataSource).manager, 0);
    await expect(result.get({ timeout: 10 })).rejects.toThrow('Revoked: Terminated by olga.');
    expect(said).toEqual([]);
  });

  it('holds when the try fails, or is handed back, before its worker has heard of it', async () => {
    const store = application.get(RunStore);
    const failed = await tasks.delay(failing, {});
    await barrier.reached;
    await database.dataSource.query(`UPDATE task_runs SET revocation = 'Terminated.' WHERE id = $1`, [
      failed.id,
    ]);
    barrier.open();
    await expect(failed.get({ timeout: 10 })).rejects.toThrow('Revoked: Terminated.');
    expect(await runs.get(failed.id)).toMatchObject({ status: 'REVOKED', attempt: 1 });

    const handedBack = await tasks.applyAsync(note, { label: 'handed back' }, { countdown: 3600 });
    const [[row]] = await database.dataSource.query<[{ token: string }[]]>(
      `UPDATE task_runs SET status = 'STARTED', attempt = 1, token = gen_random_uuid(), due_at = now(),
              lease_until = now() + interval '1 h' WHERE id = $1 RETURNING token`,
      [handedBack.id],
    );
    expect(await application.get(Revocation).revoke(handedBack.id, { terminate: true })).toBe('terminating');
    await store.handBack([row!.token]);
    await expect(handedBack.get({ timeout: 10 })).rejects.toThrow('Revoked: Terminated.');
    expect(said).toEqual([]);
  });

  it('may be asked for twice, and not of what has ended otherwise', async () => {
    const waiting = await tasks.applyAsync(note, {}, { countdown: 3600 });
    await actions.revoke(waiting.id, false, 'olga');
    expect(await actions.revoke(waiting.id, true, 'olga')).toMatchObject({ status: 'REVOKED' });
    expect(await waiting.revoke()).toBe(false);

    const executed = await tasks.delay(deaf, {});
    await barrier.reached;
    await Promise.all([1, 2, 3].map(() => actions.revoke(executed.id, true, 'olga')));
    await expect(executed.get({ timeout: 10 })).rejects.toThrow('Revoked');

    const done = await tasks.delay(note, { label: 'done' });
    await done.get({ timeout: 10 });
    await expect(actions.revoke(done.id, true, 'olga')).rejects.toThrow(ConflictProblem);
    await expect(actions.revoke('01940000-0000-7000-8000-000000000000', true, 'olga')).rejects.toThrow(
      'There is no run',
    );
  });

  it('and failing can be made good: the run goes on behind what it has committed', async () => {
    const result = await tasks.delay(steps, {});
    await expect(result.get({ timeout: 10 })).rejects.toThrow('before the third');
    for (const attempt of [4, 6]) {
      expect(await actions.retry(result.id, 'olga')).toMatchObject({
        status: 'PENDING',
        error: expect.anything(),
        finishedAt: null,
      });
      // As many tries again as a new run has, not as many as it has had.
      await expect(result.get({ timeout: 10 })).rejects.toThrow('before the third');
      expect(await runs.get(result.id)).toMatchObject({ status: 'FAILURE', attempt, maxAttempts: attempt });
    }
    stepFails = false;
    await actions.retry(result.id, 'olga');
    expect(await result.get({ timeout: 10 })).toEqual(['first', 'second', 'third']);
    expect(await effects()).toEqual(['first', 'second', 'third']);
    await expect(actions.retry(result.id, 'olga')).rejects.toThrow(ConflictProblem);
    expect(await audited(result.id)).toEqual(Array(3).fill('olga run.retry'));

    const revoked = await tasks.applyAsync(note, { label: 'after all' }, { countdown: 3600 });
    await revoked.revoke();
    await actions.retry(revoked.id, 'olga');
    expect(await revoked.get({ timeout: 10 })).toBe('after all');
  });
});
