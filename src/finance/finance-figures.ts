import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Decimal } from 'decimal.js';
import { DataSource, type EntityManager } from 'typeorm';
import { type Ageing, Arrears } from './arrears.js';
import { Collections, type DayOfCollection } from './collections.js';
import { momentOfMoney } from './money-moment.js';

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

/** Days in the mall, `YYYY-MM-DD`, both included. */
export interface FigureSpan {
  readonly from: string;
  readonly to: string;
  /** An earlier day from which on it is told what was billed and collected day by day. Default: `from`. */
  readonly since?: string;
}

/** The figures of some days, in all and day by day. */
export interface PeriodFigures {
  readonly figures: DayFigures;
  readonly days: readonly DayOfCollection[];
}

/** The numbers that reports are made of. */
@Injectable()
export class FinanceFigures {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly collections: Collections,
    private readonly arrears: Arrears,
  ) {}

  /** The figures of a day in the mall, `YYYY-MM-DD`, from midnight to midnight in its time zone. */
  async forDay(date: string): Promise<DayFigures> {
    const [period] = await this.forPeriods([{ from: date, to: date }]);
    if (!period) throw new RangeError(`There are no figures of ${date}.`);
    return period.figures;
  }

  /** The figures of some spans of days, in their order, and what was billed and collected day by day. */
  async forPeriods(
    spans: readonly FigureSpan[],
    manager: EntityManager = this.dataSource.manager,
  ): Promise<PeriodFigures[]> {
    const owed = await this.arrears.on(
      spans.map(({ to }) => to),
      manager,
    );
    const periods: PeriodFigures[] = [];
    for (const [index, { from, to, since = from }] of spans.entries()) {
      const days = await this.collections.byDay(since, to, manager);
      const sum = (figure: 'billed' | 'collected'): string =>
        days
          .filter(({ date }) => date >= from)
          .reduce((total, day) => total.plus(day[figure]), new Decimal(0))
          .toFixed(2);
      const then = owed[index];
      if (then)
        periods.push({ figures: { billed: sum('billed'), collected: sum('collected'), ...then }, days });
    }
    return periods;
  }

  /** The moment of a transaction's snapshot, for {@link recordedSince}; see {@link momentOfMoney}. */
  moment(manager: EntityManager): Promise<string> {
    return momentOfMoney(manager);
  }

  /**
   * Money that came in before a day, `YYYY-MM-DD` in the mall, less what was reversed and paid back before it, as far as it
   * was recorded since a moment of {@link moment}.
   */
  recordedSince(moment: string, date: string, manager: EntityManager): Promise<string> {
    return this.collections.recordedSince(moment, date, manager);
  }
}
