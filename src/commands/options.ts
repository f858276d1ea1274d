import { type Command, InvalidArgumentError, Option } from 'commander';
import type { LogLevel } from '../logging/index.js';
import { UsageError } from './exit-status.js';

const LEVELS: Record<string, LogLevel> = {
  debug: 'debug',
  info: 'info',
  warning: 'warning',
  warn: 'warning',
  error: 'error',
  critical: 'critical',
  fatal: 'critical',
};

/** `-l`, `--loglevel`: Celery's names, in any case. */
export function loglevelOption(): Option {
  return new Option('-l, --loglevel <level>', 'debug, info, warning, error or critical').argParser((text) => {
    const level = LEVELS[text.toLowerCase()];
    if (!level) throw new InvalidArgumentError('Write debug, info, warning, error or critical.');
    return level;
  });
}

/** Seconds above 0, fractions allowed, as a number. */
export function positiveSeconds(text: string): number {
  const value = seconds(text);
  if (value === 0) throw new InvalidArgumentError('Write a number of seconds above 0, such as 300.');
  return value;
}

/** A year, in seconds; over REST it is the same. */
const LONGEST = 366 * 86_400;

/** Seconds up to a year, fractions allowed, as a number. */
export function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= LONGEST)) {
    throw new InvalidArgumentError(`Write a number of seconds, such as 300; at most ${LONGEST}, 366 days.`);
  }
  return value;
}

export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) {
      throw new InvalidArgumentError(`Write a whole number from ${min} to ${max}.`);
    }
    return value;
  };
}

/**
 * The id of a run, as an argument.
 * @throws UsageError
 */
export function runId(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) {
    throw new UsageError(`${text} is not the id of a run.`);
  }
  return text;
}

/** A moment: ISO 8601, with `Z` or an offset, so that nobody has to guess whose clock is meant. */
export function moment(text: string): Date {
  const value = new Date(text);
  if (
    !/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/i.test(text) ||
    Number.isNaN(value.getTime())
  ) {
    throw new InvalidArgumentError('Write a time with its offset, such as 2026-12-01T08:00:00+08:00.');
  }
  return value;
}

/** A JSON object: a task's input. */
export function jsonObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new InvalidArgumentError(`Write a JSON object, such as '{"period":"2026-12"}'.`);
}

