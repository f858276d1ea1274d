import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { InvalidInputProblem } from '../http/index.js';
import { parseRate } from './rate.js';
import { TaskRegistry } from './task-registry.js';

/** Limits of tasks that people change while everything runs; they hold for all workers, and until they are changed again. */
@Injectable()
export class TaskLimits {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly registry: TaskRegistry,
    private readonly audit: AuditLog,
  ) {}

  /**
   * How often runs of a task may start.
   * @param rate such as `10/m`; `0`: as often as they like; `default`: what its code says.
   * @throws NotFoundProblem or InvalidInputProblem
   */
  async setRate(name: string, rate: string, by: string): Promise<void> {
    const task = this.registry.find(name).name;
    const limit = rate === '0' || rate === 'default' ? null : checked(rate);
    await this.dataSource.transaction(async (manager) => {
      await manager.query(
        `INSERT INTO task_limits (task, rate_limit, rate_limit_set, changed_by) VALUES ($1, $2, $3, $4)
         ON CONFLICT (task) DO UPDATE
            SET rate_limit = excluded.rate_limit, rate_limit_set = excluded.rate_limit_set,
                next_start_at = '-infinity', changed_at = now(), changed_by = excluded.changed_by`,
        [task, limit, rate !== 'default', by],
      );
      if (limit !== null) {
        // What waits already is held from now on, too.
        await manager.query(
          `UPDATE task_runs SET limit_key = task, published_at = NULL
            WHERE task = $1 AND status IN ('PENDING', 'RETRY') AND limit_key IS NULL`,
          [task],
        );
      }
      await this.audit.record(manager, {
        actor: by,
        action: 'task.rate-limit',
        subjectType: 'task',
        subjectId: task,
        details: { rate },
      });
    });
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
    const { timeLimit, softTimeLimit } = limits;
    if (timeLimit !== null && softTimeLimit !== null && softTimeLimit > timeLimit) {
      throw new InvalidInputProblem([
        {
          field: 'softTimeLimit',
          value: softTimeLimit,
          message: `must not be above the time limit, ${timeLimit}`,
        },
      ]);
    }
    await this.dataSource.transaction(async (manager) => {
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
        details: { timeLimit, softTimeLimit },
      });
    });
  }
}

function checked(rate: string): string {
  try {
    parseRate(rate);
    return rate;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidInputProblem([
      {
        field: 'rate',
        value: rate,
        message: 'write 5/s, 10/m or 100/h; 0 for none, default for what the code says',
      },
    ]);
  }
}
