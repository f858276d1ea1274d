import type { DataSource } from 'typeorm';

/**
 * Finished runs of the last seven days, of 20 tasks in 8 queues: two in a hundred failed, one was revoked; a few hundred have
 * something of their own to say.
 */
export async function addRuns(dataSource: DataSource, rows: number): Promise<void> {
  await dataSource.query(
    `INSERT INTO task_runs (
       id, task, queue, status, kwargs, result, error, attempt, max_attempts, due_at, publication, worker, schedule, slot,
       submitted_by, created_at, started_at, finished_at
     )
     SELECT -- A UUIDv7: 48 bits of ms, the version, and what a hash gives for random.
            (lpad(to_hex(floor(extract(epoch FROM at) * 1000)::bigint), 12, '0')
              || '7' || substr(hash, 1, 3) || '8' || substr(hash, 4, 15))::uuid,
            queue || '.task-' || n % 20, queue, status,
            jsonb_build_object('contractId', n % 5000, 'tenant', '租户' || n % 800, 'label', substr(hash, 20, 6))
              || CASE WHEN n % 4999 = 13 THEN jsonb_build_object('note', 'needle-' || n) ELSE '{}' END,
            CASE WHEN status = 'SUCCESS'
                 THEN jsonb_build_object('message', 'pong', 'bills', n % 97, 'host', 'mall', 'pid', n % 30000)
                      || CASE WHEN n % 9973 = 5 THEN '{"remark": "unusual outcome quartz"}' ELSE '{}' END::jsonb END,
            CASE WHEN status <> 'SUCCESS'
                 THEN jsonb_build_object(
                   'type', CASE WHEN n % 3 = 0 THEN 'TypeError' ELSE 'ConnectionLost' END,
                   'message', 'It did not work: ' || hash,
                   'stack', repeat('    at method (/srv/mallkeeper/dist/finance.js:' || n % 200 || ')' || chr(10), 8)) END,
            1, 4, at, 1, 'worker@mall-' || CASE WHEN n % 5003 = 0 THEN 99 ELSE 1 + n % 6 END,
            CASE WHEN n % 10 = 0 THEN 'schedule-' || n % 30 END, CASE WHEN n % 10 = 0 THEN at END,
            CASE WHEN n % 10 <> 0 THEN 'admin' END,
            at, at + interval '4 ms', at + interval '4 ms' + n % 997 * interval '3 ms'
       FROM generate_series(1::bigint, $1::bigint) AS n
      CROSS JOIN LATERAL (
        SELECT now() - interval '7 days' + n * (interval '7 days' / ($1 + 50)::float8) AS at,
               md5(n::text) AS hash,
               'area' || n % 20 % 8 AS queue,
               CASE WHEN n / 7 % 50 = 7 THEN 'FAILURE' WHEN n / 7 % 100 = 8 THEN 'REVOKED' ELSE 'SUCCESS' END AS status
      ) AS run`,
    [rows],
  );
  await dataSource.query('VACUUM (ANALYZE) task_runs');
}
