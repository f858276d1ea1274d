import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { Clock } from '../config/index.js';
import { FinanceFigures } from '../finance/index.js';
import { NoticeCounts } from '../notifications/index.js';
import { changesFrom, keyFiguresOf } from './comparison.js';
import type { ComparedPeriod } from './dto/comparison.js';
import type { NoticeFigures, ReportData } from './dto/report.js';
import { LeasingQueries } from './leasing-queries.js';
import { LeasingTrends } from './leasing-trends.js';
import { comparedWith, daysFrom, monthEndsUpTo, type Period, type Span } from './period.js';
import { TaskHealth } from './task-health.js';

/** How many days of collections a chart shows at least. */
const DAYS_OF_COLLECTIONS = 30;

/** How many months of occupancy a chart shows. */
const MONTHS_OF_OCCUPANCY = 12;

/** Gathers what a report tells from the modules that know it. */
@Injectable()
export class ReportFigures {
  constructor(
    private readonly clock: Clock,
    private readonly finance: FinanceFigures,
    private readonly leasing: LeasingQueries,
    private readonly trends: LeasingTrends,
    private readonly notices: NoticeCounts,
    private readonly tasks: TaskHealth,
  ) {}

  /** @param period of days in the mall, from midnight to midnight in its time zone. */
  async of(period: Period): Promise<ReportData> {
    const { from, to } = period;
    const spans = comparedWith(period);
    const months = monthEndsUpTo(to, MONTHS_OF_OCCUPANCY);
    const [{ figures: money, days: collections }, before, leasing, occupancy, expiries, notices, tasks] =
      await Promise.all([
        this.finance.forPeriod(from, to, earlierOf(from, daysFrom(to, 1 - DAYS_OF_COLLECTIONS))),
        Promise.all(spans.map((span) => this.finance.forPeriod(span.from, span.to))),
        this.leasing.of(period, this.endOf(to)),
        this.trends.occupancyOn([...months, ...spans.map((span) => span.to)]),
        this.trends.expiriesAfter(to),
        this.noticesOf(period),
        this.tasks.of(period),
      ]);
    const now = keyFiguresOf(money, leasing);
    const comparison = spans.flatMap((span, index): ComparedPeriod[] => {
      const [then, shops] = [before[index], occupancy[months.length + index]];
      return then && shops ? [{ ...span, ...changesFrom(keyFiguresOf(then.figures, shops), now) }] : [];
    });
    const charts = { collections, occupancy: occupancy.slice(0, months.length), expiries };
    return { money, leasing, notices, tasks, comparison, charts };
  }

  private async noticesOf({ from, to }: Span): Promise<NoticeFigures> {
    const days = await this.notices.byDay(from, to);
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
