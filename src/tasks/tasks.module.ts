import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService } from '@nestjs/core';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { Queue } from 'bull';
import type { DataSource } from 'typeorm';
import { AuthModule } from '../auth/index.js';
import { SETTINGS, type Settings } from '../config/index.js';
import { ListsModule } from '../lists/index.js';
import { rootLogger } from '../logging/index.js';
import { Broker } from './broker.js';
import { AmqpBroker } from './brokers/amqp.broker.js';
import { AmqpQueues } from './brokers/amqp-queues.js';
import { BullBroker } from './brokers/bull.broker.js';
import { BullConnectionsModule } from './brokers/bull-connections.module.js';
import { installationId } from './brokers/installation.js';
import { RedisConnections } from './brokers/redis-connections.js';
import { BrokerLifecycle } from './broker-lifecycle.js';
import { DeadNodes } from './dead-nodes.js';
import { FinishedRuns } from './finished-runs.js';
import { Gate } from './gate.js';
import { NodeCommands } from './node-commands.js';
import { OldRuns } from './old-runs.js';
import { TaskLimits } from './task-limits.js';
import { RunLogQueries } from './run-log-queries.js';
import { EventsController } from './events.controller.js';
import { PastEvents } from './past-events.js';
import { RunEvents } from './run-events.js';
import { RunActions } from './run-actions.js';
import { Queues } from './queues.js';
import { Nodes } from './nodes.js';
import { Executor } from './pools/executor.js';
import { ProgressNotes } from './progress-notes.js';
import { Publisher } from './publisher.js';
import { Reconciler } from './reconciler.js';
import { Revocation } from './revocation.js';
import { RunLogs } from './run-logs.js';
import { RunQueries } from './run-queries.js';
import { RunSearchIndex } from './run-search-index.js';
import { RunStatistics } from './run-statistics.js';
import { RunStore } from './run-store.js';
import { RunTimelines } from './run-timelines.js';
import { RunsController } from './runs.controller.js';
import { ManualRuns } from './manual-runs.js';
import { TaskClient } from './task-client.js';
import { TaskRegistry } from './task-registry.js';
import { TasksController } from './tasks.controller.js';
import { QueuesController } from './queues.controller.js';
import { Worker } from './worker.js';
import { WorkerActions } from './worker-actions.js';
import { WorkersHealth } from './workers-health.js';
import { WorkersController } from './workers.controller.js';

/** What Celery is to a Django project: tasks are defined, called, executed and looked at here. */
@Global()
@Module({})
export class TasksModule {
  static register(): DynamicModule {
    return {
      module: TasksModule,
      imports: [AuthModule, DiscoveryModule, ListsModule, BullConnectionsModule.register()],
      controllers: [TasksController, RunsController, WorkersController, QueuesController, EventsController],
      providers: [
        {
          provide: Broker,
          inject: [SETTINGS, DiscoveryService, RedisConnections, getDataSourceToken()],
          useFactory: makeBroker,
        },
        BrokerLifecycle,
        DeadNodes,
        Executor,
        FinishedRuns,
        Gate,
        NodeCommands,
        OldRuns,
        PastEvents,
        TaskLimits,
        RunLogQueries,
        RunEvents,
        RunActions,
        Queues,
        Nodes,
        ProgressNotes,
        Publisher,
        Reconciler,
        Revocation,
        RunLogs,
        RunQueries,
        RunSearchIndex,
        RunStatistics,
        RunStore,
        RunTimelines,
        ManualRuns,
        TaskClient,
        TaskRegistry,
        Worker,
        WorkerActions,
        WorkersHealth,
      ],
      exports: [
        Broker,
        DeadNodes,
        Executor,
        FinishedRuns,
        NodeCommands,
        OldRuns,
        TaskLimits,
        RunLogQueries,
        RunEvents,
        RunActions,
        Queues,
        Nodes,
        Revocation,
        RunQueries,
        RunSearchIndex,
        RunStatistics,
        ManualRuns,
        TaskClient,
        TaskRegistry,
        Worker,
      ],
    };
  }
}

async function makeBroker(
  { BROKER_URL: url }: Settings,
  discovery: DiscoveryService,
  connections: RedisConnections,
  dataSource: DataSource,
): Promise<Broker> {
  const registered = (): ReadonlyMap<string, Queue> => bullQueues(discovery);
  if (!url?.startsWith('amqp')) return new BullBroker(registered, connections, rootLogger());
  const queues = new AmqpQueues(await installationId(dataSource));
  return new AmqpBroker(url, queues, () => [...registered().keys()], rootLogger());
}

/** The queues that feature modules have registered, by their names. */
function bullQueues(discovery: DiscoveryService): Map<string, Queue> {
  const queues = discovery
    .getProviders()
    .filter(({ token }) => typeof token === 'string' && token.startsWith('BullQueue_'))
    .map(({ instance }) => instance as Queue);
  return new Map(queues.map((queue) => [queue.name, queue]));
}
