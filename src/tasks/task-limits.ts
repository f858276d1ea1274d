import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { InvalidInputProblem } from '../http/index.js';
import type { TaskLimitsView } from './dto/task-limits.dto.js';
import { parseRate } from './rate.js';
import { rateKey, WAITING_IDS } from './run.js';
import type { TaskDefinition } from './task-definition.js';
import { TaskRegistry } from './task-registry.js';
import { checkTimeLimits } from './time-limits.js';

/** Rows that one statement holds back. */
const BATCH = 1_000;

/** What is to be different; what is left out stays. */
export interface LimitChanges {
  /** Such as `10/m`; `0`: as often as they like; `default`: what the code says. */
  readonly rateLimit?: string;
  /** Seconds; null: what the code says, or else the settings. */
  readonly timeLimit?: number | null;
  readonly softTimeLimit?: number | null;
}

interface SetLimits {
  readonly rateLimit: string | null;
  readonly rateLimitSet: boolean;
  readonly timeLimit: number | null;
  readonly softTimeLimit: number | null;
}

/** Limits of tasks that people change while everything runs; they hold for all workers, and until they are changed again. */
@Injectable()
export class TaskLimits {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly registry: TaskRegistry,
    private readonly audit: AuditLog,
  ) {}

  /**
   * The limits of a task as they hold now: a person's, or else the code's.
   * @throws NotFoundProblem
   */
  async get(name: string): Promise<TaskLimitsView> {
    const task = this.registry.find(name);
    const set = await this.find(this.dataSource.manager, task.name);
    return holding(task, set);
  }

  /** The limits of every task as they hold now, by its name. */
  async all(): Promise<ReadonlyMap<string, TaskLimitsView>> {
    const rows = await this.dataSource.query<(SetLimits & { task: string })[]>(
      `SELECT task, rate_limit AS "rateLimit", rate_limit_set AS "rateLimitSet", time_limit AS "timeLimit",
              soft_time_limit AS "softTimeLimit"
         FROM task_limits`,
    );
    const set = new Map(rows.map((row) => [row.task, row]));
    return new Map(this.registry.all().map((task) => [task.name, holding(task, set.get(task.name))]));
  }

  /**
   * Changes some limits of a task, all of what is given or nothing.
   * @throws NotFoundProblem or InvalidInputProblem
   */
  async change(name: string, changes: LimitChanges, by: string): Promise<TaskLimitsView> {
    const task = this.registry.find(name).name;
    const { rateLimit, timeLimit, softTimeLimit } = changes;
    await this.dataSource.transaction(async (manager) => {
      if (rateLimit !== undefined) await this.writeRate(manager, task, rateLimit, by);
      if (timeLimit === undefined && softTimeLimit === undefined) return;
      const set = await this.find(manager, task);
      const limits = {
        timeLimit: timeLimit === undefined ? (set?.timeLimit ?? null) : timeLimit,
        softTimeLimit: softTimeLimit === undefined ? (set?.softTimeLimit ?? null) : softTimeLimit,
      };
      await this.writeTimeLimits(manager, task, limits, by);
    });
    if (rateLimit !== undefined) await this.holdWaiting(task);
    return this.get(name);
  }

  /**
   * How often runs of a task may start.
   * @param rate such as `10/m`; `0`: as often as they like; `default`: what its code says.
   * @throws NotFoundProblem or InvalidInputProblem
   */
  async setRate(name: string, rate: string, by: string): Promise<void> {
    const task = this.registry.find(name).name;
    await this.dataSource.transaction((manager) => this.writeRate(manager, task, rate, by));
    await this.holdWaiting(task);
  }

  /**
   * How long runs of a task may take.
   * @param limits seconds; null: what its code says, or else the settings.
   * @throws NotFoundProblem or InvalidInputProblem
   */
  async setTimeLimits(
    name: string,
    limits: { readonly timeLimit: number | null; readonly softTimeLimit: number | null },
    by: string,
  ): Promise<void> {
    const task = this.registry.find(name).name;
    await this.dataSource.transaction((manager) => this.writeTimeLimits(manager, task, limits, by));
  }

  /** The limits that people set, which nobody else changes before the transaction ends. */
  private async lock(manager: EntityManager, task: string): Promise<SetLimits | undefined> {
    await manager.query('SELECT FROM task_limits WHERE task = $1 FOR UPDATE', [task]);
    return this.find(manager, task);
  }

  private async find(manager: EntityManager, task: string): Promise<SetLimits | undefined> {
    const [set] = await manager.query<SetLimits[]>(
      `SELECT rate_limit AS "rateLimit", rate_limit_set AS "rateLimitSet", time_limit AS "timeLimit",
              soft_time_limit AS "softTimeLimit"
         FROM task_limits WHERE task = $1`,
      [task],
    );
    return set;
  }

  private async writeRate(manager: EntityManager, task: string, rate: string, by: string): Promise<void> {
    const limit = rate === '0' || rate === 'default' ? null : checked(rate);
    const before = await this.lock(manager, task);
    await manager.query(
      `INSERT INTO task_limits (task, rate_limit, rate_limit_set, changed_by) VALUES ($1, $2, $3, $4)
       ON CONFLICT (task) DO UPDATE
          SET rate_limit = excluded.rate_limit, rate_limit_set = excluded.rate_limit_set,
              next_start_at = '-infinity', changed_at = now(), changed_by = excluded.changed_by`,
      [task, limit, rate !== 'default', by],
    );
    await this.audit.record(manager, {
      actor: by,
      action: 'task.rate-limit',
      subjectType: 'task',
      subjectId: task,
      details: { before: { rate: rateOf(before) }, after: { rate } },
    });
  }

  /**
   * What waits already is held from now on, too, if its task has a rate: a thousand at a time, so that no claim waits for
   * long. To be called after the commit of the rate, from which on new runs are held by themselves.
   */
  private async holdWaiting(task: string): Promise<void> {
    const waiting = await this.dataSource.query<{ id: string }[]>(
      `SELECT id FROM task_runs
        WHERE task = $1 AND limit_key IS NULL AND ${rateKey('$1')} IS NOT NULL AND id IN (${WAITING_IDS})
        ORDER BY id`,
      [task],
    );
    for (let from = 0; from < waiting.length; from += BATCH) {
      await this.dataSource.query(
        `UPDATE task_runs SET limit_key = ${rateKey('$2')}, published_at = NULL
          WHERE id IN (
            SELECT id FROM task_runs
             WHERE id = ANY ($1::uuid[]) AND status IN ('PENDING', 'RETRY') AND limit_key IS NULL
             ORDER BY id
               FOR UPDATE
          ) AND ${rateKey('$2')} IS NOT NULL`,
        [waiting.slice(from, from + BATCH).map(({ id }) => id), task],
      );
    }
  }

  private async writeTimeLimits(
    manager: EntityManager,
    task: string,
    limits: { readonly timeLimit: number | null; readonly softTimeLimit: number | null },
    by: string,
  ): Promise<void> {
    checkTimeLimits(limits);
    const { timeLimit, softTimeLimit } = limits;
    const before = await this.lock(manager, task);
    await manager.query(
      `INSERT INTO task_limits (task, time_limit, soft_time_limit, changed_by) VALUES ($1, $2, $3, $4)
       ON CONFLICT (task) DO UPDATE
          SET time_limit = excluded.time_limit, soft_time_limit = excluded.soft_time_limit,
              changed_at = now(), changed_by = excluded.changed_by`,
      [task, timeLimit, softTimeLimit, by],
    );
    await this.audit.record(manager, {
      actor: by,
      action: 'task.time-limit',
      subjectType: 'task',
      subjectId: task,
      details: {
        before: { timeLimit: before?.timeLimit ?? null, softTimeLimit: before?.softTimeLimit ?? null },
        after: { timeLimit, softTimeLimit },
      },
    });
  }
}

/** A person's limits, or else the code's. */
function holding(task: TaskDefinition, set: SetLimits | undefined): TaskLimitsView {
  return {
    rateLimit: (set?.rateLimitSet ? set.rateLimit : task.rateLimit) ?? null,
    timeLimit: set?.timeLimit ?? task.timeLimit ?? null,
    softTimeLimit: set?.softTimeLimit ?? task.softTimeLimit ?? null,
  };
}

/** The rate that a person set, as {@link TaskLimits.setRate} takes it. */
function rateOf(set: SetLimits | undefined): string {
  return set?.rateLimitSet ? (set.rateLimit ?? '0') : 'default';
}

function checked(rate: string): string {
  try {
    parseRate(rate);
    return rate;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidInputProblem([
      {
        field: 'rateLimit',
        value: rate,
        message: 'write 5/s, 10/m or 100/h; 0 for none, default for what the code says',
      },
    ]);
  }
}
