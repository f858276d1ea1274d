import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { SETTINGS, type Settings } from '../config/index.js';
import { PREPARED } from '../database/index.js';
import { NotFoundProblem } from '../http/index.js';
import { rootLogger } from '../logging/index.js';
import { Broker } from './broker.js';
import { QueueView } from './dto/queue-view.js';
import { Revocation } from './revocation.js';
import { TaskRegistry } from './task-registry.js';

/** Looks at queues, lets them stand still and go on, and empties them. */
@Injectable()
export class Queues {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly registry: TaskRegistry,
    private readonly revocation: Revocation,
    private readonly broker: Broker,
    private readonly audit: AuditLog,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Every queue that a task names, or that has runs, by name. */
  list(): Promise<QueueView[]> {
    return this.dataSource.query<QueueView[]>(LIST, [this.registry.queues(), this.settings.TASK_LEASE]);
  }

  /** @throws NotFoundProblem when no task names it and it has no runs. */
  async get(name: string): Promise<QueueView> {
    const queues = await this.list();
    const queue = queues.find((each) => each.name === name);
    if (queue) return queue;
    throw new NotFoundProblem(
      `There is no queue ${name}. There are: ${queues.map((each) => each.name).join(', ')}.`,
    );
  }

  /**
   * From here on no run of the queue starts; those that run go on.
   * @throws InvalidInputProblem when there is no such queue.
   */
  async pause(queue: string, by: string): Promise<void> {
    this.registry.checkQueue(queue);
    await this.dataSource.transaction(async (manager) => {
      const paused = await manager.query<object[]>(
        `INSERT INTO queues (name, paused_at, paused_by) VALUES ($1, now(), $2)
         ON CONFLICT (name) DO UPDATE SET paused_at = now(), paused_by = excluded.paused_by
          WHERE queues.paused_at IS NULL
         RETURNING name`,
        [queue, by],
      );
      // Who pauses it once more changes nothing.
      if (paused.length === 0) return;
      const change = { before: { paused: false }, after: { paused: true } };
      await this.audit.record(manager, entry('queue.pause', queue, by, change));
    });
  }

  /**
   * The queue's runs start again, from the next sweep of a worker on (half a second).
   * @throws InvalidInputProblem when there is no such queue.
   */
  async resume(queue: string, by: string): Promise<void> {
    await this.check(queue);
    await this.dataSource.transaction(async (manager) => {
      const [, resumed] = await manager.query<[unknown[], number]>(
        'UPDATE queues SET paused_at = NULL, paused_by = NULL WHERE name = $1 AND paused_at IS NOT NULL',
        [queue],
      );
      if (resumed === 0) return;
      const change = { before: { paused: true }, after: { paused: false } };
      await this.audit.record(manager, entry('queue.resume', queue, by, change));
    });
  }

  /**
   * Revokes every run of the queue that waits: for a worker, for its time, or for its next try.
   * @returns how many.
   * @throws InvalidInputProblem when there is no such queue.
   */
  async purge(queue: string, by: string): Promise<number> {
    await this.check(queue);
    const count = await this.revocation.revokeWaiting(queue, `Purged by ${by} with its queue.`);
    await this.audit.record(this.dataSource.manager, entry('queue.purge', queue, by, { runs: count }));
    try {
      await this.broker.purge(queue);
    } catch (error) {
      // Copies of runs that have ended do no harm: whoever gets one finds nothing to start.
      rootLogger().warn({ err: error, queue }, 'the broker still holds copies of the purged runs');
    }
    return count;
  }

  /** A queue that only an older release named still has runs to be got rid of, or stands still. */
  private async check(queue: string): Promise<void> {
    if (this.registry.queues().includes(queue)) return;
    const queues = await this.list();
    if (!queues.some(({ name }) => name === queue)) this.registry.checkQueue(queue);
  }
}

function entry(action: string, queue: string, actor: string, details: Record<string, unknown> = {}) {
  return { actor, action, subjectType: 'queue', subjectId: queue, details };
}

const LIST = `
  WITH live AS (
    SELECT queue,
           count(*) FILTER (WHERE status = 'STARTED')::integer AS active,
           count(*) FILTER (WHERE status <> 'STARTED' AND due_at <= now())::integer AS waiting,
           count(*) FILTER (WHERE status <> 'STARTED' AND due_at > now())::integer AS scheduled,
           min(due_at) FILTER (WHERE status <> 'STARTED' AND due_at <= now()) AS oldest
      FROM (
        SELECT queue, status, due_at FROM task_runs WHERE status = 'STARTED'
        UNION ALL
        SELECT queue, status, due_at FROM task_runs WHERE status IN ('PENDING', 'RETRY') AND published_at IS NOT NULL
        UNION ALL
        SELECT queue, status, due_at FROM task_runs WHERE status IN ('PENDING', 'RETRY') AND published_at IS NULL
      ) AS run
     GROUP BY queue
  ), served AS (
    SELECT queue, array_agg(nodes.name ORDER BY nodes.name) AS workers
      FROM nodes
     CROSS JOIN unnest(queues) AS queue
     WHERE kind = 'worker' AND heartbeat_at > now() - make_interval(secs => $2)
     GROUP BY queue
  )
  SELECT name, coalesce(waiting, 0) AS waiting, coalesce(scheduled, 0) AS scheduled, coalesce(active, 0) AS active,
         oldest AS "oldestWaiting", paused_at AS "pausedAt", paused_by AS "pausedBy",
         coalesce(workers, '{}') AS workers
    FROM (SELECT unnest($1::text[]) UNION SELECT queue FROM live UNION SELECT queues.name FROM queues) AS known (name)
    LEFT JOIN live ON live.queue = known.name
    LEFT JOIN served ON served.queue = known.name
    LEFT JOIN queues USING (name)
   ORDER BY name ${PREPARED}`;
