import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type INestApplicationContext } from '@nestjs/common';
import { IsInt, IsNumber } from 'class-validator';
import type { DataSource } from 'typeorm';
import type { Settings } from '../../src/config/index.js';
import { defineTask, Task, TaskProcessor } from '../../src/tasks/index.js';
import { Running } from './installation.js';
import { startTaskApplication } from './task-application.js';

/** The queue of the tasks below. */
export const CHAOS_QUEUE = 'chaos';

/** What a run of the tasks is to append to `chaos_log`: its number, twice, in so many seconds. */
class AppendInput {
  @IsInt()
  number: number;

  @IsNumber()
  seconds: number;
}

const options = {
  queue: CHAOS_QUEUE,
  description: 'Appends',
  input: AppendInput,
  retry: { max: 3, delay: 0.2 },
};

/** As chaos-worker.mjs executes them. */
export const append = defineTask<AppendInput, { pid: number }>('chaos.append', options);
export const appendInTurn = defineTask<AppendInput, { pid: number }>('chaos.append-in-turn', {
  ...options,
  concurrency: { max: 3, key: ({ number }) => number % 5 },
});

/** So that they can be submitted here; they are executed elsewhere. */
@TaskProcessor()
export class Elsewhere {
  @Task(append)
  append(): Promise<{ pid: number }> {
    throw new Error('this process executes nothing');
  }

  @Task(appendInTurn)
  appendInTurn(): Promise<{ pid: number }> {
    throw new Error('this process executes nothing');
  }
}

/** An application that submits the tasks. */
export function startSubmitter(settings: Settings): Promise<INestApplicationContext> {
  return startTaskApplication(settings, [CHAOS_QUEUE], [Elsewhere]);
}

/** Without a unique key: what is done twice stands there twice. */
export async function createChaosLog(dataSource: DataSource): Promise<void> {
  await dataSource.query(
    `CREATE TABLE chaos_log (run_id uuid, number integer, step integer, pid integer,
                             at timestamptz DEFAULT clock_timestamp())`,
  );
}

export interface ChaosWorkerOptions {
  readonly name: string;
  /** `local`: in the worker's own process. */
  readonly pool: 'local' | 'async' | 'prefork';
  readonly concurrency: number;
}

/** A worker in a process, and a process group, of its own; it ends with this process. */
export function launchChaosWorker(
  options: ChaosWorkerOptions,
  environment: Readonly<Record<string, string>>,
): Running {
  return launch('chaos-worker.mjs', { ...environment, CHAOS_WORKER: JSON.stringify(options) });
}

/** A scheduler in a process, and a process group, of its own; it ends with this process. */
export function launchChaosScheduler(environment: Readonly<Record<string, string>>): Running {
  return launch('chaos-scheduler.mjs', environment);
}

function launch(program: string, environment: Readonly<Record<string, string>>): Running {
  const child: ChildProcess = spawn(process.execPath, [fileURLToPath(new URL(program, import.meta.url))], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  return new Running(child);
}
