import { Injectable } from '@nestjs/common';
import { HealthChecks, type Trouble } from '../http/index.js';
import { Nodes } from './nodes.js';

/** Has `/health/ready` say whether anybody executes runs; without a worker they wait, and nobody is turned away. */
@Injectable()
export class WorkersHealth {
  constructor(
    private readonly nodes: Nodes,
    checks: HealthChecks,
  ) {
    checks.add('workers', () => this.trouble());
  }

  private async trouble(): Promise<Trouble | undefined> {
    const workers = await this.nodes.list('worker');
    return workers.some(({ status }) => status === 'alive') ? undefined : { word: 'none', serves: true };
  }
}
