import { InvalidArgumentError, Option } from 'commander';
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

/** Seconds, fractions allowed, as a number. */
export function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError('Write a number of seconds, such as 300.');
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

/**
 * Options of Celery that mean nothing here; each is refused with what to write instead, so that nobody believes that it
 * had an effect.
 */
export function celeryOptions(command: 'worker' | 'beat'): Option[] {
  const refuse = (flags: string, advice: string): Option =>
    new Option(flags).hideHelp().argParser(() => {
      throw new UsageError(`${flags.replace(/ <.*/, '')} is an option of Celery's: ${advice}`);
    });
  return [
    refuse('-A, --app <app>', `leave it out; write mallkeeper ${command}.`),
    ...(command === 'beat'
      ? [refuse('-S, --scheduler <class>', 'leave it out; schedules are always kept in the database.')]
      : [refuse('-B, --beat', 'run mallkeeper beat beside the worker, or mallkeeper start for both.')]),
  ];
}
