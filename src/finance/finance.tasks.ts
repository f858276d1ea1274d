import { defineTask } from '../tasks/index.js';
import { ChargeLateFeesInput } from './dto/charge-late-fees.input.js';
import { GenerateMonthlyAccountsInput } from './dto/generate-monthly-accounts.input.js';
import { ReconcileInput } from './dto/reconcile.input.js';
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
  /** What tenants' credit settled of bills, new and old, with two decimals. */
  readonly creditApplied: string;
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

/** What a run of {@link chargeLateFees} did, or with `dryRun` would have done. */
export interface LateFeesResult {
  /** The month that was charged for, `YYYY-MM`. */
  readonly month: string;
  /** New bills. */
  readonly bills: number;
  /** Their sum, with two decimals. */
  readonly amount: string;
  readonly dryRun: boolean;
}

/** Something about money that does not agree. */
export interface Difference {
  /** What was compared, in words. */
  readonly check: string;
  /** Of what: a bill's number, a payment's reference, a tenant's name. */
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
}

/** What a run of {@link reconcile} found. */
export interface ReconcileResult {
  readonly tenants: number;
  readonly bills: number;
  readonly payments: number;
  readonly entries: number;
  /** How many things differ; 0 when everything is in order. */
  readonly differences: number;
  /** The first hundred of each kind. */
  readonly found: readonly Difference[];
}

export const generateMonthlyAccounts = defineTask<GenerateMonthlyAccountsInput, MonthlyAccountsResult>(
  'finance.generate-monthly-accounts',
  {
    queue: 'finance',
    permission: 'bills.write',
    description: 'Bills every contract for the billing blocks up to a month that have no bill yet',
    input: GenerateMonthlyAccountsInput,
    aliases: ['apps.finance.tasks.generate_monthly_accounts_task'],
  },
);

export const sendPaymentReminders = defineTask<SendPaymentRemindersInput, PaymentRemindersResult>(
  'finance.send-payment-reminders',
  {
    queue: 'finance',
    permission: 'bills.write',
    description: 'Reminds tenants, once a bill, of what falls due before the next reminders go out',
    input: SendPaymentRemindersInput,
    aliases: ['apps.finance.tasks.send_payment_reminders_task'],
  },
);

export const sendOverdueAlerts = defineTask<SendOverdueAlertsInput, OverdueAlertsResult>(
  'finance.send-overdue-alerts',
  {
    queue: 'finance',
    permission: 'bills.write',
    description:
      'Tells tenants of bills 1, 7, 15 and 30 days overdue, and managers, once a day, of all arrears',
    input: SendOverdueAlertsInput,
    aliases: ['apps.finance.tasks.send_overdue_alerts_task'],
  },
);

export const chargeLateFees = defineTask<ChargeLateFeesInput, LateFeesResult>('finance.charge-late-fees', {
  queue: 'finance',
  permission: 'bills.write',
  description:
    'Bills, once a bill and month, the fees for what was paid late; none unless LATE_FEE_PERCENT is set',
  input: ChargeLateFeesInput,
});

export const reconcile = defineTask<ReconcileInput, ReconcileResult>('finance.reconcile', {
  queue: 'finance',
  permission: 'bills.write',
  description:
    'Checks that bills, payments and accounts agree to the cent, and tells the managers when they do not',
  input: ReconcileInput,
});
