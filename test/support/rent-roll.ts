import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { MonthlyAccountsResult } from '../../src/finance/index.js';
import { MonthlyAccounts } from '../../src/finance/monthly-accounts.js';
import { EagerExecution } from '../../src/tasks/eager-execution.js';
import type { TaskContext } from '../../src/tasks/index.js';

/** What a spec says of a contract; the rest is filled in. */
export interface TrialContract {
  readonly number: string;
  readonly startDate: string;
  readonly endDate: string;
  readonly monthlyRent: string;
  readonly managementFee?: string;
  readonly billingCycle?: 'monthly' | 'quarterly' | 'yearly';
  readonly dueDay?: number;
  readonly rentFreeUntil?: string | null;
  readonly escalationPercent?: string;
  readonly status?: string;
  /** First day of a month. Default: the month of the start. */
  readonly billingFrom?: string;
  readonly tenantName?: string;
  readonly contactEmail?: string | null;
  readonly managerEmail?: string | null;
}

/** Writes contracts down, each with a shop of its own; gives their ids by number. */
export async function addContracts(
  dataSource: DataSource,
  contracts: readonly TrialContract[],
): Promise<Map<string, string>> {
  const rows = contracts.map((contract) => ({
    managementFee: '0.00',
    billingCycle: 'monthly',
    dueDay: 5,
    rentFreeUntil: null,
    escalationPercent: '0',
    status: 'ACTIVE',
    billingFrom: `${contract.startDate.slice(0, 7)}-01`,
    tenantName: `Tenant of ${contract.number}`,
    contactEmail: null,
    managerEmail: null,
    ...contract,
  }));
  const created = await dataSource.query<{ id: string; number: string }[]>(
    `WITH rows AS (
       SELECT *
       FROM jsonb_to_recordset($1::jsonb) AS rows (
         number text, "startDate" date, "endDate" date, "monthlyRent" numeric, "managementFee" numeric,
         "billingCycle" text, "dueDay" integer, "rentFreeUntil" date, "escalationPercent" numeric, status text,
         "billingFrom" date, "tenantName" text, "contactEmail" text, "managerEmail" text
       )
     ), new_shops AS (
       INSERT INTO shops (code, name, manager_email)
       SELECT 'S-' || number, 'Shop of ' || number, "managerEmail" FROM rows
       RETURNING id, code
     ), new_tenants AS (
       INSERT INTO tenants (name) SELECT DISTINCT "tenantName" FROM rows
       ON CONFLICT (name) DO UPDATE SET name = excluded.name
       RETURNING id, name
     )
     INSERT INTO contracts (
       number, shop_id, tenant_id, contact_email, start_date, end_date, monthly_rent, management_fee, billing_cycle,
       due_day, rent_free_until, escalation_percent, status, billing_from
     )
     SELECT number, new_shops.id, new_tenants.id, "contactEmail", "startDate", "endDate", "monthlyRent",
            "managementFee", "billingCycle", "dueDay", "rentFreeUntil", "escalationPercent", status, "billingFrom"
     FROM rows
     JOIN new_shops ON new_shops.code = 'S-' || number
     JOIN new_tenants ON new_tenants.name = "tenantName"
     RETURNING id, number`,
    [JSON.stringify(rows)],
  );
  return new Map(created.map(({ id, number }) => [number, id]));
}

/** Makes the bills of a rent roll up to a month, `YYYY-MM`, without a worker. */
export async function billUpTo(
  application: INestApplicationContext,
  period: string,
): Promise<MonthlyAccountsResult> {
  return application.get(MonthlyAccounts).generate({ period, dryRun: false }, trialContext(application));
}

/** What stands for a run where a spec calls a task's service by itself. */
export function trialContext(application: INestApplicationContext): TaskContext {
  return new EagerExecution(application.get(DataSource));
}
