export { Arrears, type Ageing } from './arrears.js';
export { FinanceFigures, type DayFigures, type PeriodFigures } from './finance-figures.js';
export { FinanceModule } from './finance.module.js';
export {
  chargeLateFees,
  generateMonthlyAccounts,
  reconcile,
  sendOverdueAlerts,
  sendPaymentReminders,
  type MonthlyAccountsResult,
  type OverdueAlertsResult,
  type PaymentRemindersResult,
  type ReconcileResult,
} from './finance.tasks.js';
export { Reconciliation } from './reconciliation.js';
