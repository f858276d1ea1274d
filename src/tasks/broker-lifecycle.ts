import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Broker } from './broker.js';

/** Closes the broker after the worker and the schedules have stopped and before the database goes. */
@Injectable()
export class BrokerLifecycle implements BeforeApplicationShutdown {
  constructor(private readonly broker: Broker) {}

  beforeApplicationShutdown(): Promise<void> {
    return this.broker.close();
  }
}
