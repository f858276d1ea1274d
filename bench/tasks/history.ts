import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

/** How long (ms) processes that have ended may take to leave the database. */
const PATIENCE = 10_000;

/**
 * Finished runs of the last 60 days: mostly short ones, and what schedules ask for; one in fifty failed, one in a hundred
 * was revoked. In the order of their ids, as they come to be, and cleaned up after, as they are once they are history.
 */
export async function addHistory(dataSource: DataSource, rows: number): Promise<void> {
  await dataSource.query(
    `INSERT INTO task_runs (
       id, task, queue, status, kwargs, result, error, attempt, max_attempts, due_at, publication, worker, schedule, slot,
       submitted_by, created_at, started_at, finished_at
     )
     SELECT -- A UUIDv7: 48 bits of ms, the version, and what a hash gives for random.
            (lpad(to_hex(floor(extract(epoch FROM at) * 1000)::bigint), 12, '0')
              || '7' || substr(hash, 1, 3) || '8' || substr(hash, 4, 15))::uuid,
            task, split_part(task, '.', 1), status,
            CASE WHEN task = 'core.debug' THEN '{"message": "pong"}' ELSE '{}' END::jsonb,
            CASE WHEN status = 'SUCCESS'
                 THEN jsonb_build_object('message', 'pong', 'attempt', 1, 'host', 'mall', 'pid', n % 30000) END,
            CASE WHEN status <> 'SUCCESS'
                 THEN jsonb_build_object('type', 'Error', 'message', 'It did not work: ' || hash, 'stack', NULL) END,
            1, 4, at, 1, 'mallkeeper@mall-' || 1 + n % 3,
            CASE WHEN scheduled THEN split_part(task, '.', 2) END, CASE WHEN scheduled THEN at END,
            CASE WHEN NOT scheduled THEN 'admin' END,
            at, at + interval '4 ms', at + interval '4 ms' + n % 997 * interval '3 ms'
       FROM generate_series(1::bigint, $1::bigint) AS n
      CROSS JOIN LATERAL (
        SELECT now() - interval '60 days' + n * (interval '60 days' / $1::float8) AS at,
               md5(n::text) AS hash,
               (ARRAY['notifications.deliver', 'notifications.deliver', 'notifications.deliver', 'core.debug',
                      'core.debug', 'finance.send-payment-reminders', 'finance.send-overdue-alerts',
                      'finance.generate-monthly-accounts', 'store.send-renewal-reminders',
                      'core.cleanup-old-data'])[1 + n % 10] AS task,
               CASE WHEN n % 50 = 7 THEN 'FAILURE' WHEN n % 100 = 8 THEN 'REVOKED' ELSE 'SUCCESS' END AS status,
               n % 10 >= 5 AS scheduled
      ) AS run`,
    [rows],
  );
  await dataSource.query('VACUUM (ANALYZE) task_runs');
  await dataSource.query('CHECKPOINT');
}

/** How often PostgreSQL has read `task_runs` from end to end, as far as connections have told: they do when they end. */
export async function sequentialScans(dataSource: DataSource): Promise<number> {
  const [row] = await dataSource.query<{ scans: number }[]>(
    `SELECT seq_scan::integer AS scans FROM pg_stat_user_tables WHERE relname = 'task_runs'`,
  );
  if (!row) throw new Error('PostgreSQL keeps no statistics of task_runs');
  return row.scans;
}

/** Resolves when this is the only connection to its database. */
export async function aloneWith(dataSource: DataSource): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const [row] = await dataSource.query<{ others: number }[]>(
      `SELECT count(*)::integer AS others FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    );
    if (row?.others === 0) return;
    if (Date.now() >= deadline) throw new Error('somebody else is still connected to the database');
    await sleep(50);
  }
}
