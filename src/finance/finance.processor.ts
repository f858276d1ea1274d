import { Task, type TaskContext, TaskProcessor } from '../tasks/index.js';
import { ChargeLateFeesInput } from './dto/charge-late-fees.input.js';
import { GenerateMonthlyAccountsInput } from './dto/generate-monthly-accounts.input.js';
import { ReconcileInput } from './dto/reconcile.input.js';
import { SendOverdueAlertsInput } from './dto/send-overdue-alerts.input.js';
import { SendPaymentRemindersInput } from './dto/send-payment-reminders.input.js';
import {
  chargeLateFees,
  generateMonthlyAccounts,
  type LateFeesResult,
  type MonthlyAccountsResult,
  type OverdueAlertsResult,
  type PaymentRemindersResult,
  reconcile,
  type ReconcileResult,
  sendOverdueAlerts,
  sendPaymentReminders,
} from './finance.tasks.js';
import { LateFees } from './late-fees.js';
import { MonthlyAccounts } from './monthly-accounts.js';
import { OverdueAlerts } from './overdue-alerts.js';
import { PaymentReminders } from './payment-reminders.js';
import { Reconciliation } from './reconciliation.js';

/** The tasks of billing and collection. */
@TaskProcessor()
export class FinanceProcessor {
  constructor(
    private readonly accounts: MonthlyAccounts,
    private readonly reminders: PaymentReminders,
    private readonly alerts: OverdueAlerts,
    private readonly lateFees: LateFees,
    private readonly reconciliation: Reconciliation,
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

  @Task(chargeLateFees)
  chargeLateFees(input: ChargeLateFeesInput, context: TaskContext): Promise<LateFeesResult> {
    return this.lateFees.charge(input, context);
  }

  @Task(reconcile)
  reconcile({ tellManagers }: ReconcileInput, context: TaskContext): Promise<ReconcileResult> {
    return this.reconciliation.run(tellManagers, context);
  }
}
