export { Arrears, type Ageing } from './arrears.js';
export { Collections, type DayOfCollection } from './collections.js';
export { FinanceFigures, type DayFigures } from './finance-figures.js';
export { FinanceModule } from './finance.module.js';
export {
  generateMonthlyAccounts,
  sendOverdueAlerts,
  sendPaymentReminders,
  type MonthlyAccountsResult,
  type OverdueAlertsResult,
  type PaymentRemindersResult,
} from './finance.tasks.js';
