import { hostname } from 'node:os';
import { type Command, Option } from 'commander';
import type { Settings } from '../config/index.js';
import { rootLogger } from '../logging/index.js';
import type { ProcessPoolOptions } from '../tasks/pools/index.js';
import { createContext, type LoggingOptions, needSchema, openSurroundings } from './application.js';
import { UsageError } from './exit-status.js';
import { celeryOptions, list, loglevelOption, wholeNumber } from './options.js';
import { keepPidFile } from './pid-file.js';
import { tellServiceManager } from './service-manager.js';
import { stopWithin, toldAgain, toldToStop } from './told-to-stop.js';

/** After its grace a worker hands back what runs; should that not succeed in so long (ms), it ends all the same. */
const LONGEST_STOP = 3_500;

/** Seconds. */
const LONGEST_GRACE_OF_CHILD = 5;

/** They are opened when they are needed; a server has 100 by default. */
const MOST_CONNECTIONS = 80;

type PoolKind = ProcessPoolOptions['kind'];

interface WorkerCommandOptions extends LoggingOptions {
  readonly concurrency?: number;
  readonly pool: PoolKind;
  readonly maxTasksPerChild?: number;
  readonly maxMemoryPerChild?: number;
  readonly queues?: string[];
  readonly hostname?: string;
  readonly pidfile?: string;
  readonly child?: boolean;
}

/** `mallkeeper worker` */
export function registerWorker(program: Command): void {
  const command = program
    .command('worker')
    .description('Execute runs')
    .addOption(loglevelOption())
    .option('-c, --concurrency <n>', 'how many runs at once', wholeNumber(1, 1000))
    .option('-Q, --queues <names>', 'take runs from these queues only, comma-separated', list)
    .addOption(
      new Option('-P, --pool <pool>', 'async: all runs in one process; prefork: each in a process of its own')
        .argParser(parsePool)
        .default('async'),
    )
    .option(
      '--max-tasks-per-child <n>',
      'replace a process that executes runs after so many of them',
      wholeNumber(1, 1_000_000),
    )
    .option(
      '--max-memory-per-child <kilobytes>',
      'replace a process that holds more memory when its run has ended',
      wholeNumber(1, 1_000_000_000),
    )
    .option(
      '-n, --hostname <name>',
      'name of this worker; %h: the host, %n: its part before the first dot, %d: its domain',
    )
    .option('-f, --logfile <file>', 'append the log to this file')
    .option('--pidfile <file>', 'keep the process id in this file')
    .addOption(new Option('--child').hideHelp())
    .addHelpText(
      'after',
      '\nExamples:\n  mallkeeper worker -l info --concurrency=4 -Q finance,store -n mall@%h' +
        '\n  mallkeeper worker -P prefork --concurrency=2 --max-tasks-per-child=1000',
    )
    .action((options: WorkerCommandOptions) => runWorker(options));
  for (const option of celeryOptions('worker')) command.addOption(option);
}

async function runWorker(options: WorkerCommandOptions): Promise<void> {
  let shutdown: () => void = () => undefined;
  const stop = Promise.race([
    toldToStop({ isChild: options.child }),
    new Promise<string>((resolve) => (shutdown = () => resolve('a command'))),
  ]);
  await keepPidFile(options.pidfile);
  const surroundings = await openSurroundings(options);
  try {
    const { settings } = surroundings;
    const size = options.concurrency ?? settings.WORKER_CONCURRENCY;
    const { ProcessPool } = await import('../tasks/pools/index.js');
    const pool = new ProcessPool(poolOptions(options, settings, size));
    // The schema of one that `mallkeeper start` has started is in order: its processes load while it does.
    if (options.child) pool.prepare();
    await needSchema(surroundings);
    const { Broker, Worker } = await import('./program.js');
    const application = await createContext('worker', settings);
    try {
      await application.get(Broker).start();
      const worker = application.get(Worker);
      const started = worker.start({
        queues: options.queues,
        pool,
        name: options.hostname === undefined ? undefined : expandName(options.hostname),
        shutdown,
      });
      // One that `mallkeeper start` has started is not the service.
      const ready = started.then(() => (options.child ? undefined : tellServiceManager('READY')));
      const reason = await Promise.race([stop, ready.then(() => stop)]);
      if (!options.child) void tellServiceManager('STOPPING');
      rootLogger().info({ reason }, 'worker stopping');
      const grace = graceOf(options, settings);
      stopWithin(grace + LONGEST_STOP, () =>
        rootLogger().error('the worker did not stop in time and is ended'),
      );
      // Told again, it hands back at once what still runs.
      toldAgain(() => void worker.stop(0));
      await worker.stop(grace);
    } finally {
      await application.close();
    }
  } finally {
    await surroundings.services.release();
  }
  rootLogger().info('worker stopped');
}

/** In ms. Under `mallkeeper start` everything is over within 10 s. */
function graceOf({ child }: WorkerCommandOptions, { WORKER_GRACE }: Settings): number {
  return (child ? Math.min(WORKER_GRACE, LONGEST_GRACE_OF_CHILD) : WORKER_GRACE) * 1000;
}

function poolOptions(options: WorkerCommandOptions, settings: Settings, size: number): ProcessPoolOptions {
  const { maxTasksPerChild, maxMemoryPerChild } = options;
  return {
    kind: options.pool,
    size,
    module: new URL('./pool-process.js', import.meta.url),
    environment: {
      ...process.env,
      // What this process has found or started, its children need not look for.
      DATABASE_URL: settings.DATABASE_URL,
      REDIS_URL: settings.REDIS_URL,
      DATABASE_POOL_SIZE: String(connectionsFor(options.pool, settings)),
      LOG_LEVEL: options.loglevel ?? settings.LOG_LEVEL,
    },
    arguments: options.logfile === undefined ? [] : [options.logfile],
    maxTasksPerChild,
    maxMemoryPerChild: maxMemoryPerChild === undefined ? undefined : maxMemoryPerChild * 1024,
  };
}

/**
 * Every run may hold a connection in a transaction, and what it does beside that must not wait for it. A shared process may
 * get more runs later (`control pool-grow`).
 */
function connectionsFor(pool: PoolKind, { DATABASE_POOL_SIZE }: Settings): number {
  return pool === 'prefork' ? DATABASE_POOL_SIZE : Math.max(DATABASE_POOL_SIZE, MOST_CONNECTIONS);
}

/** As Celery has it: `%h` the host with its domain, `%n` without, `%d` the domain alone, `%%` a per cent sign. */
function expandName(name: string): string {
  const host = hostname();
  const [short = host, ...domain] = host.split('.');
  const parts: Record<string, string> = { '%h': host, '%n': short, '%d': domain.join('.'), '%%': '%' };
  return name.replace(/%[hnd%]/g, (part) => parts[part] ?? part);
}

function parsePool(pool: string): PoolKind {
  if (pool === 'async' || pool === 'prefork') return pool;
  if (['eventlet', 'gevent', 'threads', 'solo', 'processes'].includes(pool)) {
    throw new UsageError(
      `The pool ${pool} is one of Celery's: leave -P out (a worker is asynchronous as it is), or write -P prefork.`,
    );
  }
  throw new UsageError(`There is no pool ${pool}: write async or prefork.`);
}
