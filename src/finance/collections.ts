import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../config/index.js';
import { mallDay } from './mall-day.js';

/** What was billed and collected on one day, with two decimals. */
export interface DayOfCollection {
  /** `YYYY-MM-DD` in the mall. */
  readonly date: string;
  readonly billed: string;
  readonly collected: string;
}

/** What came in day by day, for reports. */
@Injectable()
export class Collections {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Every day of a span, as it stood at the span's end: a bill that was voided in it does not count on any day. What was
   * reversed or paid back counts against what came in, on the day on which that happened.
   * @param from first day, `YYYY-MM-DD` in the mall.
   * @param to last day, included.
   */
  byDay(
    from: string,
    to: string,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<DayOfCollection[]> {
    const zone = this.clock.timeZone;
    // Summed by day over one scan of each table; days without either are there too.
    return manager.query<DayOfCollection[]>(
      `WITH billed AS (
         SELECT (created_at AT TIME ZONE $5)::date AS date, sum(amount) AS amount
         FROM bills
         WHERE created_at >= $3 AND created_at < $4 AND (voided_at IS NULL OR voided_at >= $4)
         GROUP BY 1
       ), collected AS (
         SELECT (at AT TIME ZONE $5)::date AS date, -sum(amount) AS amount
         FROM account_entries
         WHERE kind IN ('PAYMENT', 'REVERSAL', 'REFUND') AND at >= $3 AND at < $4
         GROUP BY 1
       )
       SELECT day.date,
              coalesce(billed.amount, 0)::numeric(20,2) AS billed,
              coalesce(collected.amount, 0)::numeric(20,2) AS collected
       FROM (SELECT $1::date + number AS date FROM generate_series(0, $2::date - $1::date) AS number) AS day
       LEFT JOIN billed USING (date)
       LEFT JOIN collected USING (date)
       ORDER BY day.date`,
      [from, to, mallDay(from, zone).start, mallDay(to, zone).end, zone],
    );
  }

  /**
   * Money that came in on days before a day, less what was reversed and paid back on them, as far as it was recorded from
   * a moment on; with two decimals.
   * @param date `YYYY-MM-DD` in the mall.
   * @param since a moment of the database's clock.
   */
  async recordedSince(since: string, date: string, manager: EntityManager): Promise<string> {
    const [sum] = await manager.query<{ amount: string }[]>(
      `SELECT coalesce(-sum(amount), 0)::numeric(20,2) AS amount
       FROM account_entries
       WHERE kind IN ('PAYMENT', 'REVERSAL', 'REFUND') AND at < $1 AND recorded_at >= $2`,
      [mallDay(date, this.clock.timeZone).start, since],
    );
    return sum?.amount ?? '0.00';
  }
}
