import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config/index.js';
import { NotFoundProblem, toPage, type Page } from '../http/index.js';
import { Conditions, type ListStatement, Order, type SortKey } from '../lists/index.js';
import type { RunsFileQuery, RunsQuery } from './dto/runs.query.js';
import { Run, RUN_COLUMNS, type RunStatus, WAITING_IDS } from './run.js';
import { smallestIdAfter, smallestIdFrom } from './run-ids.js';

/** Days before `to`, or now, from which on runs are looked for that no index finds, unless it is said from when on. */
const LOOK_BACK = 7;

/**
 * Most runs have ended well, and no index lists what every run is for a moment: those that wait or run are found by the
 * indexes of those who look for them anyway.
 */
const STATUS_CONDITIONS: Partial<Record<RunStatus, string>> = {
  PENDING: `status = $ AND id IN (${WAITING_IDS})`,
  STARTED: `status = $ AND id IN (SELECT id FROM task_runs WHERE status = 'STARTED')`,
};

/** A run, and when it may start. */
export interface ScheduledRun extends Run {
  readonly dueAt: Date;
}

/** Why a run that may start has not: no worker has had room for it, a limit holds it, or its queue stands still. */
export type WaitsFor = 'worker' | 'limit' | 'queue paused';

/** A run that could start by its time, and what keeps it. */
export interface ReservedRun extends ScheduledRun {
  readonly waitsFor: WaitsFor;
}

/** Runs that a list without pages holds at most. */
export const LONGEST_LIST = 1_000;

/** Reads runs, for REST and the command line. */
@Injectable()
export class RunQueries {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @throws NotFoundProblem */
  async get(id: string): Promise<Run> {
    const run = (await this.find([id])).get(id.toLowerCase());
    if (!run) throw new NotFoundProblem(`There is no run ${id}.`);
    return run;
  }

  /** Those of these ids that there are, by their ids. */
  async find(ids: readonly string[]): Promise<Map<string, Run>> {
    const runs = await this.dataSource.query<Run[]>(
      `SELECT ${RUN_COLUMNS} FROM task_runs WHERE id = ANY ($1::uuid[])`,
      [ids],
    );
    return new Map(runs.map((run) => [run.id, run]));
  }

  /** Newest first. */
  async list(query: RunsQuery): Promise<Page<Run>> {
    const conditions = conditionsOf(query);
    NEWEST_FIRST.goOn(conditions, query.cursor);
    const limit = conditions.bind(query.limit + 1);
    const rows = await this.dataSource.query<Run[]>(
      needsKinds(query) ? selectByKind(conditions, limit) : selectPlainly(conditions, limit),
      conditions.parameters,
    );
    return toPage(rows, query.limit, NEWEST_FIRST.keyOf, (run) => run);
  }

  /** All of the list, for a file. */
  all(query: RunsFileQuery): ListStatement {
    const conditions = conditionsOf(query);
    return {
      select: `SELECT ${RUN_COLUMNS} FROM task_runs ${conditions.where()}`,
      order: NEWEST_FIRST.sql,
      parameters: conditions.parameters,
    };
  }

  /** Runs that could start by their time and wait for something else: a worker with room, a limit, or their queue. */
  reserved(): Promise<ReservedRun[]> {
    return this.dataSource.query<ReservedRun[]>(RESERVED, [LONGEST_LIST]);
  }

  /**
   * Runs that were revoked lately, the last one first.
   * @param workers only what these were executing; default: all.
   */
  revoked(workers?: readonly string[]): Promise<Run[]> {
    return this.dataSource.query<Run[]>(
      `SELECT ${RUN_COLUMNS} FROM task_runs
        WHERE status = 'REVOKED' AND ($1::text[] IS NULL OR worker = ANY ($1))
        ORDER BY id DESC
        LIMIT ${LONGEST_LIST}`,
      [workers],
    );
  }

  /**
   * Runs that a worker executes now.
   * @param workers only these workers' runs; default: all.
   */
  active(workers?: readonly string[]): Promise<Run[]> {
    return this.unfinished(`status = 'STARTED' AND ($1::text[] IS NULL OR worker = ANY ($1))`, [workers]);
  }

  /** Runs that wait for their time: a countdown, an eta or a retry's delay. None has been published, which an index knows. */
  scheduled(): Promise<ScheduledRun[]> {
    return this.unfinished(`status IN ('PENDING', 'RETRY') AND published_at IS NULL AND due_at > now()`);
  }

  /** How many runs are being executed now, by workers whose leases hold. */
  async executing(): Promise<number> {
    const [row] = await this.dataSource.query<{ count: number }[]>(
      `SELECT count(*)::integer AS count FROM task_runs WHERE status = 'STARTED' AND lease_until > now()`,
    );
    return row?.count ?? 0;
  }

