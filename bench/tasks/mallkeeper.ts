import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../../src/app.module.js';
import { debug } from '../../src/core/index.js';
import { type AsyncResult, TaskClient } from '../../src/tasks/index.js';
import type { Running } from '../../test/support/installation.js';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { end, launch, whileRunning } from './child-processes.js';
import { type Contestant, type Rates, toRates } from './rounds.js';

/** The command as it was built, two folders above the benchmarks as they were. */
const COMMAND = fileURLToPath(new URL('../../../cli.js', import.meta.url));

/** Seconds for a worker to start and execute its first run, and for a round. */
const PATIENCE = 120;

/** An installation of one measurement's own: a database, a data folder, the real command, and a client in this process. */
export class Mallkeeper implements Contestant {
  readonly tasks: TaskClient;
  private readonly running = new Set<Running>();
  private closing: Promise<void> | undefined;

  private constructor(
    readonly database: TestDatabase,
    readonly application: INestApplicationContext,
    private readonly folder: string,
  ) {
    this.tasks = application.get(TaskClient);
  }

  /** @param environment more settings, by their environment names. */
  static async open(environment: NodeJS.ProcessEnv): Promise<Mallkeeper> {
    const folder = await mkdtemp(join(tmpdir(), 'mallkeeper-bench-'));
    const database = await createTestDatabase({ MALLKEEPER_DATA_DIR: folder, ...environment });
    const application = await NestFactory.createApplicationContext(
      AppModule.register({ role: 'command', settings: database.settings }),
      { logger: ['error'] },
    );
    return new Mallkeeper(database, application, folder);
  }

  /** Starts `mallkeeper` with these arguments. */
  launch(...args: string[]): Running {
    const { DATABASE_URL, REDIS_URL, BROKER_URL, ADMIN_PASSWORD } = this.database.settings;
    const running = launch(process.execPath, [COMMAND, ...args], {
      folder: this.folder,
      environment: {
        DATABASE_URL,
        REDIS_URL,
        BROKER_URL,
        ADMIN_PASSWORD,
        MALLKEEPER_DATA_DIR: this.folder,
        MALLKEEPER_DEMO: '0',
        PORT: '0',
      },
    });
    this.running.add(running);
    return running;
  }

  /** Starts a worker with these arguments, and waits until it has executed a run. */
  async startWorker(...args: string[]): Promise<Running> {
    const worker = this.launch('worker', '-l', 'warning', ...args);
    await whileRunning(worker, this.runOne());
    return worker;
  }

  /** Submits a run that does nothing, waits for its result, and returns its id. */
  async runOne(): Promise<string> {
    const run = await this.tasks.delay(debug, {});
    await run.get({ timeout: PATIENCE });
    return run.id;
  }

  async round(runs: number): Promise<Rates> {
    const start = performance.now();
    const submitting = Array.from({ length: runs }, () => this.tasks.delay(debug, {}));
    const submitted: AsyncResult<unknown>[] = await Promise.all(submitting);
    const allSubmitted = performance.now();
    await Promise.all(submitted.map((run) => run.get({ timeout: PATIENCE })));
    return toRates(runs, start, allSubmitted, performance.now());
  }

  /** Ends the processes that work on it, and the client. Called again, it does nothing. */
  async stop(): Promise<void> {
    await Promise.all([...this.running].map(end));
    await (this.closing ??= this.application.close());
  }

  async close(): Promise<void> {
    await this.stop();
    await this.database.drop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Does `work` with an installation that is there for it alone. */
export async function withMallkeeper<Result>(
  work: (mallkeeper: Mallkeeper) => Promise<Result>,
  environment: NodeJS.ProcessEnv = {},
): Promise<Result> {
  const mallkeeper = await Mallkeeper.open(environment);
  try {
    return await work(mallkeeper);
  } finally {
    await mallkeeper.close();
  }
}
