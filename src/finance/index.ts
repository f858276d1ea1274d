export { Arrears, type Ageing } from './arrears.js';
export { FinanceFigures, type DayFigures, type PeriodFigures } from './finance-figures.js';
export { FinanceModule } from './finance.module.js';
export {
  generateMonthlyAccounts,
  sendOverdueAlerts,
  sendPaymentReminders,
  type MonthlyAccountsResult,
  type OverdueAlertsResult,
  type PaymentRemindersResult,
} from './finance.tasks.js';
