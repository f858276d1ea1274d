import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock, dateInZone, SETTINGS, type Settings } from '../config/index.js';
import { type NewNotice, NoticeService, NotificationPreferences } from '../notifications/index.js';
import { Managers } from '../store/index.js';
import { type TaskContext, TaskRejected } from '../tasks/index.js';
import type { ReportData } from './dto/report.js';
import { daysFrom, type Edition, lastPeriodOver, periodOf, yearsBefore } from './period.js';
import { ReportFigures } from './report-figures.js';
import { reportNotice } from './report-notice.js';
import { type EditionPeriod, Reports } from './reports.js';
import type { ReportsResult } from './reports.tasks.js';

/** Days after its end for which managers are still told of a report: nobody wants a mail about a day of last year. */
const WORTH_TELLING: Readonly<Record<Edition, number>> = { daily: 31, weekly: 31, monthly: 62 };

/** How far back the first report of an edition may lie. */
const YEARS_TO_MAKE_UP = 2;

/** What became of one period. */
interface PeriodResult {
  /** Whether it had no report before. */
  readonly added: boolean;
  readonly notices: number;
}

/** Makes the daily, weekly and monthly reports. */
@Injectable()
export class ReportEditions {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly figures: ReportFigures,
    private readonly reports: Reports,
    private readonly managers: Managers,
    private readonly notices: NoticeService,
    private readonly preferences: NotificationPreferences,
  ) {}

  /**
   * Reports on every period since the last report of an edition up to the one that `day` is in, and tells the managers of
   * each; the first report of all is on that one alone. A period that has a report keeps the one it has.
   * @param day `YYYY-MM-DD`. Default: the last period that was over at the slot that the run stands for, so that Monday's
   * report is Monday's however late it is made; without a slot, the last one that is over now.
   * @throws TaskRejected when that period is not over, or too long ago for the first report.
   */
  async makeUpTo(edition: Edition, day: string | undefined, context: TaskContext): Promise<ReportsResult> {
    const yesterday = daysFrom(this.clock.today(), -1);
    const last = {
      ...(day === undefined
        ? lastPeriodOver(edition, this.dayBefore(context.slot) ?? yesterday)
        : periodOf(edition, day)),
      edition,
    };
    if (last.to > yesterday) throw notOver(last, yesterday);
    // Remembered by the run: executed again, it goes through the same periods, and those that it has done are done.
    const periods = await context.transaction(async (manager) => {
      await this.refuseTooOldToBegin(last, manager);
      return this.reports.missingUpTo(last, manager);
    });
    const added: string[] = [];
    let notices = 0;
    for (const [index, { from, to }] of periods.entries()) {
      context.signal.throwIfAborted();
      const period = { edition, from, to };
      // Outside the transaction, whose connection would be idle meanwhile.
      const data = await this.figures.of(period);
      const result = await context.transaction((manager) => this.keep(period, data, manager));
      if (result.added) added.push(from);
      notices += result.notices;
      await context.progress(index + 1, periods.length, from);
    }
    return { dates: added, notices };
  }

  /** The next run makes a report of every period since the first one: thousands, where somebody mistook the year. */
  private async refuseTooOldToBegin({ edition, to }: EditionPeriod, manager: EntityManager): Promise<void> {
    const earliest = yearsBefore(this.clock.today(), YEARS_TO_MAKE_UP);
    if (to >= earliest || (await this.reports.hasAny(edition, manager))) return;
    throw new TaskRejected(
      `${to} is too long ago for the first ${edition} report, as all after it would be made up for: begin with ${earliest} at the earliest.`,
    );
  }

  /** The day before a moment, in the mall. */
  private dayBefore(moment: Date | undefined): string | undefined {
    return moment && daysFrom(dateInZone(moment, this.clock.timeZone), -1);
  }

  private async keep(period: EditionPeriod, data: ReportData, manager: EntityManager): Promise<PeriodResult> {
    const added = await this.reports.add(period, data, manager);
    const worthTelling = period.to >= daysFrom(this.clock.today(), -WORTH_TELLING[period.edition]);
    if (!added || !worthTelling) return { added, notices: 0 };
    const notices = await this.noticesOf(period, data, manager);
    return { added, notices: await this.notices.notify(notices, manager) };
  }

  private async noticesOf(
    period: EditionPeriod,
    data: ReportData,
    manager: EntityManager,
  ): Promise<NewNotice[]> {
    const managers = await this.managers.list(manager);
    const recipients = managers.map(({ email }) => `manager:${email}`);
    const languages = await this.preferences.languagesOf(recipients, manager);
    const { MALLKEEPER_LANGUAGE: usual, PUBLIC_URL: address } = this.settings;
    return managers.map(({ email }, index) => ({
      subject: `report:${period.from}`,
      stage: period.edition,
      kind: `${period.edition}-report`,
      recipient: `manager:${email}`,
      email,
      ...reportNotice(period, data, languages[index] ?? usual, address),
    }));
  }
}

function notOver({ edition, from, to }: EditionPeriod, yesterday: string): TaskRejected {
  if (edition === 'daily') {
    return new TaskRejected(`${to} is not over yet; the last day that can be reported on is ${yesterday}.`);
  }
  const last = lastPeriodOver(edition, yesterday);
  return new TaskRejected(
    `${from} to ${to} is not over yet; the last days that can be reported on are ${last.from} to ${last.to}.`,
  );
}
