import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../config/index.js';
import { type Ageing, Arrears } from './arrears.js';
import { mallDay } from './mall-day.js';

/** A day's business; money with two decimals. */
export interface DayFigures {
  /** Bills made on that day; one that was voided on it too does not count. */
  readonly billed: string;
  /** Payments made on that day, less what was reversed and paid back on it. */
  readonly collected: string;
  /** What was owed at its end, due or not. */
  readonly outstanding: string;
  readonly ageing: Ageing;
}

/** The numbers that reports are made of. */
@Injectable()
export class FinanceFigures {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly arrears: Arrears,
  ) {}

  /** The figures of a day in the mall, `YYYY-MM-DD`, from midnight to midnight in its time zone. */
  async forDay(date: string): Promise<DayFigures> {
    const { start, end } = mallDay(date, this.clock.timeZone);
    const [sums] = await this.dataSource.query<{ billed: string; collected: string }[]>(
      `SELECT (
         SELECT coalesce(sum(amount), 0)::numeric(20,2)
         FROM bills
         WHERE created_at >= $1 AND created_at < $2 AND (voided_at IS NULL OR voided_at >= $2)
       ) AS billed, (
         SELECT coalesce(-sum(amount), 0)::numeric(20,2)
         FROM account_entries
         WHERE kind IN ('PAYMENT', 'REVERSAL', 'REFUND') AND at >= $1 AND at < $2
       ) AS collected`,
      [start, end],
    );
    const { billed = '0.00', collected = '0.00' } = sums ?? {};
    return { billed, collected, ...(await this.arrears.on(date)) };
  }
}