  /** How many workers have given a sign of life within a lease. */
  async liveWorkers(): Promise<number> {
    const [row] = await this.dataSource.query<{ count: number }[]>(
      `SELECT count(*)::integer AS count
         FROM nodes
        WHERE kind = 'worker' AND heartbeat_at > now() - make_interval(secs => $1)`,
      [this.settings.TASK_LEASE],
    );
    return row?.count ?? 0;
  }

  private unfinished(condition: string, parameters: unknown[] = []): Promise<ScheduledRun[]> {
    return this.dataSource.query<ScheduledRun[]>(
      `SELECT ${RUN_COLUMNS}, due_at AS "dueAt" FROM task_runs WHERE ${condition} ORDER BY due_at, id LIMIT ${LONGEST_LIST}`,
      parameters,
    );
  }
}

/**
 * What the broker has, and what is due and has not been handed to it, each by an index of its own. What is neither held nor
 * in a queue that stands still will be published by the next sweep of a worker: it waits for one, too.
 */
const RESERVED = `
  SELECT ${RUN_COLUMNS}, due_at AS "dueAt",
         CASE WHEN EXISTS (SELECT FROM queues WHERE name = queue AND paused_at IS NOT NULL) THEN 'queue paused'
              WHEN published_at IS NULL AND limit_key IS NOT NULL THEN 'limit'
              ELSE 'worker'
         END AS "waitsFor"
    FROM (
      (SELECT * FROM task_runs WHERE status IN ('PENDING', 'RETRY') AND published_at IS NOT NULL
        ORDER BY due_at, id LIMIT $1)
      UNION ALL
      (SELECT * FROM task_runs WHERE status IN ('PENDING', 'RETRY') AND published_at IS NULL AND due_at <= now()
        ORDER BY due_at, id LIMIT $1)
    ) AS run
   ORDER BY due_at, id
   LIMIT $1`;

const ORDERS = {
  id: { columns: ['id'], keyOf: ({ id }) => [id], key: ['uuid'] },
} satisfies Record<string, SortKey<Run>>;

/** Ids are UUIDv7, which sort by time. */
const NEWEST_FIRST = Order.of(ORDERS, '-id');

function conditionsOf(query: RunsFileQuery): Conditions {
  const conditions = new Conditions();
  const { from, to } = rangeOf(query);
  conditions.add('id >= $::uuid', from && smallestIdFrom(from));
  conditions.add('created_at >= $', from);
  conditions.add('id < $::uuid', to && smallestIdAfter(to));
  conditions.add('created_at < $', to);
  conditions.add('task = $', query.task);
  conditions.add('queue = $', query.queue);
  if (query.status !== undefined) {
    conditions.add(STATUS_CONDITIONS[query.status] ?? 'status = $', query.status);
  }
  conditions.add('worker = $', query.worker);
  conditions.add('schedule = $', query.schedule);
  conditions.add(`position(lower($) IN lower(concat_ws(' ', id, task, kwargs, result, error))) > 0`, query.q);
  return conditions;
}

function rangeOf({ from, to, q, worker }: RunsFileQuery): { from?: Date; to?: Date } {
  if (from !== undefined || (q === undefined && worker === undefined)) return { from, to };
  return { from: new Date((to?.getTime() ?? Date.now()) - LOOK_BACK * 86_400_000), to };
}

/** Whether runs of one queue, or of one task, are looked for that neither a status nor a schedule finds. */
function needsKinds({ task, queue, status, schedule }: RunsFileQuery): boolean {
  const isOneKind = task !== undefined && queue !== undefined;
  const isFoundByStatus = status !== undefined && status !== 'SUCCESS';
  return (
    (task !== undefined || queue !== undefined) && !isOneKind && !isFoundByStatus && schedule === undefined
  );
}

/** @param limit place of the parameter. */
function selectPlainly(conditions: Conditions, limit: string): string {
  return `
    SELECT ${RUN_COLUMNS} FROM task_runs
     ${conditions.where()}
     ORDER BY id DESC
     LIMIT ${limit}`;
}

/**
 * One index, by queue, task and id, serves whoever asks for a queue and whoever asks for a task: it is read from pair to
 * pair, and of each pair only the newest runs.
 * @param limit place of the parameter.
 */
function selectByKind(conditions: Conditions, limit: string): string {
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
        ORDER BY id DESC
        LIMIT ${limit}
     ) AS run
     ORDER BY id DESC
     LIMIT ${limit}`;
}
