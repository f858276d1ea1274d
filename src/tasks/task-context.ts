import type { Logger } from 'pino';
import type { EntityManager } from 'typeorm';

/** What a task's method is given beside its input. */
export interface TaskContext {
  /** The run's id (UUIDv7); also what an effect outside the database should carry to be recognised. */
  readonly runId: string;
  /**
   * The time of the schedule's slot that this run stands for, however late it is executed: what a report is of. Undefined
   * when somebody asked for the run by hand.
   */
  readonly slot: Date | undefined;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Aborts when the soft time limit is reached, when the run is revoked, and when its worker has to stop. */
  readonly signal: AbortSignal;
  /** What it writes carries the run's id, and is kept with the run. */
  readonly logger: Logger;
  /**
   * Does `work` in a database transaction that commits only while this worker holds the run, and only once in the
   * run's life: when the run is executed again (its worker died, or a later step threw), the n-th call returns what
   * the n-th call returned before, without doing the work again. So calls must come in the same order every time,
   * and what `work` returns must survive JSON.
   * @throws ClaimLostError when another worker has taken the run over; the work is rolled back.
   */
  transaction<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result>;
  /** Shows how far the run is. May be called as often as it suits the task: what comes too fast is left out. */
  progress(current: number, total: number, message?: string): Promise<void>;
  /**
   * Ends this try; the next one starts after `countdown` seconds (default: what the retry policy says). It counts like
   * any other try: after the policy's last one the run is FAILURE.
   * @param options.error what the run shows until then, and if it was the last try.
   */
  retry(options?: { countdown?: number; error?: Error }): never;
}
