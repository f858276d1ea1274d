import { defineTask } from '../tasks/index.js';
import { GenerateMonthlyAccountsInput } from './dto/generate-monthly-accounts.input.js';
import { SendOverdueAlertsInput } from './dto/send-overdue-alerts.input.js';
import { SendPaymentRemindersInput } from './dto/send-payment-reminders.input.js';

/** What a run of {@link generateMonthlyAccounts} did, or with `dryRun` would have done. */
export interface MonthlyAccountsResult {
  /** The last month that was billed, `YYYY-MM`. */
  readonly period: string;
  /** Contracts that got new bills. */
  readonly contracts: number;
  /** New bills. */
  readonly bills: number;
  /** Their sum, with two decimals. */
  readonly amount: string;
  readonly dryRun: boolean;
}

/** What a run of {@link sendPaymentReminders} did. */
export interface PaymentRemindersResult {
  /** The last due date that was reminded of, `YYYY-MM-DD`. */
  readonly dueUntil: string;
  /** Bills reminded of; one that was before gets no second reminder. */
  readonly bills: number;
  /** Notices that are new. */
  readonly notices: number;
}

/** What a run of {@link sendOverdueAlerts} did. */
export interface OverdueAlertsResult {
  /** Bills overdue by more than `daysOverdue` days. */
  readonly overdue: number;
  /** What is outstanding of them, with two decimals. */
  readonly outstanding: string;
  /** Bills that reached a new stage, whose tenants were told. */
  readonly alerted: number;
  /** Notices that are new, to tenants and managers. */
  readonly notices: number;
}

export const generateMonthlyAccounts = defineTask<GenerateMonthlyAccountsInput, MonthlyAccountsResult>(
  'finance.generate-monthly-accounts',
  {
    queue: 'finance',
    description: 'Bills every contract for the billing blocks up to a month that have no bill yet',
    input: GenerateMonthlyAccountsInput,
    aliases: ['apps.finance.tasks.generate_monthly_accounts_task'],
  },
);

export const sendPaymentReminders = defineTask<SendPaymentRemindersInput, PaymentRemindersResult>(
  'finance.send-payment-reminders',
  {
    queue: 'finance',
    description: 'Reminds tenants, once a bill, of what falls due before the next reminders go out',
    input: SendPaymentRemindersInput,
    aliases: ['apps.finance.tasks.send_payment_reminders_task'],
  },
);

export const sendOverdueAlerts = defineTask<SendOverdueAlertsInput, OverdueAlertsResult>(
  'finance.send-overdue-alerts',
  {
    queue: 'finance',
    description:
      'Tells tenants of bills 1, 7, 15 and 30 days overdue, and managers, once a day, of all arrears',
    input: SendOverdueAlertsInput,
    aliases: ['apps.finance.tasks.send_overdue_alerts_task'],
  },
);
