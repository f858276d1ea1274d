import { CommanderError } from 'commander';
import type { Problem } from '../http/index.js';

export const FAILED = 1;
export const TIMED_OUT = 3;
const DONE = 0;
const WRONG_USAGE = 2;

/** The command was called in a way that cannot be meant; the message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** How a command ended that threw, for the shell and for the person. */
export interface Ending {
  readonly status: number;
  /** One paragraph where it is the person's to mend, everything where it is a fault of ours. */
  readonly message: string;
}

export async function endingOf(error: unknown): Promise<Ending> {
  // Commander has told it already.
  if (error instanceof CommanderError) {
    return { status: error.exitCode === 0 ? DONE : WRONG_USAGE, message: '' };
  }
  if (error instanceof UsageError) return { status: WRONG_USAGE, message: error.message };

  const { InvalidInputProblem, Problem, ResultTimeoutError, ...others } = await import('./program.js');
  if (error instanceof InvalidInputProblem) return { status: WRONG_USAGE, message: withFaults(error) };
  if (error instanceof Problem) return { status: FAILED, message: withFaults(error) };
  if (error instanceof ResultTimeoutError) return { status: TIMED_OUT, message: error.message };
  const { InvalidSettingsError, NewerSchemaError, RunFailedError, StartupError } = others;
  for (const kind of [InvalidSettingsError, NewerSchemaError, RunFailedError, StartupError]) {
    if (error instanceof kind) return { status: FAILED, message: error.message };
  }
  return { status: FAILED, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

function withFaults({ title, message, faults }: Problem): string {
  if (faults.length === 0) return message;
  const lines = faults.map((fault) =>
    fault.value === undefined
      ? `  ${fault.field}: ${fault.message}`
      : `  ${fault.field}: ${JSON.stringify(fault.value)}: ${fault.message}`,
  );
  return [`${title}:`, ...lines].join('\n');
}
