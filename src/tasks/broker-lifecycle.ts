import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { HealthChecks } from '../http/index.js';
import { Broker } from './broker.js';
import { Publisher } from './publisher.js';

/** How long what was submitted a moment ago may take to be handed over before the broker is closed, in ms. */
const PATIENCE = 1_000;

/**
 * Has `/health/ready` ask the broker too, and closes it after the worker and the schedules have stopped and before the
 * database goes.
 */
@Injectable()
export class BrokerLifecycle implements BeforeApplicationShutdown {
  constructor(
    private readonly broker: Broker,
    private readonly publisher: Publisher,
    checks: HealthChecks,
  ) {
    checks.add('broker', async () => {
      await broker.ping();
      return undefined;
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    // A command that submits a run and goes would leave it to be found by the reconciler, seconds later.
    await Promise.race([this.publisher.settled(), sleep(PATIENCE, undefined, { ref: false })]);
    await this.broker.close();
  }
}
