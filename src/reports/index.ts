export { ReportsModule } from './reports.module.js';
export {
  generateDailyReport,
  generateMonthlyReport,
  generateWeeklyReport,
  type ReportsResult,
} from './reports.tasks.js';
