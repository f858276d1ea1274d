import type { DataSource } from 'typeorm';
import { rootLogger } from '../logging/index.js';

/** Differences (ms) that do not matter, and cannot be told from the time that a question takes. */
const SMALL = 50;

/** Differences (ms) that somebody should know of. */
const TO_BE_TOLD = 1_000;

/**
 * How far this machine's clock is from the database's, which is one for all schedulers. Without it a scheduler whose clock
 * is ahead would fire before the time: a second before midnight, for a task that then takes yesterday for today.
 */
export class ClockSkew {
  /** ms by which this machine is ahead. */
  private ahead = 0;
  private told = 0;
  /** What a clock shows that nobody steps, when this machine's shows 0. */
  private steadyAtZero = 0;

  constructor(private readonly dataSource: DataSource) {}

  async measure(): Promise<void> {
    const asked = Date.now();
    const [row] = await this.dataSource.query<{ now: number }[]>(
      'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now',
    );
    const answered = Date.now();
    this.steadyAtZero = performance.now() - answered;
    const ahead = (asked + answered) / 2 - (row?.now ?? answered);
    this.ahead = Math.abs(ahead) > Math.max(SMALL, answered - asked) ? ahead : 0;
    if (Math.abs(this.ahead - this.told) > TO_BE_TOLD) {
      rootLogger().warn(
        { milliseconds: Math.round(this.ahead) },
        "this machine's clock is not that of the database; schedules fire by the database's",
      );
      this.told = this.ahead;
    }
  }

  /** Whether this machine's clock has been stepped since it was measured. */
  mayHaveChanged(): boolean {
    return Math.abs(performance.now() - Date.now() - this.steadyAtZero) > SMALL;
  }

  correct(moment: Date): Date {
    return this.ahead === 0 ? moment : new Date(moment.getTime() - this.ahead);
  }
}
