import { Task, type TaskContext, TaskProcessor } from '../tasks/index.js';
import { DailyReports } from './daily-reports.js';
import { GenerateDailyReportInput } from './dto/generate-daily-report.input.js';
import { type DailyReportsResult, generateDailyReport } from './reports.tasks.js';

/** The tasks of reporting. */
@TaskProcessor()
export class ReportsProcessor {
  constructor(private readonly dailyReports: DailyReports) {}

  @Task(generateDailyReport)
  generateDailyReport({ date }: GenerateDailyReportInput, context: TaskContext): Promise<DailyReportsResult> {
    return this.dailyReports.makeUpTo(date, context);
  }
}
