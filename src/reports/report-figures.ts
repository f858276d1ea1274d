import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DateTime } from 'luxon';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../config/index.js';
import { FinanceFigures } from '../finance/index.js';
import { NoticeCounts } from '../notifications/index.js';
import { changesFrom, keyFiguresOf } from './comparison.js';
import type { ComparedPeriod } from './dto/comparison.js';
import type { MoneyFigures, NoticeFigures, ReportData } from './dto/report.js';
import { LeasingQueries } from './leasing-queries.js';
import { LeasingTrends } from './leasing-trends.js';
import { comparedWith, daysFrom, monthEndsUpTo, type Period, type Span } from './period.js';
import { type EditionPeriod, Reports } from './reports.js';
import { TaskHealth } from './task-health.js';

/** How many days of collections a chart shows at least. */
const DAYS_OF_COLLECTIONS = 30;

/** How many months of occupancy a chart shows. */
const MONTHS_OF_OCCUPANCY = 12;

/** Gathers what a report tells from the modules that know it. */
@Injectable()
export class ReportFigures {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly finance: FinanceFigures,
    private readonly leasing: LeasingQueries,
    private readonly trends: LeasingTrends,
    private readonly notices: NoticeCounts,
    private readonly tasks: TaskHealth,
    private readonly reports: Reports,
  ) {}

  /**
   * All of one snapshot and over one connection, so that its parts agree, and the others stay free.
   * @param period of days in the mall, from midnight to midnight in its time zone.
   */
  of(period: Period): Promise<ReportData> {
    return this.dataSource.transaction('REPEATABLE READ', async (manager) => {
      await manager.query('SET TRANSACTION READ ONLY');
      return this.read(period, manager);
    });
  }

  private async read(period: Period, manager: EntityManager): Promise<ReportData> {
    const { edition, from, to } = period;
    // First of all, as it takes the snapshot.
    const { knownAt, recordedLater } =
      edition === 'range' ? {} : await this.lateMoney({ edition, from, to }, manager);
    const spans = comparedWith(period);
    const months = monthEndsUpTo(to, MONTHS_OF_OCCUPANCY);
    const since = earlierOf(from, daysFrom(to, 1 - DAYS_OF_COLLECTIONS));
    const [finance, ...before] = await this.finance.forPeriods([{ from, to, since }, ...spans], manager);
    if (!finance) throw new RangeError(`There are no figures of ${from} to ${to}.`);
    const leasing = await this.leasing.of(period, this.endOf(to), manager);
    const occupancy = await this.trends.occupancyOn([...months, ...spans.map((span) => span.to)], manager);
    const expiries = await this.trends.expiriesAfter(to, manager);
    const notices = await this.noticesOf(period, manager);
    const tasks = await this.tasks.of(period, manager);
    const money: MoneyFigures = { ...finance.figures, recordedLater };
    const now = keyFiguresOf(money, leasing);
    const comparison = spans.flatMap((span, index): ComparedPeriod[] => {
      const [then, shops] = [before[index], occupancy[months.length + index]];
      return then && shops ? [{ ...span, ...changesFrom(keyFiguresOf(then.figures, shops), now) }] : [];
    });
    const charts = { collections: finance.days, occupancy: occupancy.slice(0, months.length), expiries };
    return { money, leasing, notices, tasks, comparison, charts, knownAt };
  }

  /**
   * What of money is known when a report is made, and what has become known of earlier days since the report before it was:
   * bank statements come a day late, and what no report would show would be missed by whoever adds them up.
   */
  private async lateMoney(
    period: EditionPeriod,
    manager: EntityManager,
  ): Promise<{ knownAt: string; recordedLater: string }> {
    const knownAt = await this.finance.moment(manager);
    const before = await this.reports.knownBefore(period, manager);
    const recordedLater =
      before === null ? '0.00' : await this.finance.recordedSince(before, period.from, manager);
    return { knownAt, recordedLater };
  }

  private async noticesOf({ from, to }: Span, manager: EntityManager): Promise<NoticeFigures> {
    const days = await this.notices.byDay(from, to, manager);
    const sum = (outcome: 'sent' | 'failed'): number => days.reduce((total, day) => total + day[outcome], 0);
    return { sent: sum('sent'), failed: sum('failed') };
  }

  /** The moment at which a day in the mall ends. */
  private endOf(date: string): Date {
    return DateTime.fromISO(date, { zone: this.clock.timeZone }).plus({ days: 1 }).startOf('day').toJSDate();
  }
}

function earlierOf(one: string, other: string): string {
  return one < other ? one : other;
}
