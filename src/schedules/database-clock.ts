import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../config/index.js';
import { rootLogger } from '../logging/index.js';

/** Differences (ms) that do not matter, and cannot be told from the time that a question takes. */
const SMALL = 50;

/** Differences (ms) that somebody should know of. */
const TO_BE_TOLD = 1_000;

/** What was seen of the three clocks at one moment, in ms. */
interface Look {
  /** What the database's clock shows when this machine's steady one shows 0. */
  readonly database: number;
  /** The same of this machine's clock, which somebody may step. */
  readonly machine: number;
}

/**
 * The clock that all schedulers share: the database's. Each goes by its own, less what that is ahead. Otherwise one whose
 * clock is fast would fire before the time: a second before midnight, for a task that then takes yesterday for today.
 */
@Injectable()
export class DatabaseClock {
  private look: Look | undefined;
  private told = 0;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** This moment, after another look at the database's clock. */
  async now(): Promise<Date> {
    await this.measure();
    return this.estimate();
  }

  /** This moment, by the last look; a step of this machine's clock since then makes no difference. */
  estimate(): Date {
    const now = this.clock.now();
    const ahead = this.ahead();
    return Math.abs(ahead) <= SMALL ? now : new Date(now.getTime() - ahead);
  }

  /** Whether this machine's clock has been stepped since the last look, or its steady one stood still. */
  wasStepped(): boolean {
    return this.look !== undefined && Math.abs(machine() - this.look.machine) > SMALL;
  }

  async measure(): Promise<void> {
    const asked = performance.now();
    const [row] = await this.dataSource.query<{ now: number }[]>(
      'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now',
    );
    const answered = performance.now();
    // An answer that took long may be wrong by half of that: what was seen before is better, if it still holds.
    if (this.look && !this.wasStepped() && answered - asked > 2 * SMALL) return;
    const now = row?.now ?? Date.now();
    this.look = { database: now - (asked + answered) / 2, machine: machine() };
    this.tell();
  }

  /** ms by which this machine's clock is ahead of the database's. */
  private ahead(): number {
    return this.look ? machine() - this.look.database : 0;
  }

  private tell(): void {
    const ahead = this.ahead();
    if (Math.abs(ahead - this.told) <= TO_BE_TOLD) return;
    this.told = ahead;
    rootLogger().warn(
      { milliseconds: Math.round(ahead) },
      "this machine's clock is not that of the database; schedules fire by the database's",
    );
  }
}

/** What this machine's clock shows when its steady one shows 0. */
function machine(): number {
  return Date.now() - performance.now();
}
