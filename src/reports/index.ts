export { ReportsModule } from './reports.module.js';
export { generateDailyReport, type DailyReportsResult } from './reports.tasks.js';
