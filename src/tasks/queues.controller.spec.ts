import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type MallApplication, startMall } from '../../test/support/mall-application.js';
import { eventually, TrialTasksModule } from '../../test/support/trial-tasks.js';
import { type QueueView, type Run, Worker } from './index.js';

const NAME = 'mallkeeper@spec-1';

describe('queues over REST', () => {
  let mall: MallApplication;

  beforeAll(async () => {
    mall = await startMall({ today: '2026-01-05', modules: [TrialTasksModule] });
    await mall.application.get(Worker).start({ concurrency: 2, name: NAME, queues: ['trial', 'store'] });
  });

  afterAll(async () => {
    await mall.application.get(Worker).stop(0);
    await mall.close();
  });

  beforeEach(() => mall.dataSource.query('TRUNCATE task_runs, queues, audit_log CASCADE'));

  const trial = async (): Promise<QueueView> => {
    const { status, body } = await mall.request<{ items: QueueView[]; nextCursor: null }>('GET', '/queues');
    expect(status).toBe(200);
    expect(body.nextCursor).toBeNull();
    expect(body.items.map(({ name }) => name)).toEqual(['notifications', 'store', 'trial']);
    return body.items.find(({ name }) => name === 'trial')!;
  };

  const submit = async (task: string, call: object = {}): Promise<string> => {
    const { status, body } = await mall.request<Run>('POST', `/tasks/trial.${task}/runs`, call);
    expect(status).toBe(202);
    return body.id;
  };

  const statusOf = async (id: string): Promise<string> =>
    (await mall.request<Run>('GET', `/runs/${id}`)).body.status;

  const audited = (): Promise<object[]> =>
    mall.dataSource.query<object[]>(
      'SELECT actor, action, subject_type AS type, subject_id AS id, details FROM audit_log WHERE action <> $1 ORDER BY audit_log.id',
      ['task.run'],
    );

  it('are listed with what waits, what is planned, what runs, and who takes from them', async () => {
    expect(await trial()).toEqual({
      name: 'trial',
      waiting: 0,
      scheduled: 0,
      active: 0,
      oldestWaiting: null,
      pausedAt: null,
      pausedBy: null,
      workers: [NAME],
    });
    const running = await submit('linger');
    await submit('echo', { countdown: 300 });
    await eventually(
      () => statusOf(running),
      (status) => status === 'STARTED',
    );
    expect(await trial()).toMatchObject({ waiting: 0, scheduled: 1, active: 1 });
    await mall.request('POST', `/runs/${running}/revoke`, { terminate: true });
    await eventually(
      () => statusOf(running),
      (status) => status === 'REVOKED',
    );
  });

  it('stand still while they are paused, and go on when they are resumed', async () => {
    const running = await submit('linger');
    await eventually(
      () => statusOf(running),
      (status) => status === 'STARTED',
    );
    const paused = await mall.request<QueueView>('POST', '/queues/trial/pause');
    expect(paused.status).toBe(200);
    expect(paused.body).toMatchObject({ name: 'trial', pausedBy: 'admin', pausedAt: expect.any(String) });

    const held = await submit('echo', { kwargs: { label: 'held' } });
    const due = await submit('echo', { countdown: 0.05 });
    await eventually(trial, ({ waiting }) => waiting === 2);
    // Two sweeps publish what is due; another queue's runs show that they have been.
    const beside = await submit('echo', { queue: 'store', countdown: 0.6 });
    await eventually(
      () => statusOf(beside),
      (status) => status === 'SUCCESS',
    );
    expect(await statusOf(held)).toBe('PENDING');
    expect(await statusOf(due)).toBe('PENDING');
    expect(await statusOf(running)).toBe('STARTED');

    const resumed = await mall.request<QueueView>('POST', '/queues/trial/resume');
    expect(resumed.status).toBe(200);
    expect(resumed.body).toMatchObject({ name: 'trial', pausedBy: null, pausedAt: null });
    await eventually(
      () => statusOf(held),
      (status) => status === 'SUCCESS',
    );
    await eventually(
      () => statusOf(due),
      (status) => status === 'SUCCESS',
    );
    await mall.request('POST', `/runs/${running}/revoke`, { terminate: true });
    await eventually(
      () => statusOf(running),
      (status) => status === 'REVOKED',
    );
    expect(await audited()).toEqual([
      {
        actor: 'admin',
        action: 'queue.pause',
        type: 'queue',
        id: 'trial',
        details: { before: { paused: false }, after: { paused: true } },
      },
      {
        actor: 'admin',
        action: 'queue.resume',
        type: 'queue',
        id: 'trial',
        details: { before: { paused: true }, after: { paused: false } },
      },
      expect.objectContaining({ action: 'run.terminate' }),
    ]);
  });

  it('are emptied of all that waits, and of nothing that runs', async () => {
    const running = await submit('linger');
    await eventually(
      () => statusOf(running),
      (status) => status === 'STARTED',
    );
    await mall.request('POST', '/queues/trial/pause');
    const waiting = [
      await submit('echo'),
      await submit('echo', { countdown: 300 }),
      await submit('fail', { countdown: 300, retry: { max: 1, delay: 300 } }),
    ];
    const elsewhere = await submit('echo', { queue: 'store', countdown: 300 });
    await mall.dataSource.query(`UPDATE task_runs SET status = 'RETRY' WHERE id = $1`, [waiting[2]]);

    const { status, body } = await mall.request('POST', '/queues/trial/purge');
    expect({ status, body }).toEqual({ status: 200, body: { revoked: 3 } });
    expect(await Promise.all(waiting.map(statusOf))).toEqual(['REVOKED', 'REVOKED', 'REVOKED']);
    expect(await statusOf(running)).toBe('STARTED');
    expect(await statusOf(elsewhere)).toBe('PENDING');
    expect((await audited()).at(-1)).toEqual({
      actor: 'admin',
      action: 'queue.purge',
      type: 'queue',
      id: 'trial',
      details: { runs: 3 },
    });
    expect((await mall.request('POST', '/queues/trial/purge')).body).toEqual({ revoked: 0 });
    await mall.request('POST', `/runs/${running}/revoke`, { terminate: true });
    await eventually(
      () => statusOf(running),
      (ended) => ended === 'REVOKED',
    );
  });

  it('that there are not are not found, and those that there are are named', async () => {
    for (const action of ['pause', 'resume', 'purge']) {
      const { status, body } = await mall.request<{ detail: string }>('POST', `/queues/nowhere/${action}`);
      expect(status).toBe(404);
      expect(body.detail).toBe('There is no queue nowhere. There are: notifications, store, trial.');
    }
    expect(await audited()).toEqual([]);
  });
});
