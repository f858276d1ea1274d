import { AsyncLocalStorage } from 'node:async_hooks';
import { closeSync, openSync } from 'node:fs';
import { pino, type Level, type Logger } from 'pino';
import pretty from 'pino-pretty';

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
];

const fields = new AsyncLocalStorage<object>();
let root: Logger | undefined;

/** The logger of this process: JSON lines on standard error, or readable ones on a terminal. */
export function rootLogger(): Logger {
  return (root ??= createLogger('info', 'auto', undefined));
}

/**
 * Sets how much is logged and how; to be called before anything logs.
 * @param file a file to append to instead of standard error.
 */
export function configureLogging(options: { level: LogLevel; format: LogFormat; file?: string }): void {
  root = createLogger(options.level, options.format, options.file);
}

/** Every line that is logged while `work` goes on, and by whatever it starts, carries these fields. */
export function withLogFields<Result>(extra: object, work: () => Result): Result {
  return fields.run({ ...fields.getStore(), ...extra }, work);
}

function createLogger(level: LogLevel, format: LogFormat, file: string | undefined): Logger {
  const readable = format === 'pretty' || (format === 'auto' && file === undefined && process.stderr.isTTY);
  const destination = file === undefined ? 2 : openForAppending(file);
  return pino(
    {
      level: PINO_LEVELS[level],
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => ({ ...fields.getStore() }),
      redact: { paths: SECRETS, censor: '[secret]' },
    },
    readable
      ? pretty({
          destination,
          sync: true,
          colorize: process.stderr.isTTY,
          ignore: 'pid',
          translateTime: 'SYS:HH:MM:ss.l',
        })
      : pino.destination({ dest: destination, sync: true }),
  );
}

/** Finds out at once whether the file can be written, so that the error names it. */
function openForAppending(file: string): string {
  closeSync(openSync(file, 'a'));
  return file;
}