export function list(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** `-d`, `--destination`: as Celery's. */
export function destinationOption(): Option {
  return new Option('-d, --destination <names>', 'these workers only, comma-separated').argParser(list);
}

const COMMON_CELERY_OPTIONS = {
  '-A, --app <app>': 'leave it out; Mallkeeper is the application.',
  '-b, --broker <url>': 'set BROKER_URL, or leave it out to use REDIS_URL.',
  '--result-backend <url>': 'leave it out; results are kept in PostgreSQL (DATABASE_URL).',
  '--loader <loader>': 'leave it out.',
  '--config <module>':
    'leave it out; settings come from the environment and from .env (mallkeeper settings).',
  '--workdir <folder>': 'change to that folder before, or set MALLKEEPER_DATA_DIR.',
};

const WORKER_CELERY_OPTIONS = {
  '-B, --beat': 'run mallkeeper beat beside the worker, or mallkeeper start for both.',
  '-s, --schedule <file>': 'leave it out; schedules are kept in the database.',
  '-O <profile>': 'leave it out; a worker fetches what it has room for.',
  '--prefetch-multiplier <n>': 'leave it out; a worker fetches what it has room for.',
  '-E, --task-events': 'leave it out; events are always sent (mallkeeper events shows them).',
  '--without-gossip': 'leave it out; workers do not gossip.',
  '--without-mingle': 'leave it out; workers do not mingle.',
  '--without-heartbeat': 'leave it out; TASK_LEASE says how often a heartbeat comes.',
  '--heartbeat-interval <seconds>': 'set TASK_LEASE; a heartbeat comes three times in that time.',
  '--autoscale <numbers>':
    'write --concurrency with the greater number (idle room costs nothing), or use mallkeeper control pool-grow.',
  '--time-limit <seconds>': 'set TASK_TIME_LIMIT, or use mallkeeper control time-limit.',
  '--soft-time-limit <seconds>': 'set TASK_SOFT_TIME_LIMIT, or use mallkeeper control time-limit.',
  '-X, --exclude-queues <names>': 'name the queues to take runs from with -Q.',
  '-I, --include <modules>': 'leave it out; every task is known (mallkeeper inspect registered).',
  '--purge': 'run mallkeeper purge before.',
  '--discard': 'run mallkeeper purge before.',
  '-S, --statedb <file>': 'leave it out; what was revoked is kept in the database.',
  '-D, --detach': 'run it under a service manager, or write nohup mallkeeper worker --logfile=worker.log &',
  '--uid <user>': 'let the service manager start it as that user.',
  '--gid <group>': 'let the service manager start it as that group.',
  '--umask <mask>': 'let the service manager set it.',
};

const BEAT_CELERY_OPTIONS = {
  '-S, --scheduler <class>': 'leave it out; schedules are always kept in the database.',
  '-s, --schedule <file>': 'leave it out; schedules are always kept in the database.',
  '--max-interval <seconds>': 'leave it out; a changed schedule is heeded at once.',
  '--detach': 'run it under a service manager, or write nohup mallkeeper beat --logfile=beat.log &',
};

/** Flower reads the same with hyphens. */
const FLOWER_CELERY_OPTIONS = {
  '--broker_api <url>': 'leave it out; queues are watched through the database.',
  '--basic_auth <users>':
    'leave it out; everybody signs in, first the administrator (ADMIN_PASSWORD, or the password in the data folder).',
  '--auth <pattern>': 'leave it out; everybody signs in with a username and a password.',
  '--auth_provider <class>': 'leave it out; everybody signs in with a username and a password.',
  '--cookie_secret <secret>':
    'leave it out; sessions are kept in the database (SESSION_HOURS says for how long).',
  '--persistent [yes]': 'leave it out; runs and figures are always kept, in the database.',
  '--db <file>': 'leave it out; runs and figures are always kept, in the database.',
  '--state_save_interval <ms>': 'leave it out; runs and figures are always kept, in the database.',
  '--max_tasks <n>':
    'leave it out; the schedule cleanup-old-data says for how long runs are kept (retentionDays).',
  '--max_workers <n>': 'leave it out; all workers are shown.',
  '--enable_events [yes]': 'leave it out; events are always sent.',
  '--url_prefix <path>':
    'leave it out, and give the dashboard a host name of its own; its addresses begin at /.',
  '--xheaders [yes]': 'leave it out; X-Forwarded-Proto is heeded where it matters.',
  '--unix_socket <file>': 'write --address and --port.',
  '--certfile <file>': 'put a proxy that speaks HTTPS before it.',
  '--keyfile <file>': 'put a proxy that speaks HTTPS before it.',
  '--logging <level>': 'write --loglevel.',
  '--log_file_prefix <file>': 'write --logfile.',
  '--conf <file>': 'leave it out; settings come from the environment and from .env (mallkeeper settings).',
};

/**
 * Options of Celery that mean nothing here; each is refused with what to write instead, so that nobody believes that it
 * had an effect.
 * @param command `all`: those that Celery takes before and after the name of a command.
 */
export function celeryOptions(command: 'all' | 'worker' | 'beat' | 'flower'): Option[] {
  const advice = {
    all: COMMON_CELERY_OPTIONS,
    worker: WORKER_CELERY_OPTIONS,
    beat: BEAT_CELERY_OPTIONS,
    flower: withHyphens(FLOWER_CELERY_OPTIONS),
  };
  return Object.entries(advice[command]).map(([flags, instead]) => {
    const option = new Option(flags).hideHelp();
    const refuse = (): never => {
      throw new UsageError(`${flags.replace(/ [<[].*/, '')} is an option of Celery's: ${instead}`);
    };
    // Without a preset, an option whose value was left out is not parsed, and so not refused.
    return (option.optional ? option.preset('') : option).argParser(refuse);
  });
}

/** Each of these, as it is written and with hyphens. */
function withHyphens(advice: Readonly<Record<string, string>>): Record<string, string> {
  const hyphened = Object.entries(advice).map(([flags, instead]) => [flags.replaceAll('_', '-'), instead]);
  return { ...advice, ...(Object.fromEntries(hyphened) as Record<string, string>) };
}

/** Commands of Celery that are not here, or have another name; each is refused with what to write instead. */
export function refuseCeleryCommands(parent: Command, advice: Readonly<Record<string, string>>): void {
  for (const [name, instead] of Object.entries(advice)) {
    parent
      .command(name, { hidden: true })
      .argument('[arguments...]')
      .allowUnknownOption()
      .action(() => {
        throw new UsageError(`${parent.name()} ${name} is a command of Celery's: ${instead}`);
      });
  }
}
