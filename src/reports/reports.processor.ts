import { Task, type TaskContext, TaskProcessor } from '../tasks/index.js';
import { GenerateDailyReportInput } from './dto/generate-daily-report.input.js';
import { GenerateMonthlyReportInput } from './dto/generate-monthly-report.input.js';
import { GenerateWeeklyReportInput } from './dto/generate-weekly-report.input.js';
import { ReportEditions } from './report-editions.js';
import {
  generateDailyReport,
  generateMonthlyReport,
  generateWeeklyReport,
  type ReportsResult,
} from './reports.tasks.js';

/** The tasks of reporting. */
@TaskProcessor()
export class ReportsProcessor {
  constructor(private readonly editions: ReportEditions) {}

  @Task(generateDailyReport)
  generateDailyReport({ date }: GenerateDailyReportInput, context: TaskContext): Promise<ReportsResult> {
    return this.editions.makeUpTo('daily', date, context);
  }

  @Task(generateWeeklyReport)
  generateWeeklyReport({ date }: GenerateWeeklyReportInput, context: TaskContext): Promise<ReportsResult> {
    return this.editions.makeUpTo('weekly', date, context);
  }

  @Task(generateMonthlyReport)
  generateMonthlyReport({ month }: GenerateMonthlyReportInput, context: TaskContext): Promise<ReportsResult> {
    return this.editions.makeUpTo('monthly', month && `${month}-01`, context);
  }
}
