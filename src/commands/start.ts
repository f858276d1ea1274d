import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Command } from 'commander';
import { AppModule } from '../app.module.js';
import { AdministratorAccount } from '../auth/index.js';
import type { Settings } from '../config/index.js';
import { migrate, StartupError } from '../database/index.js';
import { DemoMall } from '../demo/index.js';
import { configureHttp } from '../http/index.js';
import { NestLogger, rootLogger } from '../logging/index.js';
import { ScheduleQueries } from '../schedules/index.js';
import { type LoggingOptions, openSurroundings } from './application.js';
import { loglevelOption } from './options.js';
import { print, printTable, showTime } from './output.js';
import { stopWithin, toldToStop } from './told-to-stop.js';
import { WorkerChild } from './worker-child.js';

/** Ctrl-C stops everything within 10 s: the worker has this long (ms), and the servers the rest. */
const WORKER_PATIENCE = 8_600;
const LONGEST_STOP = 9_800;

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
  const surroundings = await openSurroundings(options);
  const { services, settings } = surroundings;
  try {
    const ran = await migrate(settings);
    if (ran.length > 0) rootLogger().info({ migrations: ran }, 'schema brought up to date');
    const worker = new WorkerChild(workerOptions(options));
    // It takes as long to load as this process does: they do so at the same time.
    if (options.worker !== false) worker.start();
    try {
      await serve(options, settings, stop);
    } finally {
      await worker.stop(WORKER_PATIENCE);
    }
  } finally {
    await services.release();
  }
  rootLogger().info('stopped');
}

/** The API and, unless others keep time, the scheduler, until `stop` resolves. */
async function serve(options: StartOptions, settings: Settings, stop: Promise<string>): Promise<void> {
  const role = options.beat === false ? 'api' : 'all';
  const application = await NestFactory.create<NestExpressApplication>(
    AppModule.register({ role, settings }),
    {
      logger: new NestLogger(),
      abortOnError: false,
      bodyParser: false,
      forceCloseConnections: true,
    },
  );
  try {
    configureHttp(application);
    await application.init();
    const administrator = await application.get(AdministratorAccount).ensure();
    await application.get(DemoMall).addOnce();
    const address = await listen(application, settings);
    await welcome(application, settings, address, administrator);
    rootLogger().info({ address }, 'ready');

    const reason = await stop;
    rootLogger().info({ reason }, 'stopping');
    stopWithin(LONGEST_STOP, () =>
      rootLogger().error('not everything stopped in time; this process ends now'),
    );
  } finally {
    await application.close();
  }
}

function workerOptions({ loglevel, logfile }: LoggingOptions): string[] {
  return [
    ...(loglevel === undefined ? [] : ['--loglevel', loglevel]),
    ...(logfile === undefined ? [] : ['--logfile', logfile]),
  ];
}

/** @throws StartupError when the address cannot be listened on. */
async function listen(application: NestExpressApplication, { HOST, PORT }: Settings): Promise<string> {
  try {
    await application.listen(PORT, HOST);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new StartupError(
        `Port ${PORT} on ${HOST} is in use by another program (or another Mallkeeper). Stop that one, or choose another ` +
          `port, for example PORT=${PORT + 1} npm start.`,
      );
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
      throw new StartupError(
        `Mallkeeper may not listen on ${HOST}:${PORT} (${code}): choose other values for HOST and PORT.`,
      );
    }
    throw error;
  }
  return application.getUrl();
}

/** What stands on the terminal (or in the journal) when everything is up. */
async function welcome(
  application: NestExpressApplication,
  settings: Settings,
  address: string,
  administrator: { readonly created: boolean; readonly password?: string; readonly passwordFile?: string },
): Promise<void> {
  const { items } = await application.get(ScheduleQueries).list({ limit: 500 });
  print(`\nMallkeeper is ready: ${address}  (API: ${address}/docs)\n`);
  printTable(
    ['schedule', 'when', 'time zone', 'next'],
    items.map((each) => [
      each.name,
      each.cron,
      each.timezone,
      each.enabled && each.next !== null ? showTime(each.next, each.timezone) : 'not enabled',
    ]),
  );
  if (administrator.created && administrator.password !== undefined && process.stdout.isTTY) {
    print(`\nSign in as admin with the password ${administrator.password}`);
    print(`(shown once; it is kept in ${administrator.passwordFile ?? settings.MALLKEEPER_DATA_DIR})`);
  } else if (administrator.passwordFile !== undefined) {
    print(`\nSign in as admin; the first password is in ${administrator.passwordFile}`);
  }
  print('\nCtrl-C stops everything.');
}
