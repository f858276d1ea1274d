import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import type { RunsQuery } from './index.js';
import { OldRuns } from './old-runs.js';
import type { Run } from './run.js';
import { allRuns, listRuns } from './run-list.js';
import { RunSearchIndex } from './run-search-index.js';
import { RunStore } from './run-store.js';

const RUNS = 30_000;

/** Runs of the last five days, some of which wait, run, failed or were revoked; few with something of their own to say. */
const ADD = `
  INSERT INTO task_runs (id, task, queue, status, kwargs, result, error, worker, schedule, created_at, due_at, started_at,
                         finished_at, token, lease_until)
  SELECT (lpad(to_hex(floor(extract(epoch FROM at) * 1000)::bigint), 12, '0')
           || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid,
         'area' || n % 3 || '.task-' || n % 10, 'area' || n % 3, status,
         jsonb_build_object('contract', n % 900, 'label', CASE WHEN n % 1999 = 7 THEN 'Needle ' || n ELSE 'hay' END),
         CASE WHEN status = 'SUCCESS' THEN jsonb_build_object('tenant', '租户' || n % 800, 'percent', '7%_' || n % 50) END,
         CASE WHEN status IN ('FAILURE', 'REVOKED')
              THEN jsonb_build_object('type', 'RangeError', 'message', 'no luck with ' || n, 'stack', NULL) END,
         'mallkeeper@mall-' || CASE WHEN n % 997 = 0 THEN 9 ELSE 1 + n % 2 END,
         CASE WHEN n % 20 = 3 THEN 'schedule-' || n % 7 END, at,
         CASE WHEN status = 'RETRY' THEN now() + interval '1 day' ELSE at END, at,
         CASE WHEN status IN ('SUCCESS', 'FAILURE', 'REVOKED') THEN at + interval '1 min' END,
         CASE WHEN status = 'STARTED' THEN gen_random_uuid() END, CASE WHEN status = 'STARTED' THEN now() END
    FROM generate_series(1, ${RUNS}) AS n
   CROSS JOIN LATERAL (
     SELECT now() - interval '5 days' + n * (interval '5 days' / ${RUNS + 100}) AS at,
            CASE WHEN n % 50 = 1 THEN 'FAILURE' WHEN n % 100 = 2 THEN 'REVOKED' WHEN n % 777 = 3 THEN 'PENDING'
                 WHEN n % 1555 = 4 THEN 'STARTED' WHEN n % 999 = 5 THEN 'RETRY' ELSE 'SUCCESS' END AS status
   ) AS run`;

const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);

const FILTERS: Partial<RunsQuery>[] = [
  { task: 'area1.task-1' },
  { queue: 'area2' },
  { task: 'area1.task-1', queue: 'area2' },
  { status: ['FAILURE'] },
  { status: ['PENDING'] },
  { status: ['STARTED', 'RETRY', 'FAILURE'] },
  { status: ['PENDING'], task: 'area0.task-0' },
  { status: ['REVOKED'], queue: 'area2' },
  { worker: 'mallkeeper@mall-9' },
  { worker: 'nobody' },
  { worker: 'mallkeeper@mall-9', status: ['FAILURE', 'SUCCESS'], from: daysAgo(4), to: daysAgo(1) },
  { schedule: 'schedule-3' },
  { schedule: 'schedule-3', status: ['FAILURE'] },
  { schedule: 'schedule-3', task: 'area0.task-3', sort: 'id' },
  { from: daysAgo(2), to: daysAgo(1.9) },
  { q: 'needle' },
  { q: 'NEEDLE', sort: 'id' },
  { q: 'needle', status: ['FAILURE'] },
  { q: 'needle', from: daysAgo(3), to: daysAgo(2) },
  { q: 'needle', from: daysAgo(3), to: daysAgo(2), sort: 'id' },
  { q: 'found nowhere' },
  { q: '租户77', queue: 'area1', to: daysAgo(0.5) },
  { q: '7%_4', task: 'area1.task-1', to: daysAgo(2) },
  { q: 'no luck with 1', status: ['REVOKED'] },
  { q: 'task-1', worker: 'mallkeeper@mall-9' },
  { q: '"message": "no luck with 15', sort: 'id' },
  { q: 'ne', task: 'area0.none' },
  { due: 'now' },
  { due: 'later', status: ['RETRY'], queue: 'area1' },
  { due: 'now', worker: 'mallkeeper@mall-9', sort: 'id' },
  { sort: 'finishedAt' },
  { sort: '-finishedAt', status: ['FAILURE'] },
  { sort: '-finishedAt', status: ['REVOKED'] },
  { finishedFrom: daysAgo(1) },
  { finishedFrom: daysAgo(2), finishedTo: daysAgo(1), status: ['FAILURE'] },
  { finishedFrom: daysAgo(2), status: ['FAILURE'], task: 'area1.task-1' },
  { finishedFrom: daysAgo(4), status: ['FAILURE'], worker: 'mallkeeper@mall-1', sort: 'finishedAt' },
  { finishedFrom: daysAgo(0.1), sort: 'id' },
  { finishedFrom: daysAgo(2), status: ['FAILURE'], q: 'no luck with 2' },
];

