import type { DataSource } from 'typeorm';

/** Days over which the runs ended. */
export const DAYS = 7;

/** Different tasks, in eight queues, and workers. */
const TASKS = 50;
const WORKERS = 6;

/** The latest run that carries a text of its own, for whoever searches. */
export const NEEDLE = 'needle-7f3a';

/**
 * Finished runs over the last {@link DAYS} days of many tasks, some asked for by schedules; one in fifty failed, one in a
 * hundred was revoked; beside them a few that run, wait, or wait for their time. All taking between 2 ms and two minutes.
 */
export async function addRuns(dataSource: DataSource, rows: number): Promise<void> {
  await dataSource.query(
    `INSERT INTO task_runs (
       id, task, queue, status, kwargs, result, error, attempt, max_attempts, due_at, publication, worker, schedule, slot,
       submitted_by, created_at, started_at, finished_at
     )
     SELECT (lpad(to_hex(floor(extract(epoch FROM at) * 1000)::bigint), 12, '0')
              || '7' || substr(hash, 1, 3) || '8' || substr(hash, 4, 15))::uuid,
            format('%s.task-%s', queue, task), queue, status,
            jsonb_build_object('contract', n % 100000, 'note', CASE WHEN n = $1 - 5000 THEN '${NEEDLE}' ELSE hash END),
            CASE WHEN status = 'SUCCESS' THEN jsonb_build_object('bills', n % 97) END,
            CASE WHEN status <> 'SUCCESS'
                 THEN jsonb_build_object('type', 'Error', 'message', 'It did not work: ' || hash, 'stack', NULL) END,
            1, 4, at, 1, 'mallkeeper@mall-' || 1 + n % ${WORKERS},
            CASE WHEN scheduled THEN 'every-' || task END, CASE WHEN scheduled THEN at END,
            CASE WHEN NOT scheduled THEN 'admin' ELSE 'scheduler' END,
            at, at + waited, at + waited + took
       FROM generate_series(1::bigint, $1::bigint) AS n
      CROSS JOIN LATERAL (
        SELECT now() - interval '${DAYS} days 3 minutes' + n * (interval '${DAYS} days' / $1::float8) AS at,
               md5(n::text) AS hash,
               n * 7919 % ${TASKS} AS task,
               (ARRAY['finance', 'store', 'reports', 'core', 'backup', 'notifications', 'imports', 'monitor'])[1 + n * 7919 % ${TASKS} % 8]
                 AS queue,
               CASE WHEN n % 50 = 7 THEN 'FAILURE' WHEN n % 100 = 8 THEN 'REVOKED' ELSE 'SUCCESS' END AS status,
               n % 10 >= 5 AS scheduled,
               interval '2 ms' * exp(n % 1009 / 1009.0 * 11) AS took,
               interval '1 ms' * exp(n % 997 / 997.0 * 8) AS waited
      ) AS run`,
    [rows],
  );
  await dataSource.query(
    `INSERT INTO task_runs (id, task, queue, status, token, lease_until, worker, due_at, published_at)
     SELECT gen_random_uuid(), 'finance.task-0', 'finance', status,
            CASE status WHEN 'STARTED' THEN gen_random_uuid() END,
            CASE status WHEN 'STARTED' THEN now() + interval '1 h' END, 'mallkeeper@mall-1',
            now() + CASE WHEN scheduled THEN interval '1 day' ELSE interval '-1 min' END,
            CASE WHEN NOT scheduled THEN now() END
       FROM generate_series(1, 1000) AS n
      CROSS JOIN LATERAL (
        SELECT CASE WHEN n % 20 = 0 THEN 'STARTED' ELSE 'PENDING' END AS status, n % 3 = 0 AND n % 20 <> 0 AS scheduled
      ) AS run`,
  );
  await dataSource.query(
    `INSERT INTO nodes (name, kind, host, pid, queues)
     SELECT 'mallkeeper@mall-' || n, 'worker', 'mall', n, '{finance,store}' FROM generate_series(1, ${WORKERS}) AS n`,
  );
  await dataSource.query('VACUUM (ANALYZE)');
  await dataSource.query('CHECKPOINT');
}
