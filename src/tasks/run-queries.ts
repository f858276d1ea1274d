import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config/index.js';
import { PREPARED } from '../database/index.js';
import { NotFoundProblem, type Page } from '../http/index.js';
import type { ListStatement } from '../lists/index.js';
import type { RunsFileQuery, RunsQuery } from './dto/runs.query.js';
import { Run, RUN_COLUMNS } from './run.js';
import { allRuns, listRuns } from './run-list.js';

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
    const [run] = await this.dataSource.query<Run[]>(
      `SELECT ${RUN_COLUMNS} FROM task_runs WHERE id = $1${PREPARED}`,
      [id],
    );
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

  /** Newest first, unless it is asked for otherwise. */
  list(query: RunsQuery): Promise<Page<Run>> {
    return listRuns(this.dataSource, query);
  }

  /** All of the list, for a file. */
  all(query: RunsFileQuery): ListStatement {
    return allRuns(query);
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
