import type { Logger } from 'pino';
import type { EntityManager } from 'typeorm';

/** What a task's method is given beside its input. */
export interface TaskContext {
  /** The run's id (UUIDv7); also what an effect outside the database should carry to be recognised. */
  readonly runId: string;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Aborts when the soft time limit is reached or the run is revoked. */
  readonly signal: AbortSignal;
  /** Writes log lines that carry the run's id. */
  readonly logger: Logger;
  /**
   * Does `work` in a database transaction that commits only while this worker holds the run, and only once in the
   * run's life: when the run is executed again (its worker died, or a later step threw), the n-th call returns what
   * the n-th call returned before, without doing the work again. So calls must come in the same order every time,
   * and what `work` returns must survive JSON.
   * @throws ClaimLostError when another worker has taken the run over; the work is rolled back.
   */
  transaction<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result>;
  /** Shows how far the run is. */
  progress(current: number, total: number, message?: string): Promise<void>;
}
