import { AsyncLocalStorage } from 'node:async_hooks';
import { closeSync, openSync } from 'node:fs';
import { pino, type Level, type Logger } from 'pino';
import pretty from 'pino-pretty';
import { traceFields } from '../tracing/index.js';

/** Celery's names for how much is logged. */
export type LogLevel = 'debug' | 'info' | 'warning' | 'error' | 'critical';
export type LogFormat = 'auto' | 'json' | 'pretty';

const PINO_LEVELS: Record<LogLevel, Level> = {
  debug: 'debug',
  info: 'info',
  warning: 'warn',
  error: 'error',
  critical: 'fatal',
};

/** What must never be written, wherever in a line it stands. */
const SECRETS = [
  'password',
  '*.password',
  'token',
  '*.token',
  'accessToken',
  '*.accessToken',
  'authorization',
  '*.authorization',
  'req.headers.authorization',
  'req.headers.cookie',
  'res.headers["set-cookie"]',
  // What ioredis asked when an error was the answer: AUTH with the password, if that was it.
  'err.command.args',
  'err.aggregateErrors[*].command.args',
];

/** What is said of every line that is logged in some course of events. */
interface LogContext {
  readonly fields: object;
  /** Is given every line, as JSON, beside the log itself. */
  readonly keep: ((line: string) => void) | undefined;
}

const context = new AsyncLocalStorage<LogContext>();
let root: Logger | undefined;

/** The logger of this process: JSON lines on standard error, or readable ones on a terminal. */
export function rootLogger(): Logger {
  return (root ??= createLogger({ level: 'info', format: 'auto' }));
}

export interface LoggingChoices {
  /** The least severe line that is written. */
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** A file to append to instead of standard error. */
  readonly file?: string;
  /** The least severe line that is given to `keep` (see {@link withLogFields}); default: what is written. */
  readonly keepLevel?: LogLevel;
}

/** Sets how much is logged and how; to be called before anything logs. */
export function configureLogging(choices: LoggingChoices): void {
  root = createLogger(choices);
}

/**
 * Every line that is logged while `work` goes on, and by whatever it starts, carries these fields.
 * @param keep is given each such line, as JSON.
 */
export function withLogFields<Result>(
  fields: object,
  work: () => Result,
  keep?: (line: string) => void,
): Result {
  const outer = context.getStore();
  return context.run({ fields: { ...outer?.fields, ...fields }, keep: keep ?? outer?.keep }, work);
}

function createLogger({ level, format, file, keepLevel = level }: LoggingChoices): Logger {
  const readable = format === 'pretty' || (format === 'auto' && file === undefined && process.stderr.isTTY);
  const destination = file === undefined ? 2 : openForAppending(file);
  return pino(
    {
      level: lessSevere(PINO_LEVELS[level], PINO_LEVELS[keepLevel]),
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => ({ ...context.getStore()?.fields, ...traceFields() }),
      hooks: {
        streamWrite: (line) => {
          context.getStore()?.keep?.(line);
          return line;
        },
      },
      redact: { paths: SECRETS, censor: '[secret]' },
    },
    // What is kept only is not written.
    pino.multistream([
      {
        level: PINO_LEVELS[level],
        stream: readable
          ? pretty({
              destination,
              sync: true,
              colorize: process.stderr.isTTY,
              ignore: 'pid',
              translateTime: 'SYS:HH:MM:ss.l',
            })
          : pino.destination({ dest: destination, sync: true }),
      },
    ]),
  );
}

function lessSevere(one: Level, other: Level): Level {
  const { values } = pino.levels;
  return (values[one] ?? 0) < (values[other] ?? 0) ? one : other;
}

/** Finds out at once whether the file can be written, so that the error names it. */
function openForAppending(file: string): string {
  closeSync(openSync(file, 'a'));
  return file;
}
