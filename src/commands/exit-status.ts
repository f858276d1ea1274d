import { CommanderError } from 'commander';
import { InvalidSettingsError } from '../config/index.js';
import { NewerSchemaError, StartupError } from '../database/index.js';
import { InvalidInputProblem, Problem } from '../http/index.js';
import { RunFailedError, ResultTimeoutError } from '../tasks/index.js';

export const DONE = 0;
export const FAILED = 1;
export const WRONG_USAGE = 2;
export const TIMED_OUT = 3;

/** The command was called in a way that cannot be meant; the message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What the shell is told of an error that ended a command. */
export function exitStatusOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : WRONG_USAGE;
  if (error instanceof UsageError || error instanceof InvalidInputProblem) return WRONG_USAGE;
  if (error instanceof ResultTimeoutError) return TIMED_OUT;
  return FAILED;
}

/** What the person is told of it: one paragraph where it is theirs to mend, everything where it is a fault of ours. */
export function explain(error: unknown): string {
  // Commander has told it already.
  if (error instanceof CommanderError) return '';
  const known = [
    UsageError,
    InvalidSettingsError,
    NewerSchemaError,
    StartupError,
    RunFailedError,
    ResultTimeoutError,
  ];
  if (error instanceof Problem && error.faults.length > 0) {
    const lines = error.faults.map(({ field, value, message }) =>
      value === undefined ? `  ${field}: ${message}` : `  ${field}: ${JSON.stringify(value)}: ${message}`,
    );
    return [`${error.title}:`, ...lines].join('\n');
  }
  if (error instanceof Problem || known.some((kind) => error instanceof kind))
    return (error as Error).message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
