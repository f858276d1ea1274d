import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { HealthChecks } from '../http/index.js';
import { Broker } from './broker.js';

/**
 * Has `/health/ready` ask the broker too, and closes it after the worker and the schedules have stopped and before the
 * database goes.
 */
@Injectable()
export class BrokerLifecycle implements BeforeApplicationShutdown {
  constructor(
    private readonly broker: Broker,
    checks: HealthChecks,
  ) {
    checks.add('broker', () => broker.ping());
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.broker.close();
  }
}
