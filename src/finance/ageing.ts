import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Decimal } from 'decimal.js';
import { DataSource } from 'typeorm';
import { Clock } from '../config/index.js';
import type { AgeingReport, AgeingSpan, AgeingTenant } from './dto/ageing.js';

/** Tenants that are named. */
const NAMED = 20;

/** Days since bills were due, from and to. */
const SPANS: readonly Pick<AgeingSpan, 'from' | 'to'>[] = [
  { from: null, to: 0 },
  { from: 1, to: 30 },
  { from: 31, to: 60 },
  { from: 61, to: 90 },
  { from: 91, to: null },
];

/** What is owed in one span, by one tenant or, where that is null, by all. */
interface Row {
  readonly tenantId: string | null;
  readonly name: string | null;
  readonly span: number;
  readonly amount: string;
  readonly bills: number;
  readonly oldestDays: number;
  /** Of all spans, and of those that are overdue. */
  readonly tenants: number;
  readonly overdueTenants: number;
}

/** Tells what tenants owe, by how long it has been due, and who owes most; as the managers' digest counts it. */
@Injectable()
export class AgeingReports {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async now(): Promise<AgeingReport> {
    const asOf = this.clock.today();
    const rows = await this.dataSource.query<Row[]>(SELECT, [asOf, NAMED]);
    const all = rows.filter(({ tenantId }) => tenantId === null);
    const overdue = all.filter(isOverdue);
    return {
      asOf,
      total: { amount: amountOf(all), bills: billsOf(all), tenants: all[0]?.tenants ?? 0 },
      overdue: {
        amount: amountOf(overdue),
        bills: billsOf(overdue),
        tenants: all[0]?.overdueTenants ?? 0,
      },
      buckets: spansOf(all),
      tenants: debtorsOf(rows),
    };
  }
}

const SELECT = `
  WITH owed AS MATERIALIZED (
    SELECT tenant_id, span, sum(outstanding) AS amount, count(*) AS bills, max(days_overdue) AS oldest_days
      FROM (
        SELECT contracts.tenant_id, bills.outstanding, $1::date - bills.due_date AS days_overdue,
               -- 1 to 30 days are the first span, 31 to 60 the second, and so on.
               least(greatest(ceil(($1::date - bills.due_date) / 30.0), 0), 4)::integer AS span
          FROM bills
          JOIN contracts ON contracts.id = bills.contract_id
         WHERE bills.outstanding > 0
      ) AS bill
     GROUP BY tenant_id, span
  ), debtors AS (
    SELECT tenant_id, sum(amount) AS overdue
      FROM owed
     WHERE span > 0
     GROUP BY tenant_id
     ORDER BY overdue DESC, tenant_id
     LIMIT $2
  ), shown AS (
    SELECT NULL AS tenant_id, NULL AS overdue, span, sum(amount) AS amount, sum(bills) AS bills,
           max(oldest_days) AS oldest_days
      FROM owed
     GROUP BY span
    UNION ALL
    SELECT tenant_id, overdue, span, amount, bills, oldest_days FROM owed JOIN debtors USING (tenant_id)
  )
  SELECT shown.tenant_id AS "tenantId", tenants.name, span, amount::numeric(16,2)::text AS amount, bills::integer AS bills,
         oldest_days AS "oldestDays",
         (SELECT count(DISTINCT tenant_id)::integer FROM owed) AS tenants,
         (SELECT count(DISTINCT tenant_id)::integer FROM owed WHERE span > 0) AS "overdueTenants"
    FROM shown
    LEFT JOIN tenants ON tenants.id = shown.tenant_id
   ORDER BY overdue DESC NULLS FIRST, shown.tenant_id, span`;

function isOverdue({ span }: Row): boolean {
  return span > 0;
}

function amountOf(rows: readonly Row[]): string {
  return rows.reduce((sum, { amount }) => sum.plus(amount), new Decimal(0)).toFixed(2);
}

function billsOf(rows: readonly Row[]): number {
  return rows.reduce((sum, { bills }) => sum + bills, 0);
}

function spansOf(rows: readonly Row[]): AgeingSpan[] {
  return SPANS.map((days, span) => {
    const row = rows.find((each) => each.span === span);
    return { ...days, amount: row?.amount ?? '0.00', bills: row?.bills ?? 0 };
  });
}

function debtorsOf(rows: readonly Row[]): AgeingTenant[] {
  const ids = [...new Set(rows.map(({ tenantId }) => tenantId))];
  return ids.flatMap((id) => {
    if (id === null) return [];
    const own = rows.filter(({ tenantId }) => tenantId === id);
    const overdue = own.filter(isOverdue);
    return [
      {
        id,
        name: own[0]?.name ?? '',
        overdue: amountOf(overdue),
        bills: billsOf(overdue),
        oldestDays: Math.max(...overdue.map(({ oldestDays }) => oldestDays)),
        buckets: spansOf(own),
      },
    ];
  });
}
