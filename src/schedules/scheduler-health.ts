import { Injectable } from '@nestjs/common';
import { HealthChecks, type Trouble } from '../http/index.js';
import { Nodes } from '../tasks/index.js';
import { ScheduleQueries } from './schedule-queries.js';

/** Has `/health/ready` say whether somebody keeps time, and in time: what is owed is caught up with later. */
@Injectable()
export class SchedulerHealth {
  constructor(
    private readonly nodes: Nodes,
    private readonly schedules: ScheduleQueries,
    checks: HealthChecks,
  ) {
    checks.add('scheduler', () => this.trouble());
  }

  private async trouble(): Promise<Trouble | undefined> {
    const schedulers = await this.nodes.list('scheduler');
    if (!schedulers.some(({ status }) => status === 'alive')) return { word: 'none', serves: true };
    return (await this.schedules.late()).length > 0 ? { word: 'late', serves: true } : undefined;
  }
}
