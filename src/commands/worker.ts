import { hostname } from 'node:os';
import { type Command, Option } from 'commander';
import type { Settings } from '../config/index.js';
import { rootLogger } from '../logging/index.js';
import { createContext, type LoggingOptions, needSchema, openSurroundings } from './application.js';
import { UsageError } from './exit-status.js';
import { celeryOptions, list, loglevelOption, wholeNumber } from './options.js';
import { keepPidFile } from './pid-file.js';
import { stopWithin, toldToStop } from './told-to-stop.js';

/** How long runs may go on after the worker was told to stop, in ms; then they are handed back. */
const GRACE = 5_000;
const LONGEST_STOP = 8_500;

const SPARE_CONNECTIONS = 5;

interface WorkerCommandOptions extends LoggingOptions {
  readonly concurrency?: number;
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
    .addOption(new Option('-P, --pool <pool>', 'how runs are executed: async').argParser(checkPool))
    .addOption(new Option('-p <pool>').hideHelp().argParser(checkPool))
    .option('-n, --hostname <name>', 'name of this worker; %h is the host, %d its part before the dot')
    .option('-f, --logfile <file>', 'append the log to this file')
    .option('--pidfile <file>', 'keep the process id in this file')
    .addOption(new Option('--child').hideHelp())
    .addHelpText(
      'after',
      '\nExample:\n  mallkeeper worker -l info --concurrency=4 -Q finance,store -n mall@%h',
    )
    .action((options: WorkerCommandOptions) => runWorker(options));
  for (const option of celeryOptions('worker')) command.addOption(option);
}

async function runWorker(options: WorkerCommandOptions): Promise<void> {
  const stop = toldToStop({ isChild: options.child });
  await keepPidFile(options.pidfile);
  const surroundings = await openSurroundings(options);
  try {
    await needSchema(surroundings);
    const { Worker } = await import('./program.js');
    const concurrency = options.concurrency ?? surroundings.settings.WORKER_CONCURRENCY;
    const application = await createContext('worker', withRoom(surroundings.settings, concurrency));
    try {
      const worker = application.get(Worker);
      await worker.start({
        queues: options.queues,
        concurrency,
        name: options.hostname === undefined ? undefined : expandName(options.hostname),
      });
      const reason = await stop;
      rootLogger().info({ reason }, 'worker stopping');
      stopWithin(LONGEST_STOP, () => rootLogger().error('the worker did not stop in time and is ended'));
      await worker.stop(GRACE);
    } finally {
      await application.close();
    }
  } finally {
    await surroundings.services.release();
  }
  rootLogger().info('worker stopped');
}

/** Every run may hold a connection in a transaction, and heartbeats, claims and outcomes must not wait for it. */
function withRoom(settings: Settings, concurrency: number): Settings {
  return {
    ...settings,
    DATABASE_POOL_SIZE: Math.max(settings.DATABASE_POOL_SIZE, concurrency + SPARE_CONNECTIONS),
  };
}

/** Celery's `%h` (host with domain) and `%d` (its domain-less name here, since `%n` would be the name itself). */
function expandName(name: string): string {
  const host = hostname();
  return name.replaceAll('%h', host).replaceAll('%d', host.split('.')[0] ?? host);
}

function checkPool(pool: string): string {
  if (pool === 'async') return pool;
  if (pool === 'prefork') {
    throw new UsageError('The prefork pool is not there yet: leave -P out, and run several workers instead.');
  }
  throw new UsageError(
    `The pool ${pool} is one of Celery's: leave -P out; a worker is asynchronous as it is.`,
  );
}
