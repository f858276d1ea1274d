import type { INestApplicationContext } from '@nestjs/common';
import type { Role } from '../app.module.js';
import { loadSettings, type Settings } from '../config/index.js';
import type { Services } from '../database/index.js';
import { configureLogging, type LogLevel } from '../logging/index.js';
import { beginTracing } from './begin-tracing.js';
import type { NeededServers } from './need-servers.js';
import type * as program from './program.js';

/** See program.ts. */
export type Program = typeof program;

/** What a long-running command says of its logs. */
export interface LoggingOptions {
  readonly loglevel?: LogLevel;
  readonly logfile?: string;
}

/** Settings, logs and servers: what every command that does something stands on. */
export interface Surroundings {
  readonly services: Services;
  readonly settings: Settings;
}

/**
 * Reads the settings, sets up the logs, and finds or starts the servers.
 * @throws InvalidSettingsError or StartupError
 */
export async function openSurroundings(
  logging: LoggingOptions = {},
  needed: NeededServers = {},
): Promise<Surroundings> {
  const own = loadSettings();
  configureLogging({
    level: logging.loglevel ?? own.LOG_LEVEL,
    format: own.LOG_FORMAT,
    file: logging.logfile,
  });
  await beginTracing();
  const { openServices } = await import('../database/embedded/index.js');
  const services = await openServices(own, {
    report: (line) => process.stderr.write(`${line}\n`),
    // Loading the program takes as long as starting servers does.
    meanwhile: () => void import('./program.js'),
  });
  const { needServers } = await import('./need-servers.js');
  try {
    await needServers(services.settings, needed);
    return { services, settings: services.settings };
  } catch (error) {
    await services.release();
    throw error;
  }
}

/**
 * Sees to it that the schema is the one that this version needs. A database of Mallkeeper's own is migrated at once; one
 * that others use too is migrated by `mallkeeper start` and `mallkeeper migrate` only.
 * @throws StartupError when migrations are pending.
 */
export async function needSchema({ settings }: Surroundings): Promise<void> {
  const { migrate, pendingMigrations, StartupError } = await import('./program.js');
  if (settings.origins.DATABASE_URL === 'embedded server') {
    await migrate(settings);
    return;
  }
  const pending = await pendingMigrations(settings);
  if (pending.length > 0) {
    throw new StartupError(
      `The database lacks ${pending.length} migration${pending.length > 1 ? 's' : ''} of this version ` +
        `(${pending.join(', ')}). Run mallkeeper migrate first.`,
    );
  }
}

/** Starts the program without HTTP, in the given role. */
export async function createContext(role: Role, settings: Settings): Promise<INestApplicationContext> {
  const { AppModule, NestFactory, NestLogger } = await import('./program.js');
  return NestFactory.createApplicationContext(AppModule.register({ role, settings }), {
    logger: new NestLogger(),
    abortOnError: false,
  });
}

/** Does `work` with the program's services, and leaves nothing running behind. */
export async function withApplication<Result>(
  work: (application: INestApplicationContext, program: Program) => Promise<Result>,
): Promise<Result> {
  // What a command has to say is on its standard output; its log is for when something is wrong.
  const surroundings = await openSurroundings({ loglevel: quietest(loadSettings().LOG_LEVEL) });
  try {
    await needSchema(surroundings);
    const application = await createContext('command', surroundings.settings);
    try {
      return await work(application, await import('./program.js'));
    } finally {
      await application.close();
    }
  } finally {
    await surroundings.services.release();
  }
}

/**
 * As {@link withApplication}, for what changes something because a person said so.
 * @throws StandstillProblem when nothing may be changed now.
 */
export function withApplicationToChange<Result>(
  work: (application: INestApplicationContext, program: Program) => Promise<Result>,
): Promise<Result> {
  return withApplication(async (application, program) => {
    await application.get(program.Standstill).refuseChanges();
    return work(application, program);
  });
}

function quietest(level: LogLevel): LogLevel {
  return level === 'info' ? 'error' : level;
}
