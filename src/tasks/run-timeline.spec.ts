import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type MallApplication, startMall } from '../../test/support/mall-application.js';
import { eventually, luck, TrialTasksModule } from '../../test/support/trial-tasks.js';
import type { RunTimeline } from './dto/run-timeline.js';
import { type Run, type RunStatus, Worker } from './index.js';
import { RunStore } from './run-store.js';

const WORKER = 'mallkeeper@spec-1';

describe('the timeline of a run', () => {
  let mall: MallApplication;

  beforeAll(async () => {
    mall = await startMall({ today: '2026-01-05', modules: [TrialTasksModule] });
    await mall.application.get(Worker).start({ concurrency: 4, name: WORKER });
  });

  afterAll(async () => {
    await mall.application.get(Worker).stop(0);
    await mall.close();
  });

  beforeEach(async () => {
    luck.has = false;
    await mall.dataSource.query('TRUNCATE task_runs CASCADE');
  });

  const submit = async (task: string, call: object = {}): Promise<string> =>
    (await mall.request<Run>('POST', `/tasks/trial.${task}/runs`, call)).body.id;

  const become = (id: string, status: RunStatus): Promise<Run> =>
    eventually(
      async () => (await mall.request<Run>('GET', `/runs/${id}`)).body,
      (run) => run.status === status,
    );

  const timeline = async (id: string): Promise<RunTimeline> => {
    const { status, body } = await mall.request<RunTimeline>('GET', `/runs/${id}/timeline`);
    expect(status).toBe(200);
    return body;
  };

  /** As if a worker had begun it and died. */
  const lose = async (id: string): Promise<void> => {
    await mall.dataSource.query(
      `UPDATE task_runs SET status = 'STARTED', attempt = attempt + 1, token = gen_random_uuid(), worker = 'dead@spec',
              due_at = now(), started_at = clock_timestamp(), lease_until = now() - interval '1 s',
              published_at = NULL WHERE id = $1`,
      [id],
    );
    await mall.application.get(RunStore).takeBackExpired(mall.dataSource.manager, 0);
  };

  const kept = async (id: string): Promise<object[] | null> => {
    const [row] = await mall.dataSource.query<{ kept: object[] | null }[]>(
      'SELECT past_attempts AS kept FROM task_runs WHERE id = $1',
      [id],
    );
    return row!.kept;
  };

  it('tells when a run that succeeds at once began and ended, and costs its row nothing', async () => {
    const id = await submit('echo');
    const { startedAt, finishedAt, createdAt } = await become(id, 'SUCCESS');
    const { attempts, queueMs, ...rest } = await timeline(id);
    expect(rest).toEqual({ createdAt, dueAt: createdAt, publishedAt: null });
    expect(queueMs).toBeGreaterThanOrEqual(0);
    expect(attempts).toEqual([
      {
        attempt: 1,
        worker: WORKER,
        startedAt,
        endedAt: finishedAt,
        outcome: 'SUCCESS',
        error: null,
        retryAt: null,
      },
    ]);
    expect(await kept(id)).toBeNull();
  });

  it('shows each try, why it failed and when the next was to come, also those before a person said: again', async () => {
    const id = await submit('fail', { retry: { max: 1, delay: 0.2 } });
    await become(id, 'FAILURE');
    const twice = await timeline(id);
    expect(twice.attempts).toMatchObject([
      { attempt: 1, worker: WORKER, outcome: 'RETRY', error: { type: 'RangeError' } },
      { attempt: 2, worker: WORKER, outcome: 'FAILURE', error: { type: 'RangeError' }, retryAt: null },
    ]);
    const [first, second] = twice.attempts;
    const delay = Date.parse(String(first!.retryAt)) - Date.parse(String(first!.endedAt));
    expect(Math.abs(delay - 200)).toBeLessThanOrEqual(2);
    expect(Date.parse(String(second!.startedAt))).toBeGreaterThanOrEqual(Date.parse(String(first!.retryAt)));
    // The run's own error holds the whole stack, that of its earlier tries the beginning.
    expect(first!.error!.stack).toContain('no luck');

    luck.has = true;
    await mall.request('POST', `/runs/${id}/retry`);
    const { startedAt } = await become(id, 'SUCCESS');
    const { attempts } = await timeline(id);
    expect(attempts.slice(0, 2)).toEqual(twice.attempts);
    expect(attempts.slice(2)).toMatchObject([{ attempt: 3, outcome: 'SUCCESS', startedAt, error: null }]);
  });

  it('shows a run that waits for its next try, and none twice when it is revoked meanwhile and started again', async () => {
    const id = await submit('fail', { retry: { max: 1, delay: 600 } });
    await become(id, 'RETRY');
    const waiting = await timeline(id);
    expect(waiting.queueMs).toBeNull();
    expect(waiting.attempts.map(({ outcome }) => outcome)).toEqual(['RETRY']);
    await mall.request('POST', `/runs/${id}/revoke`);
    expect((await timeline(id)).attempts).toEqual(waiting.attempts);
    expect((await timeline(id)).queueMs).toBeNull();
    luck.has = true;
    await mall.request('POST', `/runs/${id}/retry`);
    await become(id, 'SUCCESS');
    expect((await timeline(id)).attempts.map(({ outcome }) => outcome)).toEqual(['RETRY', 'SUCCESS']);
  });

  it('shows what runs, and what has not begun', async () => {
    const running = await submit('linger');
    await become(running, 'STARTED');
    const { attempts, queueMs, publishedAt } = await timeline(running);
    expect(attempts).toMatchObject([{ attempt: 1, outcome: 'RUNNING', endedAt: null, error: null }]);
    expect(queueMs).toBeGreaterThanOrEqual(0);
    expect(publishedAt).not.toBeNull();
    await mall.request('POST', `/runs/${running}/revoke`, { terminate: true });
    await become(running, 'REVOKED');
    expect((await timeline(running)).attempts).toMatchObject([{ outcome: 'REVOKED' }]);

    const waiting = await submit('echo', { countdown: 300 });
    const { createdAt, dueAt, ...rest } = await timeline(waiting);
    expect(rest).toEqual({ publishedAt: null, queueMs: null, attempts: [] });
    expect(Date.parse(String(dueAt)) - Date.parse(String(createdAt))).toBe(300_000);
    await mall.request('POST', `/runs/${waiting}/revoke`);
    expect((await timeline(waiting)).attempts).toEqual([]);

    const nobody = await mall.request('GET', '/runs/01900000-0000-7000-8000-000000000000/timeline');
    expect(nobody.status).toBe(404);
  });

  it('shows which workers died with it, also when the last of them had it given up', async () => {
    const id = await submit('echo', { countdown: 300 });
    await lose(id);
    await become(id, 'SUCCESS');
    expect((await timeline(id)).attempts).toMatchObject([
      { attempt: 1, worker: 'dead@spec', outcome: 'LOST', error: null, retryAt: null },
      { attempt: 1, worker: WORKER, outcome: 'SUCCESS' },
    ]);

    const unlucky = await submit('echo', { countdown: 300 });
    await mall.dataSource.query('UPDATE task_runs SET deliveries = 4 WHERE id = $1', [unlucky]);
    await lose(unlucky);
    expect(await become(unlucky, 'FAILURE')).toMatchObject({ error: { type: 'WorkerLost' } });
    expect((await timeline(unlucky)).attempts).toMatchObject([{ attempt: 1, outcome: 'LOST' }]);
  });

  it('keeps the last fifty attempts', async () => {
    const id = await submit('fail', { retry: { max: 99, delay: 600 } });
    await become(id, 'RETRY');
    const [sample] = (await kept(id))!;
    const many = Array.from({ length: 50 }, (_, index) => ({ ...sample, attempt: index + 1 }));
    await mall.dataSource.query(
      `UPDATE task_runs SET past_attempts = $2, attempt = 50, due_at = now() WHERE id = $1`,
      [id, JSON.stringify(many)],
    );
    await eventually(
      async () => (await timeline(id)).attempts,
      (attempts) => attempts.at(-1)?.attempt === 51 && attempts.at(-1)?.outcome === 'RETRY',
    );
    expect((await timeline(id)).attempts.map(({ attempt }) => attempt)).toEqual(
      many.map((_, index) => index + 2),
    );
  });
});
