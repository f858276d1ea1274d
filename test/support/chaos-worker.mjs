// A worker of a test's own, in a process that tests may kill, stop and crash: it executes tasks that append to the table
// `chaos_log`, from the program as it was built. What it is to do stands in CHAOS_WORKER, as JSON:
//
//   { "name": "worker-1", "queue": "chaos", "pool": "local" | "async" | "prefork", "concurrency": 4 }
//
// The processes of its pool are this file too, with `child` as their only argument.
import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { IsInt, IsNumber } from 'class-validator';
import { ConfigModule, loadSettings } from '../../dist/config/index.js';
import { DatabaseModule } from '../../dist/database/index.js';
import { HttpModule } from '../../dist/http/index.js';
import { configureLogging, NestLogger } from '../../dist/logging/index.js';
import {
  defineTask,
  Executor,
  ProcessPool,
  serveParent,
  Task,
  TaskProcessor,
  TaskQueue,
  TasksModule,
  Worker,
} from '../../dist/tasks/index.js';

const { name, queue, pool, concurrency } = JSON.parse(process.env.CHAOS_WORKER);

class AppendInput {}
IsInt()(AppendInput.prototype, 'number');
IsNumber()(AppendInput.prototype, 'seconds');

/** As the spec declares them: see chaos-tasks.ts. */
const retry = { max: 3, delay: 0.2 };
const append = defineTask('chaos.append', { queue, description: 'Appends', input: AppendInput, retry });
const appendInTurn = defineTask('chaos.append-in-turn', {
  queue,
  description: 'Appends, a few at once',
  input: AppendInput,
  retry,
  concurrency: { max: 3, key: ({ number }) => number % 5 },
});

/** Two steps, each in a transaction of its own; between them some runs fail once. */
class ChaosProcessor {
  async append({ number, seconds }, context) {
    for (const step of [1, 2]) {
      await sleep((seconds * 1000) / 2);
      await context.transaction((manager) =>
        manager.query('INSERT INTO chaos_log (run_id, number, step, pid) VALUES ($1, $2, $3, $4)', [
          context.runId,
          number,
          step,
          process.pid,
        ]),
      );
      if (step === 1 && number % 50 === 0 && context.attempt === 1) throw new Error('as some do');
    }
    return { pid: process.pid };
  }

  appendInTurn(input, context) {
    return this.append(input, context);
  }
}
for (const [task, method] of [
  [append, 'append'],
  [appendInTurn, 'appendInTurn'],
]) {
  Task(task)(
    ChaosProcessor.prototype,
    method,
    Object.getOwnPropertyDescriptor(ChaosProcessor.prototype, method),
  );
}
TaskProcessor()(ChaosProcessor);

const settings = loadSettings();
configureLogging({ level: settings.LOG_LEVEL, format: 'json' });

class ChaosModule {}
Module({
  imports: [
    ConfigModule.register(settings),
    DatabaseModule.register(),
    HttpModule,
    TasksModule.register(),
    TaskQueue.register(queue),
  ],
  providers: [ChaosProcessor],
})(ChaosModule);

const application = await NestFactory.createApplicationContext(ChaosModule, {
  logger: new NestLogger(),
  abortOnError: false,
});
if (process.argv[2] === 'child') {
  await serveParent(application.get(Executor));
  process.exit();
}

// Whoever started it is gone: so is the test.
process.once('disconnect', () => process.exit(1));
const worker = application.get(Worker);
process.once('SIGTERM', async () => {
  await worker.stop(2_000);
  await application.close();
  process.exit();
});
await worker.start({
  name,
  queues: [queue],
  concurrency,
  pool:
    pool === 'local'
      ? undefined
      : new ProcessPool({
          kind: pool,
          size: concurrency,
          module: new URL(import.meta.url),
          environment: process.env,
          arguments: ['child'],
        }),
});
process.send('ready');
