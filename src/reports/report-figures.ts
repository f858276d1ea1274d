import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { Clock } from '../config/index.js';
import { FinanceFigures } from '../finance/index.js';
import { NoticeCounts } from '../notifications/index.js';
import { RunStatistics } from '../tasks/index.js';
import type { ReportData } from './dto/report.js';
import { LeasingQueries } from './leasing-queries.js';

/** Gathers what a report tells from the modules that know it. */
@Injectable()
export class ReportFigures {
  constructor(
    private readonly clock: Clock,
    private readonly finance: FinanceFigures,
    private readonly leasing: LeasingQueries,
    private readonly notices: NoticeCounts,
    private readonly runs: RunStatistics,
  ) {}

  /** @param date `YYYY-MM-DD` in the mall, from midnight to midnight in its time zone. */
  async ofDay(date: string): Promise<ReportData> {
    const day = DateTime.fromISO(date, { zone: this.clock.timeZone }).startOf('day');
    const [start, end] = [day.toJSDate(), day.plus({ days: 1 }).startOf('day').toJSDate()];
    const [money, leasing, [counts], tasks] = await Promise.all([
      this.finance.forDay(date),
      this.leasing.onDay(date, end),
      this.notices.byDay(date, date),
      this.runs.ofPeriod(start, end),
    ]);
    return { money, leasing, notices: { sent: counts?.sent ?? 0, failed: counts?.failed ?? 0 }, tasks };
  }
}
