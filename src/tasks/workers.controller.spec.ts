import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type MallApplication, startMall } from '../../test/support/mall-application.js';
import { eventually, TrialTasksModule } from '../../test/support/trial-tasks.js';
import type { NodeView } from './index.js';
import { Worker } from './index.js';

/** An RFC 9457 problem document. */
interface Refusal {
  readonly detail: string;
  readonly errors: { readonly field: string }[];
}

const NAME = 'mallkeeper@spec-1';
const PATH = `/workers/${encodeURIComponent(NAME)}`;

describe('workers over REST', () => {
  let mall: MallApplication;
  let worker: Worker;
  let toldToStop: Promise<void>;

  beforeAll(async () => {
    mall = await startMall({ today: '2026-01-05', modules: [TrialTasksModule] });
    worker = mall.application.get(Worker);
  });

  afterAll(() => mall.close());

  beforeEach(async () => {
    await mall.dataSource.query('TRUNCATE audit_log, nodes, node_commands CASCADE');
    await new Promise<void>((started, failed) => {
      toldToStop = new Promise((shutdown) => {
        worker.start({ concurrency: 2, name: NAME, queues: ['trial'], shutdown }).then(started, failed);
      });
    });
  });

  afterEach(() => worker.stop(0));

  const list = async (query = ''): Promise<NodeView[]> => {
    const { status, body } = await mall.request<{ items: NodeView[]; nextCursor: null }>(
      'GET',
      `/workers${query}`,
    );
    expect(status).toBe(200);
    expect(body.nextCursor).toBeNull();
    return body.items;
  };

  const addNode = (name: string, kind: string, age: string): Promise<unknown> =>
    mall.dataSource.query(
      `INSERT INTO nodes (name, kind, host, pid, queues, started_at, heartbeat_at)
       VALUES ($1, $2, 'elsewhere', 1, '{}', now() - $3::interval, now() - $3::interval)`,
      [name, kind, age],
    );

  const audited = (): Promise<object[]> =>
    mall.dataSource.query<object[]>(
      'SELECT actor, action, subject_type AS type, subject_id AS id, details FROM audit_log ORDER BY audit_log.id',
    );

  it('are listed with what they say of themselves, lost ones too, schedulers only if asked for', async () => {
    await addNode('mallkeeper@gone-1', 'worker', '1 hour');
    await addNode('scheduler@spec-1', 'scheduler', '0 s');
    const workers = await list();
    expect(workers.map(({ id, status }) => [id, status])).toEqual([
      ['mallkeeper@gone-1', 'lost'],
      [NAME, 'alive'],
    ]);
    expect(workers[1]).toMatchObject({
      kind: 'worker',
      pid: process.pid,
      pool: 'local',
      queues: ['trial'],
      concurrency: 2,
      figures: { active: 0, succeeded: 0 },
    });
    expect((await list('?kind=scheduler')).map(({ id }) => id)).toEqual(['scheduler@spec-1']);
    expect(await list('?kind=all')).toHaveLength(3);
    expect((await mall.request('GET', '/workers?kind=beat')).status).toBe(400);
  });

  it('execute more or fewer runs at once, as they are told', async () => {
    const { status, body } = await mall.request<NodeView>('POST', `${PATH}/pool`, { concurrency: 5 });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: NAME, concurrency: 5 });
    expect(worker.state().concurrency).toBe(5);
    await eventually(list, ([shown]) => shown?.concurrency === 5);
    expect(await audited()).toEqual([
      {
        actor: 'admin',
        action: 'worker.pool-resize',
        type: 'worker',
        id: NAME,
        details: { before: { concurrency: 2 }, after: { concurrency: 5 } },
      },
    ]);
  });

  it('are not given a size that makes no sense', async () => {
    for (const concurrency of [0, 1001, 1.5, '4', null, undefined]) {
      const { status, body } = await mall.request<Refusal>('POST', `${PATH}/pool`, { concurrency });
      expect(status).toBe(400);
      expect(new Set(body.errors.map(({ field }) => field))).toEqual(new Set(['concurrency']));
    }
    expect(worker.state().concurrency).toBe(2);
    expect(await audited()).toEqual([]);
  });

  it('without processes of their own refuse to replace any', async () => {
    const { status, body } = await mall.request<Refusal>('POST', `${PATH}/pool/restart`);
    expect(status).toBe(409);
    expect(body.detail).toBe(
      `The worker ${NAME} refused: it executes runs in its own process; restart the program that it is part of.`,
    );
  });

  it('stop when they are told to', async () => {
    const { status, body } = await mall.request<NodeView>('POST', `${PATH}/shutdown`);
    expect(status).toBe(202);
    expect(body.id).toBe(NAME);
    await toldToStop;
    expect(await audited()).toEqual([
      { actor: 'admin', action: 'worker.shutdown', type: 'worker', id: NAME, details: {} },
    ]);
  });

  it('that are part of another program say so', async () => {
    await worker.stop(0);
    await worker.start({ concurrency: 1, name: NAME });
    const { status, body } = await mall.request<Refusal>('POST', `${PATH}/shutdown`);
    expect(status).toBe(409);
    expect(body.detail).toContain('part of another program');
  });

  it('that are unknown or lost are not found, and those that there are are named', async () => {
    await addNode('mallkeeper@gone-1', 'worker', '1 hour');
    for (const [name, reason] of [
      ['mallkeeper@gone-1', 'is lost'],
      ['nobody', 'There is no worker nobody'],
    ]) {
      const { status, body } = await mall.request<Refusal>('POST', `/workers/${name}/pool`, {
        concurrency: 3,
      });
      expect(status).toBe(404);
      expect(body.detail).toContain(reason);
      expect(body.detail).toContain(NAME);
    }
  });

  it('that do not answer in time are said not to have answered', async () => {
    await addNode('mallkeeper@stuck-1', 'worker', '0 s');
    const { status, body } = await mall.request<Refusal>('POST', '/workers/mallkeeper@stuck-1/shutdown');
    expect(status).toBe(504);
    expect(body.detail).toContain('mallkeeper@stuck-1 has not answered in time');
  });
});
