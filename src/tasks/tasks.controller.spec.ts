import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type MallApplication, startMall } from '../../test/support/mall-application.js';
import { TrialTasksModule } from '../../test/support/trial-tasks.js';

describe('limits of tasks over REST', () => {
  let mall: MallApplication;

  beforeAll(async () => {
    mall = await startMall({ today: '2026-01-05', modules: [TrialTasksModule] });
  });

  afterAll(() => mall.close());

  beforeEach(() => mall.dataSource.query('TRUNCATE task_limits, audit_log'));

  const change = (changes: object, task = 'trial.limited') =>
    mall.request<{ errors: { field: string }[] }>('PUT', `/tasks/${task}/limits`, changes);

  it('are changed one by one; what is left out stays, and it is known who did it', async () => {
    expect(await change({})).toEqual({
      status: 200,
      body: { rateLimit: '100/h', timeLimit: 50, softTimeLimit: 40 },
    });
    expect(await change({ rateLimit: '10/m', softTimeLimit: 5 })).toMatchObject({
      status: 200,
      body: { rateLimit: '10/m', timeLimit: 50, softTimeLimit: 5 },
    });
    expect((await change({ timeLimit: 7.5 })).body).toEqual({
      rateLimit: '10/m',
      timeLimit: 7.5,
      softTimeLimit: 5,
    });
    const audited = await mall.dataSource.query<object[]>(
      `SELECT actor, action, subject_id AS id, details FROM audit_log WHERE subject_type = 'task' ORDER BY id`,
    );
    const done = { actor: 'admin', id: 'trial.limited' };
    expect(audited).toEqual([
      {
        ...done,
        action: 'task.rate-limit',
        details: { before: { rate: 'default' }, after: { rate: '10/m' } },
      },
      {
        ...done,
        action: 'task.time-limit',
        details: {
          before: { timeLimit: null, softTimeLimit: null },
          after: { timeLimit: null, softTimeLimit: 5 },
        },
      },
      {
        ...done,
        action: 'task.time-limit',
        details: {
          before: { timeLimit: null, softTimeLimit: 5 },
          after: { timeLimit: 7.5, softTimeLimit: 5 },
        },
      },
    ]);
  });

  it('are shown with the tasks as they hold now', async () => {
    const shown = async () => {
      const { body } = await mall.request<{ items: { name: string }[] }>('GET', '/tasks');
      return body.items.find(({ name }) => name === 'trial.limited');
    };
    expect(await shown()).toMatchObject({ rateLimit: '100/h', timeLimit: 50, softTimeLimit: 40 });
    await change({ rateLimit: '10/m', softTimeLimit: 5 });
    expect(await shown()).toMatchObject({ rateLimit: '10/m', timeLimit: 50, softTimeLimit: 5 });
    await change({ rateLimit: '0' });
    expect(await shown()).toMatchObject({ rateLimit: null });
  });

  it('go back to what the code says, or are lifted', async () => {
    await change({ rateLimit: '1/s', timeLimit: 7, softTimeLimit: 5 });
    expect((await change({ timeLimit: null, softTimeLimit: null })).body).toEqual({
      rateLimit: '1/s',
      timeLimit: 50,
      softTimeLimit: 40,
    });
    expect((await change({ rateLimit: '0' })).body).toMatchObject({ rateLimit: null });
    expect((await change({ rateLimit: 'default' })).body).toMatchObject({ rateLimit: '100/h' });
  });

  it('are found by the name that a task had under Celery', async () => {
    const { body } = await change({ rateLimit: '3/m' }, 'apps.trial.tasks.limited_task');
    expect(body).toMatchObject({ rateLimit: '3/m' });
    expect((await change({})).body).toMatchObject({ rateLimit: '3/m' });
  });

  it('that make no sense are refused, naming the field, and change nothing', async () => {
    for (const [changes, field] of [
      [{ rateLimit: 'often' }, 'rateLimit'],
      [{ rateLimit: null }, 'rateLimit'],
      [{ rateLimit: 10 }, 'rateLimit'],
      [{ timeLimit: 0 }, 'timeLimit'],
      [{ timeLimit: '60' }, 'timeLimit'],
      [{ softTimeLimit: -1 }, 'softTimeLimit'],
      [{ timeLimit: 5, softTimeLimit: 6 }, 'softTimeLimit'],
      [{ rateLimit: '1/s', timeLimit: 5, softTimeLimit: 6 }, 'softTimeLimit'],
      [{ colour: 'red' }, 'colour'],
    ] as const) {
      const { status, body } = await change(changes);
      expect(status).toBe(400);
      expect(new Set(body.errors.map((error) => error.field))).toEqual(new Set([field]));
    }
    expect((await change({}, 'trial.nothing')).status).toBe(404);
    expect((await change({})).body).toEqual({ rateLimit: '100/h', timeLimit: 50, softTimeLimit: 40 });
  });
});
