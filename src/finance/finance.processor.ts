import { Task, type TaskContext, TaskProcessor } from '../tasks/index.js';
import { GenerateMonthlyAccountsInput } from './dto/generate-monthly-accounts.input.js';
import { SendOverdueAlertsInput } from './dto/send-overdue-alerts.input.js';
import { SendPaymentRemindersInput } from './dto/send-payment-reminders.input.js';
import {
  generateMonthlyAccounts,
  type MonthlyAccountsResult,
  type OverdueAlertsResult,
  type PaymentRemindersResult,
  sendOverdueAlerts,
  sendPaymentReminders,
} from './finance.tasks.js';
import { MonthlyAccounts } from './monthly-accounts.js';
import { OverdueAlerts } from './overdue-alerts.js';
import { PaymentReminders } from './payment-reminders.js';

/** The tasks of billing and collection. */
@TaskProcessor()
export class FinanceProcessor {
  constructor(
    private readonly accounts: MonthlyAccounts,
    private readonly reminders: PaymentReminders,
    private readonly alerts: OverdueAlerts,
  ) {}

  @Task(generateMonthlyAccounts)
  generateMonthlyAccounts(
    input: GenerateMonthlyAccountsInput,
    context: TaskContext,
  ): Promise<MonthlyAccountsResult> {
    return this.accounts.generate(input, context);
  }

  @Task(sendPaymentReminders)
  sendPaymentReminders(
    { daysAhead }: SendPaymentRemindersInput,
    context: TaskContext,
  ): Promise<PaymentRemindersResult> {
    return this.reminders.send(daysAhead, context);
  }

  @Task(sendOverdueAlerts)
  sendOverdueAlerts(
    { daysOverdue }: SendOverdueAlertsInput,
    context: TaskContext,
  ): Promise<OverdueAlertsResult> {
    return this.alerts.send(daysOverdue, context);
  }
}