describe('a list of runs', () => {
  let database: TestDatabase;
  const index = new RunSearchIndex();

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.dataSource.query(ADD);
    await database.dataSource.query('VACUUM ANALYZE task_runs');
  });

  afterAll(() => database.drop());

  const extend = (): Promise<boolean> => database.dataSource.transaction((manager) => index.extend(manager));

  /** Runs that ought to be indexed and are not. */
  const forgotten = async (): Promise<number> => {
    const [row] = await database.dataSource.query<{ count: number }[]>(
      `SELECT count(*)::integer AS count
         FROM task_runs, run_search_progress
        WHERE finished_at <= up_to AND NOT EXISTS (SELECT FROM run_search WHERE run_id = id)`,
    );
    return row!.count;
  };

  /** As a plain statement finds them, which looks at every run. */
  const wanted = async (filter: Partial<RunsQuery>): Promise<string[]> => {
    const { select, order, parameters } = allRuns(filter);
    const rows = await database.dataSource.query<Run[]>(`${select} ORDER BY ${order}`, [...parameters]);
    return rows.map(({ id }) => id);
  };

  const listed = async (filter: Partial<RunsQuery>, pages = Infinity): Promise<string[]> => {
    const ids: string[] = [];
    let cursor: string | undefined;
    for (let page = 1; page <= pages; page++) {
      const { items, nextCursor } = await listRuns(database.dataSource, { limit: 13, cursor, ...filter });
      ids.push(...items.map(({ id }) => id));
      if (nextCursor === null) break;
      cursor = nextCursor;
    }
    return ids;
  };

  /** Of what is found often the beginning is enough. */
  const expectAllFound = async (): Promise<void> => {
    for (const filter of FILTERS) {
      const all = await wanted(filter);
      expect({ filter, ids: await listed(filter, 4) }).toEqual({ filter, ids: all.slice(0, 52) });
    }
  };

  it('holds what every filter asks for, whether the runs are indexed, in part or not at all', async () => {
    expect(await wanted({ q: 'needle' })).toHaveLength(16);
    await expectAllFound();
    expect(await extend()).toBe(true);
    expect(await extend()).toBe(true);
    expect(await forgotten()).toBe(0);
    await expectAllFound();
    while (await extend());
    await database.dataSource.query('VACUUM ANALYZE run_search');
    expect(await forgotten()).toBe(0);
    await expectAllFound();
  }, 180_000);

  it('finds a run by its id, or by the beginning of it', async () => {
    const [some] = await database.dataSource.query<{ id: string }[]>(
      'SELECT id FROM task_runs ORDER BY id OFFSET 9000 LIMIT 1',
    );
    const id = some!.id;
    expect(await listed({ q: id })).toEqual([id]);
    expect(await listed({ q: id.toUpperCase(), task: 'area0.none' })).toEqual([]);
    expect(await listed({ q: id.slice(0, 13) })).toContain(id);
    expect(await listed({ q: id.slice(0, 13) })).toEqual(await wanted({ q: id.slice(0, 13) }));
  });

  it('does not hold as failed what has started again', async () => {
    const { dataSource } = database;
    const [failed] = await listed({ q: 'no luck with 1501', status: ['FAILURE'] });
    // As when it starts again while it is being indexed.
    await dataSource.query(
      `UPDATE task_runs SET status = 'PENDING', finished_at = NULL, error = NULL WHERE id = $1`,
      [failed],
    );
    expect(await listed({ q: 'no luck with 1501', status: ['FAILURE'] })).toEqual([]);
    await dataSource.query(
      `UPDATE task_runs SET status = 'SUCCESS', finished_at = now(), result = '"well after all"' WHERE id = $1`,
      [failed],
    );
    expect(await listed({ q: 'well after all' })).toEqual([failed]);
    await dataSource.query(
      `UPDATE task_runs SET finished_at = clock_timestamp() - interval '3 s' WHERE id = $1`,
      [failed],
    );
    await dataSource.query(`UPDATE run_search_progress SET up_to = now() - interval '1 min'`);
    await extend();
    expect(await listed({ q: 'well after all' })).toEqual([failed]);
    expect(await listed({ q: 'no luck with 1501' })).toEqual([]);
  });

  it('never reads a table from one end to the other, nor many rows for nothing', async () => {
    for (const filter of FILTERS) {
      for (const { statement, plan } of await plansOf(filter)) {
        const nodes = nodesOf(plan);
        const scanned = nodes.filter(
          (node) =>
            node['Node Type'] === 'Seq Scan' && /^(task_runs|run_search)$/.test(node['Relation Name'] ?? ''),
        );
        const sifted = nodes.reduce(
          (sum, node) => sum + (node['Rows Removed by Filter'] ?? 0) * node['Actual Loops'],
          0,
        );
        expect({ filter, statement, scanned, few: sifted <= 5_000 || sifted }).toEqual({
          filter,
          statement,
          scanned: [],
          few: true,
        });
      }
    }
  });

  it('is not searched for runs that have started again or were deleted', async () => {
    const { dataSource } = database;
    const indexed = (ids: readonly string[]) =>
      dataSource.query<object[]>('SELECT FROM run_search WHERE run_id = ANY ($1)', [ids]);
    const [failed = ''] = await listed({ status: ['FAILURE'] }, 1);
    expect(await indexed([failed])).toHaveLength(1);
    await new RunStore(dataSource).startAgain(dataSource.manager, [{ id: failed, tries: 1 }]);
    expect(await indexed([failed])).toHaveLength(0);

    const old = await wanted({ from: daysAgo(6), to: daysAgo(4.5), q: 'hay', status: ['SUCCESS'] });
    expect((await indexed(old)).length).toBeGreaterThan(2_000);
    await new OldRuns().deleteBatch(dataSource.manager, 4, RUNS, null);
    expect(await indexed(old)).toHaveLength(
      (await database.dataSource.query<Run[]>('SELECT FROM task_runs WHERE id = ANY ($1)', [old])).length,
    );
  });

  interface PlanNode {
    readonly 'Node Type': string;
    readonly 'Relation Name'?: string;
    readonly 'Rows Removed by Filter'?: number;
    readonly 'Actual Loops': number;
    readonly Plans?: readonly PlanNode[];
  }

  /** What PostgreSQL does for a page: each statement is explained right after it was executed. */
  const plansOf = async (filter: Partial<RunsQuery>): Promise<{ statement: string; plan: PlanNode }[]> => {
    const { dataSource } = database;
    const asked: [string, unknown[]][] = [];
    const watched = new Proxy(dataSource, {
      get: (target, name) =>
        name === 'query'
          ? (statement: string, parameters: unknown[]) => {
              asked.push([statement, parameters]);
              return target.query(statement, parameters);
            }
          : (Reflect.get(target, name) as unknown),
    });
    await listRuns(watched, { limit: 50, ...filter });
    const plans: { statement: string; plan: PlanNode }[] = [];
    for (const [statement, parameters] of asked) {
      const [explained] = await dataSource.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }[]>(
        `EXPLAIN (ANALYZE, FORMAT JSON) ${statement}`,
        parameters,
      );
      plans.push({ statement, plan: explained!['QUERY PLAN'][0]!.Plan });
    }
    return plans;
  };

  const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];
});
