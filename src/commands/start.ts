import type { Command } from 'commander';
import { rootLogger } from '../logging/index.js';
import { type LoggingOptions, openSurroundings } from './application.js';
import { loglevelOption } from './options.js';
import { toldToStop } from './told-to-stop.js';
import { WorkerChild } from './worker-child.js';

/** Ctrl-C stops everything within 10 s: the worker has this long (ms), and the servers the rest. */
const WORKER_PATIENCE = 8_600;

interface StartOptions extends LoggingOptions {
  readonly worker?: boolean;
  readonly beat?: boolean;
}

/** `mallkeeper start` */
export function registerStart(program: Command): void {
  program
    .command('start')
    .description('Run everything: API, scheduler, and a worker beside them')
    .addOption(loglevelOption())
    .option('-f, --logfile <file>', 'append the log to this file')
    .option('--no-worker', 'without a worker: others execute the runs (mallkeeper worker)')
    .option('--no-beat', 'without a scheduler: others keep time (mallkeeper beat)')
    .addHelpText(
      'after',
      '\nExamples:\n  PORT=8080 mallkeeper start -l warning\n  mallkeeper start --no-worker --no-beat',
    )
    .action((options: StartOptions) => start(options));
}

/** Runs everything until this process is told to stop. */
export async function start(options: StartOptions = {}): Promise<void> {
  const stop = toldToStop();
  const { services, settings } = await openSurroundings(options);
  try {
    const { migrate, serve } = await import('./serve.js');
    const ran = await migrate(settings);
    if (ran.length > 0) rootLogger().info({ migrations: ran }, 'schema brought up to date');
    const worker = new WorkerChild(workerOptions(options));
    // It takes as long to load as this process does: they do so at the same time.
    if (options.worker !== false) worker.start();
    try {
      await serve({ role: options.beat === false ? 'api' : 'all', settings, stop });
    } finally {
      await worker.stop(WORKER_PATIENCE);
    }
  } finally {
    await services.release();
  }
  rootLogger().info('stopped');
}

function workerOptions({ loglevel, logfile }: LoggingOptions): string[] {
  return [
    ...(loglevel === undefined ? [] : ['--loglevel', loglevel]),
    ...(logfile === undefined ? [] : ['--logfile', logfile]),
  ];
}
