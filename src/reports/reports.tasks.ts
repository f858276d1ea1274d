import { defineTask } from '../tasks/index.js';
import { GenerateDailyReportInput } from './dto/generate-daily-report.input.js';

/** What a run of {@link generateDailyReport} made. */
export interface DailyReportsResult {
  /** Days that have a report now and had none before, oldest first (YYYY-MM-DD). */
  readonly dates: readonly string[];
  /** Notices to managers that are new. */
  readonly notices: number;
}

export const generateDailyReport = defineTask<GenerateDailyReportInput, DailyReportsResult>(
  'reports.generate-daily-report',
  {
    queue: 'reports',
    description: 'Reports on every day since the last report, and tells the managers',
    input: GenerateDailyReportInput,
    aliases: ['apps.reports.tasks.generate_daily_reports_task'],
  },
);
