import { Injectable } from '@nestjs/common';
import { Decimal } from 'decimal.js';
import { type Ageing, Arrears } from './arrears.js';
import { Collections } from './collections.js';

/** The business of a day or of some days; money with two decimals. */
export interface DayFigures {
  /** Bills made then; one that was voided then too does not count. */
  readonly billed: string;
  /** Payments made then, less what was reversed and paid back then. */
  readonly collected: string;
  /** What was owed at its end, due or not. */
  readonly outstanding: string;
  readonly ageing: Ageing;
}

/** The numbers that reports are made of. */
@Injectable()
export class FinanceFigures {
  constructor(
    private readonly collections: Collections,
    private readonly arrears: Arrears,
  ) {}

  /** The figures of a day in the mall, `YYYY-MM-DD`, from midnight to midnight in its time zone. */
  forDay(date: string): Promise<DayFigures> {
    return this.forPeriod(date, date);
  }

  /** The figures of the days from `from` to `to`, both included. */
  async forPeriod(from: string, to: string): Promise<DayFigures> {
    const [days, owed] = await Promise.all([this.collections.byDay(from, to), this.arrears.on(to)]);
    const sum = (figure: 'billed' | 'collected'): string =>
      days.reduce((total, day) => total.plus(day[figure]), new Decimal(0)).toFixed(2);
    return { billed: sum('billed'), collected: sum('collected'), ...owed };
  }
}
