import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config/index.js';
import { PREPARED } from '../database/index.js';
import { NotFoundProblem } from '../http/index.js';
import { NodeView } from './dto/node-view.js';

/** Workers and schedulers, as their heartbeats show them. */
@Injectable()
export class Nodes {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Those of one kind, or all, by name; the lost ones of the last day too. */
  list(kind?: 'worker' | 'scheduler'): Promise<NodeView[]> {
    return this.dataSource.query<NodeView[]>(
      `SELECT name AS id, kind, host, pid, pool, queues, concurrency, figures,
              started_at AS "startedAt", heartbeat_at AS "heartbeatAt",
              extract(epoch FROM heartbeat_at - started_at)::float8 AS "uptime",
              CASE WHEN heartbeat_at > now() - make_interval(secs => $1) THEN 'alive' ELSE 'lost' END AS status
         FROM nodes
        WHERE $2::text IS NULL OR kind = $2
        ORDER BY kind DESC, name ${PREPARED}`,
      [this.settings.TASK_LEASE, kind],
    );
  }

  /**
   * A worker that is alive.
   * @throws NotFoundProblem
   */
  async findWorker(name: string): Promise<NodeView> {
    const workers = await this.list('worker');
    const found = workers.find(({ id }) => id === name);
    if (found?.status === 'alive') return found;
    const alive = workers.filter(({ status }) => status === 'alive').map(({ id }) => id);
    throw new NotFoundProblem(
      `${found ? `The worker ${name} is lost.` : `There is no worker ${name}.`} ` +
        (alive.length > 0 ? `Those that are alive: ${alive.join(', ')}.` : 'None is alive.'),
    );
  }
}
