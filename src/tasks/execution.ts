import type { Logger } from 'pino';
import type { DataSource, EntityManager } from 'typeorm';
import type { RunProgress } from './run.js';
import type { ClaimedRun } from './run-store.js';
import type { TaskContext } from './task-context.js';
import { ClaimLostError, RetryRequested } from './task-errors.js';

/** Longest countdown until the next try, in seconds: a year. */
const LONGEST_COUNTDOWN = 31_536_000;

/**
 * One execution of a claimed run, as its task sees it. What the task commits through `transaction` is journalled as
 * the run's steps, in the same transaction and only while the claim holds.
 */
export class Execution implements TaskContext {
  readonly runId: string;
  readonly slot: Date | undefined;
  readonly attempt: number;
  readonly signal: AbortSignal;
  private readonly abortion = new AbortController();
  private nextStep = 0;
  private journal: Promise<Map<number, unknown>> | undefined;

  /** @param show is given every progress. */
  constructor(
    private readonly run: ClaimedRun,
    readonly logger: Logger,
    private readonly dataSource: DataSource,
    private readonly show: (progress: RunProgress) => void,
  ) {
    this.runId = run.id;
    this.slot = run.slot === null ? undefined : new Date(run.slot);
    this.attempt = run.attempt;
    this.signal = this.abortion.signal;
  }

  abort(reason: Error): void {
    this.abortion.abort(reason);
  }

  async transaction<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    const step = this.nextStep++;
    const done = await (this.journal ??= this.readJournal());
    if (done.has(step)) return done.get(step) as Result;
    return this.dataSource.transaction(async (manager) => {
      const result = await work(manager);
      await this.commitStep(manager, step, result);
      return result;
    });
  }

  async progress(current: number, total: number, message?: string): Promise<void> {
    this.show({ current, total, message: message ?? null });
  }

  retry({ countdown, error }: { countdown?: number; error?: Error } = {}): never {
    if (countdown !== undefined && !(countdown >= 0 && countdown <= LONGEST_COUNTDOWN)) {
      throw new RangeError(`countdown must be from 0 to ${LONGEST_COUNTDOWN} s, not ${countdown}`);
    }
    throw new RetryRequested(countdown, error && { cause: error });
  }

  /**
   * The last statement of a step's transaction. It locks the run's row, so that from here to the commit nobody can
   * take the run over, and finds out whether somebody already has.
   */
  private async commitStep(manager: EntityManager, step: number, result: unknown): Promise<void> {
    const committed = await manager.query<unknown[]>(
      `WITH held AS (
         SELECT id FROM task_runs WHERE id = $1 AND token = $2 AND status = 'STARTED' FOR SHARE
       )
       INSERT INTO task_steps (run_id, step, result) SELECT id, $3, $4 FROM held
       RETURNING step`,
      [this.run.id, this.run.token, step, JSON.stringify(result ?? null)],
    );
    if (committed.length === 0) throw new ClaimLostError(this.run.id);
  }

  private async readJournal(): Promise<Map<number, unknown>> {
    if (!this.run.hasHistory) return new Map();
    const rows = await this.dataSource.query<{ step: number; result: unknown }[]>(
      'SELECT step, result FROM task_steps WHERE run_id = $1',
      [this.run.id],
    );
    return new Map(rows.map((row) => [row.step, row.result]));
  }
}
