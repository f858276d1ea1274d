import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config/index.js';
import { decodeCursor, NotFoundProblem, toPage, type Page } from '../http/index.js';
import type { RunsQuery } from './dto/runs.query.js';
import { Run, RUN_COLUMNS, type RunStatus } from './run.js';

/**
 * Most runs have ended well, and no index lists what every run is for a moment: those that wait or run are found by the
 * indexes of those who look for them anyway.
 */
const STATUS_CONDITIONS: Partial<Record<RunStatus, string>> = {
  PENDING: `status = $ AND id IN (
    SELECT id FROM task_runs WHERE status IN ('PENDING', 'RETRY') AND published_at IS NOT NULL
    UNION ALL
    SELECT id FROM task_runs WHERE status IN ('PENDING', 'RETRY') AND published_at IS NULL)`,
  STARTED: `status = $ AND id IN (SELECT id FROM task_runs WHERE status = 'STARTED')`,
};

/** A run, and when it may start. */
export interface ScheduledRun extends Run {
  readonly dueAt: Date;
}

/** Reads runs, for REST and the command line. */
@Injectable()
export class RunQueries {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @throws NotFoundProblem */
  async get(id: string): Promise<Run> {
    const [run] = await this.dataSource.query<Run[]>(`SELECT ${RUN_COLUMNS} FROM task_runs WHERE id = $1`, [
      id,
    ]);
    if (!run) throw new NotFoundProblem(`There is no run ${id}.`);
    return run;
  }

  /** Newest first. */
  async list(query: RunsQuery): Promise<Page<Run>> {
    const [before] = decodeCursor(query.cursor, 'uuid');
    const conditions: string[] = [];
    const parameters: unknown[] = [];
    const restrict = (condition: string, value: unknown): void => {
      if (value === undefined) return;
      parameters.push(value);
      conditions.push(condition.replace('$', `$${parameters.length}`));
    };
    restrict('id < $::uuid', before);
    restrict('task = $', query.task);
    if (query.status !== undefined) restrict(STATUS_CONDITIONS[query.status] ?? 'status = $', query.status);
    restrict('queue = $', query.queue);
    restrict('worker = $', query.worker);
    restrict('schedule = $', query.schedule);
    restrict('created_at >= $', query.from);
    restrict('created_at < $', query.to);
    restrict(`position(lower($) IN lower(concat_ws(' ', id, task, kwargs, result, error))) > 0`, query.q);
    parameters.push(query.limit + 1);
    const rows = await this.dataSource.query<Run[]>(
      `SELECT ${RUN_COLUMNS}
         FROM task_runs
        ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
        ORDER BY id DESC
        LIMIT $${parameters.length}`,
      parameters,
    );
    return toPage(
      rows,
      query.limit,
      (run) => [run.id],
      (run) => run,
    );
  }

  /** Runs that were handed to the broker and wait for a worker to have room. */
  reserved(): Promise<ScheduledRun[]> {
    return this.unfinished(`status IN ('PENDING', 'RETRY') AND published_at IS NOT NULL`);
  }

  /** Runs that were revoked lately, the last one first. */
  revoked(): Promise<Run[]> {
    return this.dataSource.query<Run[]>(
      `SELECT ${RUN_COLUMNS} FROM task_runs WHERE status = 'REVOKED' ORDER BY id DESC LIMIT 1000`,
    );
  }

  /** Runs that a worker executes now. */
  active(): Promise<Run[]> {
    return this.unfinished(`status = 'STARTED'`);
  }

  /** Runs that wait for their time: a countdown, an eta or a retry's delay. None has been published, which an index knows. */
  scheduled(): Promise<ScheduledRun[]> {
    return this.unfinished(`status IN ('PENDING', 'RETRY') AND published_at IS NULL AND due_at > now()`);
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

  private unfinished(condition: string): Promise<ScheduledRun[]> {
    return this.dataSource.query<ScheduledRun[]>(
      `SELECT ${RUN_COLUMNS}, due_at AS "dueAt" FROM task_runs WHERE ${condition} ORDER BY due_at, id LIMIT 1000`,
    );
  }
}
