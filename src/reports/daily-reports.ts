import { Inject, Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { Clock, dateInZone, SETTINGS, type Settings } from '../config/index.js';
import { type NewNotice, NoticeService } from '../notifications/index.js';
import { Managers } from '../store/index.js';
import { type TaskContext, TaskRejected } from '../tasks/index.js';
import type { ReportData } from './dto/report.js';
import { ReportFigures } from './report-figures.js';
import { reportNotice } from './report-notice.js';
import { Reports } from './reports.js';
import type { DailyReportsResult } from './reports.tasks.js';

/** Days back for which managers are still told of a report: nobody wants a mail about a day of last year. */
const WORTH_TELLING = 31;

/** What became of one day. */
interface DayResult {
  /** Whether it had no report before. */
  readonly added: boolean;
  readonly notices: number;
}

/** Makes the daily reports. */
@Injectable()
export class DailyReports {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly figures: ReportFigures,
    private readonly reports: Reports,
    private readonly managers: Managers,
    private readonly notices: NoticeService,
  ) {}

  /**
   * Reports on every day since the last report up to `until`, and tells the managers of each; the first report of all is
   * on `until` alone. A day that has a report keeps the one it has.
   * @param until `YYYY-MM-DD` in the mall; default: the day before the slot that the run stands for, so that Monday's report
   * is Monday's however late it is made; without a slot, yesterday.
   * @throws TaskRejected when that day is not over.
   */
  async makeUpTo(until: string | undefined, context: TaskContext): Promise<DailyReportsResult> {
    const yesterday = daysFrom(this.clock.today(), -1);
    if (until !== undefined && until > yesterday) {
      throw new TaskRejected(
        `${until} is not over yet; the last day that can be reported on is ${yesterday}.`,
      );
    }
    const last = until ?? this.dayBefore(context.slot) ?? yesterday;
    // Remembered by the run: executed again, it goes through the same days, and those that it has done are done.
    const dates = await context.transaction((manager) => this.reports.missingUpTo(last, manager));
    const added: string[] = [];
    let notices = 0;
    for (const [index, date] of dates.entries()) {
      context.signal.throwIfAborted();
      // Outside the transaction, whose connection would be idle meanwhile.
      const data = await this.figures.ofDay(date);
      const day = await context.transaction((manager) => this.keep(date, data, manager));
      if (day.added) added.push(date);
      notices += day.notices;
      await context.progress(index + 1, dates.length, date);
    }
    return { dates: added, notices };
  }

  /** The day before a moment, in the mall. */
  private dayBefore(moment: Date | undefined): string | undefined {
    return moment && daysFrom(dateInZone(moment, this.clock.timeZone), -1);
  }

  private async keep(date: string, data: ReportData, manager: EntityManager): Promise<DayResult> {
    const added = await this.reports.add(date, data, manager);
    if (!added || date < daysFrom(this.clock.today(), -WORTH_TELLING)) return { added, notices: 0 };
    const notices = await this.noticesOf(date, data, manager);
    return { added, notices: await this.notices.notify(notices, manager) };
  }

  private async noticesOf(date: string, data: ReportData, manager: EntityManager): Promise<NewNotice[]> {
    const words = reportNotice(date, data, this.settings.MALLKEEPER_LANGUAGE);
    const managers = await this.managers.list(manager);
    return managers.map(({ email }) => ({
      subject: `report:${date}`,
      stage: 'daily',
      kind: 'daily-report',
      recipient: `manager:${email}`,
      email,
      ...words,
    }));
  }
}

function daysFrom(date: string, days: number): string {
  return DateTime.fromISO(date, { zone: 'utc' }).plus({ days }).toFormat('yyyy-MM-dd');
}
