// What the processes of a chaos test have in common, from the program as it was built: its tasks, which append to the table
// `chaos_log`, and the application around them.
import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { IsInt, IsNumber } from 'class-validator';
import { ConfigModule, loadSettings } from '../../dist/config/index.js';
import { DatabaseModule } from '../../dist/database/index.js';
import { HttpModule } from '../../dist/http/index.js';
import { configureLogging, NestLogger } from '../../dist/logging/index.js';
import { defineTask, Task, TaskProcessor, TaskQueue, TasksModule } from '../../dist/tasks/index.js';

/** As the spec declares it and its tasks: see chaos-tasks.ts. */
export const queue = 'chaos';

class AppendInput {}
IsInt()(AppendInput.prototype, 'number');
IsNumber()(AppendInput.prototype, 'seconds');

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

/** @param modules what the process needs besides tasks. */
export async function startChaosProgram(...modules) {
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
      ...modules,
    ],
    providers: [ChaosProcessor],
  })(ChaosModule);
  return NestFactory.createApplicationContext(ChaosModule, { logger: new NestLogger(), abortOnError: false });
}

/**
 * Ends the process when it is told to, or when whoever started it is gone: so is the test then.
 * @param stop what is to be done before.
 */
export function endWhenTold(application, stop = async () => undefined) {
  process.once('disconnect', () => process.exit(1));
  process.once('SIGTERM', async () => {
    await stop();
    await application.close();
    process.exit();
  });
}
