import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { Queues, RUN_STATUSES, RunQueries, RunStatistics } from '../../src/tasks/index.js';
import { Api } from '../../test/support/installation.js';
import type { Mallkeeper } from './mallkeeper.js';

/** REST calls that are under way at once. */
const CALLERS = 10;

/** Adds schedules that have been owed for an hour, and waits until a scheduler and a worker have made up for each minute. */
export async function fireMissedSlots(dataSource: DataSource, schedules: number): Promise<void> {
  await dataSource.query(
    `INSERT INTO schedules (name, task, cron, timezone, overlap, catch_up, source, owed_from)
     SELECT 'bench-' || n, 'core.debug', '* * * * *', 'UTC', 'allow_all', 'all', 'person', now() - interval '1 hour'
       FROM generate_series(1, $1::integer) AS n`,
    [schedules],
  );
  for (;;) {
    const [row] = await dataSource.query<{ finished: number }[]>(
      `SELECT count(*)::integer AS finished FROM task_runs WHERE schedule LIKE 'bench-%' AND status = 'SUCCESS'`,
    );
    if (row && row.finished >= schedules * 60) return;
    await sleep(100);
  }
}

/** Calls a task over REST so many times, each time with its result. */
export async function callOverRest(address: string, calls: number): Promise<void> {
  const api = await Api.signIn(address);
  let left = calls;
  const call = async (): Promise<void> => {
    while (left-- > 0) {
      const { status } = await api.post('/api/v1/tasks/core.debug/runs?wait=30');
      if (status !== 200) throw new Error(`a call over REST was answered with status ${status}`);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, call));
}

/** Looks at runs in the ways that REST and the command line do. */
export async function lookAround({ application }: Mallkeeper): Promise<void> {
  const runs = application.get(RunQueries);
  const limit = 50;
  await runs.list({ limit });
  for (const status of RUN_STATUSES) await runs.list({ limit, status: [status] });
  await runs.list({ limit, task: 'core.debug' });
  await runs.list({ limit, queue: 'core' });
  await runs.list({ limit, schedule: 'cleanup-old-data' });
  for (const list of [runs.active(), runs.reserved(), runs.scheduled(), runs.revoked()]) await list;
  await application.get(RunStatistics).lately(24);
  await application.get(Queues).list();
}
