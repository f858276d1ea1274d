import type { RunError, RunProgress } from '../run.js';
import type { ClaimedRun } from '../run-store.js';

/** How a run's execution ended, as plain data: it may come from another process. */
export type Ending =
  /** `result` as toStorableJson wrote it. */
  | { readonly type: 'returned'; readonly result: string }
  /** `again`: as the retry policy says, never, or after so many seconds. */
  | { readonly type: 'threw'; readonly error: RunError; readonly again: 'by-policy' | 'never' | number }
  /** Past its hard time limit, in seconds. */
  | { readonly type: 'timed-out'; readonly limit: number }
  | { readonly type: 'revoked' }
  /** To be executed elsewhere, through no fault of its own. */
  | { readonly type: 'handed-back' }
  /** Its process died. */
  | { readonly type: 'died'; readonly how: string }
  /** Somebody else has the run. */
  | { readonly type: 'claim-lost' };

/** Why a run's abort signal fires, as plain data. */
export type AbortReason =
  | { readonly type: 'soft-limit'; readonly seconds: number }
  | { readonly type: 'time-limit'; readonly seconds: number }
  | { readonly type: 'revoked'; readonly message: string }
  | { readonly type: 'stopping' }
  | { readonly type: 'claim-lost' };

/** A line that a task logged. */
export interface LogLine {
  /** ISO 8601. */
  readonly at: string;
  readonly level: string;
  readonly message: string;
}

/** Is told what a run has to say while it is executed. */
export interface RunObserver {
  log(run: ClaimedRun, line: LogLine): void;
  progress(run: ClaimedRun, progress: RunProgress): void;
}

export interface PoolFigures {
  /** Process ids of those that execute. */
  readonly processes: readonly number[];
  /** Megabytes that they hold together. */
  readonly memory: number;
}

/** Where a worker's runs are executed. It executes what it is given; what may start, and what follows, is the worker's. */
export interface Pool {
  readonly name: string;
  /** How many runs at once. */
  readonly size: number;
  /** Resolves when runs can be executed. */
  start(observer: RunObserver): Promise<void>;
  /**
   * Resolves when the run has ended, by itself or by {@link end}; never rejects.
   * @param begun is called when its method is called: until then it may have waited for a process.
   */
  execute(run: ClaimedRun, begun: () => void): Promise<Ending>;
  /** Fires the run's abort signal; the run may clean up and end by itself. */
  abort(token: string, reason: AbortReason): void;
  /** Ends the run by force: its execution resolves with `ending` now. */
  end(token: string, ending: Ending, reason: AbortReason): void;
  /** Makes room for so many runs at once; what is being executed goes on. */
  resize(size: number): void;
  /**
   * Replaces the processes that execute, each as soon as another one is ready and nothing runs in it; what is being
   * executed goes on.
   * @returns how many are replaced.
   * @throws Error when runs are executed in the worker's own process.
   */
  restart(): number;
  figures(): PoolFigures;
  /** To be called when nothing is executed any more. */
  stop(): Promise<void>;
}
