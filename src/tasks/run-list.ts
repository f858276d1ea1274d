import type { DataSource } from 'typeorm';
import { type Page, toPage } from '../http/index.js';
import { Conditions, type ListStatement, Order, type SortKey } from '../lists/index.js';
import type { RunsFileQuery, RunsQuery } from './dto/runs.query.js';
import { type Run, RUN_COLUMNS, type RunStatus } from './run.js';
import { addEnd, addFilter, addRange, hasStatus, isByEnd, rangeOf } from './run-filter.js';
import { RunSearch } from './run-search.js';

/** A run, and when it ended to the microsecond, where it is sorted by that. */
interface ListedRun {
  readonly run: Run;
  readonly ended?: string;
}

const ORDERS = {
  id: { columns: ['id'], keyOf: ({ run }) => [run.id], key: ['uuid'] },
  finishedAt: {
    columns: ['finished_at', 'id'],
    keyOf: ({ run, ended = '' }) => [ended, run.id],
    key: ['time', 'uuid'],
  },
} satisfies Record<string, SortKey<ListedRun>>;

/** A page of runs. An index gives it where one knows what is asked for; everything else is searched for. */
export async function listRuns(dataSource: DataSource, query: RunsQuery): Promise<Page<Run>> {
  const order = orderOf(query);
  const rows = await read(dataSource, query, order, query.limit + 1);
  return toPage(rows, query.limit, order.keyOf, ({ run }) => run);
}

async function read(
  dataSource: DataSource,
  query: RunsQuery,
  order: Order<ListedRun>,
  most: number,
): Promise<ListedRun[]> {
  if (isByEnd(query) || query.due !== undefined) return listByTime(dataSource, query, order, most);
  const runs = isServedByAnIndex(query)
    ? await listByIndex(dataSource, query, order, most)
    : await new RunSearch(dataSource, query, rangeOf(query), order).find(query.cursor, most);
  return runs.map((run) => ({ run }));
}

/** All of the list, for a file. */
export function allRuns(query: RunsFileQuery): ListStatement {
  const conditions = new Conditions();
  addRange(conditions, rangeOf(query));
  addEnd(conditions, query);
  addFilter(conditions, query);
  return {
    select: `SELECT ${RUN_COLUMNS} FROM task_runs ${conditions.where()}`,
    order: orderOf(query).sql,
    parameters: conditions.parameters,
  };
}

/** Ids are UUIDv7, which sort by time. */
function orderOf(query: RunsFileQuery): Order<ListedRun> {
  return Order.of(ORDERS, query.sort ?? (isByEnd(query) ? '-finishedAt' : '-id'));
}

/** Runs that ended at some time, or that are due: indexes have both, in the order of the time. */
async function listByTime(
  dataSource: DataSource,
  query: RunsQuery,
  order: Order<ListedRun>,
  most: number,
): Promise<ListedRun[]> {
  const conditions = new Conditions();
  addRange(conditions, rangeOf(query));
  addEnd(conditions, query);
  addFilter(conditions, query);
  order.goOn(conditions, query.cursor);
  const rows = await dataSource.query<(Run & { ended: string })[]>(
    `SELECT ${RUN_COLUMNS}, to_char(finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS ended
       FROM task_runs
      ${conditions.where()}
      ORDER BY ${order.sql}
      LIMIT ${conditions.bind(most)}`,
    conditions.parameters,
  );
  return rows.map(({ ended, ...run }) => ({ run, ended }));
}

/** One index each knows runs of a task or a queue, of a schedule, and those that have not ended well; none two of these. */
function isServedByAnIndex({ task, queue, status, worker, schedule, q }: RunsQuery): boolean {
  if (q !== undefined || worker !== undefined) return false;
  const isOfAKind = task !== undefined || queue !== undefined;
  return [isOfAKind, status !== undefined, schedule !== undefined].filter(Boolean).length <= 1;
}

async function listByIndex(
  dataSource: DataSource,
  query: RunsQuery,
  order: Order<ListedRun>,
  most: number,
): Promise<Run[]> {
  const { task, queue, status, schedule } = query;
  const conditions = new Conditions();
  addRange(conditions, query);
  order.goOn(conditions, query.cursor);
  conditions.add('task = $', task);
  conditions.add('queue = $', queue);
  conditions.add('schedule = $', schedule);
  const limit = conditions.bind(most);
  const needsKinds = (task === undefined) !== (queue === undefined);
  const select = needsKinds ? selectByKind : status ? selectByStatus(status) : selectPlainly;
  return dataSource.query<Run[]>(select(conditions, order, limit), conditions.parameters);
}

/** @param limit place of the parameter. */
function selectPlainly(conditions: Conditions, { sql }: Order<ListedRun>, limit: string): string {
  return `
    SELECT ${RUN_COLUMNS} FROM task_runs
     ${conditions.where()}
     ORDER BY ${sql}
     LIMIT ${limit}`;
}

/** Of each status the newest runs, or the oldest, as an index of its own has them. */
function selectByStatus(statuses: readonly RunStatus[]) {
  return (conditions: Conditions, { sql }: Order<ListedRun>, limit: string): string => {
    const ofEach = [...new Set(statuses)].map(
      (status) =>
        `(SELECT id FROM task_runs ${conditions.where() || 'WHERE true'} AND ${hasStatus(status)} ORDER BY ${sql} LIMIT ${limit})`,
    );
    return `
      SELECT ${RUN_COLUMNS} FROM task_runs
       WHERE id IN (${ofEach.join(' UNION ALL ')})
       ORDER BY ${sql}
       LIMIT ${limit}`;
  };
}

/**
 * One index, by queue, task and id, serves whoever asks for a queue and whoever asks for a task: it is read from pair to
 * pair, and of each pair only the newest runs, or the oldest.
 * @param limit place of the parameter.
 */
function selectByKind(conditions: Conditions, { sql }: Order<ListedRun>, limit: string): string {
  return `
    WITH RECURSIVE kind AS (
      (SELECT queue AS kind_queue, task AS kind_task FROM task_runs ORDER BY queue, task LIMIT 1)
      UNION ALL
      SELECT next.queue, next.task
        FROM kind
       CROSS JOIN LATERAL (
         SELECT queue, task FROM task_runs
          WHERE (queue, task) > (kind_queue, kind_task)
          ORDER BY queue, task
          LIMIT 1
       ) AS next
    )
    SELECT ${RUN_COLUMNS}
      FROM kind
     CROSS JOIN LATERAL (
       SELECT * FROM task_runs
        ${conditions.where()} AND queue = kind_queue AND task = kind_task
        ORDER BY ${sql}
        LIMIT ${limit}
     ) AS run
     ORDER BY ${sql}
     LIMIT ${limit}`;
}
