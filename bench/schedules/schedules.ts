import type { DataSource } from 'typeorm';

/** Adds so many schedules that come every so often (`5s`), all at the same moments, from now on. */
export async function addSimultaneous(dataSource: DataSource, count: number, every: string): Promise<void> {
  await dataSource.query(
    `INSERT INTO schedules (name, task, every, timezone, overlap, catch_up, source, owed_from)
     SELECT 'bench-' || n, 'core.debug', $2, 'Asia/Shanghai', 'allow_all', 'all', 'person', now()
       FROM generate_series(1, $1::integer) AS n`,
    [count, every],
  );
}

/**
 * Adds so many schedules none of which comes within the next months: four of five at a minute, hour and day of their own
 * in one month of the year, one of two of them on China's workdays only; the others once in so many days from a day to
 * come.
 */
export async function addDistant(dataSource: DataSource, count: number): Promise<void> {
  await dataSource.query(
    `INSERT INTO schedules (name, task, cron, every, start_at, calendar, timezone, source, owed_from)
     SELECT 'distant-' || n, 'core.debug',
            CASE WHEN n % 5 > 0
                 THEN format('%s %s %s %s *', n % 60, n / 60 % 24, 1 + n / 1440 % 28, extract(month FROM half_a_year)) END,
            CASE WHEN n % 5 = 0 THEN 1 + n % 30 || 'd' END,
            CASE WHEN n % 5 = 0 THEN half_a_year + n * interval '1 minute' END,
            CASE WHEN n % 10 BETWEEN 1 AND 4 THEN 'cn-workdays' END,
            'Asia/Shanghai', 'person', now()
       FROM generate_series(1, $1::integer) AS n, (SELECT now() + interval '6 months' AS half_a_year) AS later`,
    [count],
  );
}

/** Adds one whose only slot was a moment ago: it is fired as soon as a scheduler knows its timetable. */
export async function addOverdue(dataSource: DataSource): Promise<void> {
  await dataSource.query(
    `INSERT INTO schedules (name, task, at, timezone, source, owed_from)
     SELECT 'overdue-' || count(*), 'core.debug', ARRAY[now() - interval '1 second'], 'Asia/Shanghai', 'person',
            now() - interval '2 seconds'
       FROM schedules`,
  );
}
