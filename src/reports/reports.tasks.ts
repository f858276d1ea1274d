import { defineTask } from '../tasks/index.js';
import { GenerateDailyReportInput } from './dto/generate-daily-report.input.js';
import { GenerateMonthlyReportInput } from './dto/generate-monthly-report.input.js';
import { GenerateWeeklyReportInput } from './dto/generate-weekly-report.input.js';

/** What a run that reports made. */
export interface ReportsResult {
  /** First days (YYYY-MM-DD) of what has a report now and had none before, oldest first. */
  readonly dates: readonly string[];
  /** Notices to managers that are new. */
  readonly notices: number;
}

export const generateDailyReport = defineTask<GenerateDailyReportInput, ReportsResult>(
  'reports.generate-daily-report',
  {
    queue: 'reports',
    description: 'Reports on every day since the last report, and tells the managers',
    input: GenerateDailyReportInput,
    aliases: ['apps.reports.tasks.generate_daily_reports_task'],
  },
);

export const generateWeeklyReport = defineTask<GenerateWeeklyReportInput, ReportsResult>(
  'reports.generate-weekly-report',
  {
    queue: 'reports',
    description:
      'Reports on every week, Monday to Sunday, since the last weekly report, and tells the managers',
    input: GenerateWeeklyReportInput,
  },
);

export const generateMonthlyReport = defineTask<GenerateMonthlyReportInput, ReportsResult>(
  'reports.generate-monthly-report',
  {
    queue: 'reports',
    description: 'Reports on every month since the last monthly report, and tells the managers',
    input: GenerateMonthlyReportInput,
  },
);
