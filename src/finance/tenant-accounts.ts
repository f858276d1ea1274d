import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Decimal } from 'decimal.js';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../config/index.js';
import { decodeCursor, InvalidInputProblem, NotFoundProblem, type Page, toPage } from '../http/index.js';
import { OCCUPYING } from '../store/index.js';
import type { Statement, StatementEntry, StatementQuery, Tenant, TenantsQuery } from './dto/tenant.js';
import { addDays, mallDay } from './mall-day.js';

/** The longest period of a statement, in days. */
const LONGEST = 10 * 366;

/** Tenants and their accounts. */
@Injectable()
export class TenantAccounts {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Tenants by name. */
  async list(query: TenantsQuery): Promise<Page<Tenant>> {
    const [after] = decodeCursor(query.cursor, 'text');
    const rows = await this.dataSource.query<Tenant[]>(
      tenants(
        `($3::text IS NULL OR name > $3)
         AND ($4::text IS NULL OR position(lower($4) IN lower(name)) > 0)
         AND ($5::boolean IS NULL OR $5 = (id IN (
           SELECT contracts.tenant_id
           FROM bills
           JOIN contracts ON contracts.id = bills.contract_id
           WHERE outstanding > 0 AND due_date < $1::date
         )))
         ORDER BY name
         LIMIT $6`,
      ),
      [
        this.clock.today(),
        OCCUPYING,
        after,
        query.q,
        query.overdue && query.overdue === 'true',
        query.limit + 1,
      ],
    );
    return toPage(
      rows,
      query.limit,
      (tenant) => [tenant.name],
      (tenant) => tenant,
    );
  }

  /** @throws NotFoundProblem */
  async get(id: string): Promise<Tenant> {
    const [tenant] = await this.dataSource.query<Tenant[]>(tenants('id = $3'), [
      this.clock.today(),
      OCCUPYING,
      id,
    ]);
    if (!tenant) throw new NotFoundProblem(`There is no tenant with id ${id}.`);
    return tenant;
  }

  /**
   * A tenant's account over a period, days in the mall's time zone. A payment stands where it was paid, whenever it was
   * recorded.
   * @throws NotFoundProblem, or InvalidInputProblem for a period that ends before it begins, or is too long.
   */
  async statement(id: string, { from, to }: StatementQuery): Promise<Statement> {
    if (to < from)
      throw new InvalidInputProblem([{ field: 'to', value: to, message: `is before from, ${from}` }]);
    if (to > addDays(from, LONGEST)) {
      throw new InvalidInputProblem([
        { field: 'to', value: to, message: 'is more than ten years after from' },
      ]);
    }
    const tenant = await this.get(id);
    const zone = this.clock.timeZone;
    const { start } = mallDay(from, zone);
    const { end } = mallDay(to, zone);
    // As of one moment: a payment that is recorded in between would be in the one and not in the other.
    const { opening, entries } = await this.dataSource.transaction('REPEATABLE READ', async (manager) => {
      const opening = await balanceBefore(id, start, manager);
      return { opening, entries: await entriesOf({ id, start, end, zone, opening }, manager) };
    });
    const sum = (side: 'debit' | 'credit'): string =>
      entries.reduce((total, entry) => total.plus(entry[side]), new Decimal(0)).toFixed(2);
    return {
      tenantId: tenant.id,
      tenantName: tenant.name,
      from,
      to,
      openingBalance: opening,
      entries,
      debit: sum('debit'),
      credit: sum('credit'),
      closingBalance: entries.at(-1)?.balance ?? opening,
    };
  }
}

/** The entries of a tenant's account from a moment up to another, with the balance after each. */
function entriesOf(
  { id, start, end, zone, opening }: { id: string; start: Date; end: Date; zone: string; opening: string },
  manager: EntityManager,
): Promise<StatementEntry[]> {
  return manager.query<StatementEntry[]>(
    `WITH entries AS (
       SELECT entries.*, $5::numeric + sum(amount) OVER (ORDER BY at, id) AS balance
       FROM account_entries AS entries
       WHERE tenant_id = $1 AND at >= $2 AND at < $3
     )
     SELECT (entries.at AT TIME ZONE $4)::date AS date, entries.at, entries.kind,
            coalesce(charged.number, credit_notes.number, refunds.reference, payments.reference) AS number,
            contracts.number AS "contractNumber",
            charged.charge, charged.period_start AS "periodStart", charged.period_end AS "periodEnd",
            CASE entries.kind
              WHEN 'BILL' THEN charged.description
              WHEN 'CREDIT_NOTE' THEN credit_notes.reason
              WHEN 'PAYMENT' THEN payments.method
              WHEN 'REVERSAL' THEN payments.reversal_reason
              WHEN 'REFUND' THEN refunds.reason
            END AS description,
            greatest(entries.amount, 0)::numeric(14,2) AS debit,
            greatest(-entries.amount, 0)::numeric(14,2) AS credit,
            entries.balance::numeric(20,2) AS balance
     FROM entries
     LEFT JOIN credit_notes ON credit_notes.id = entries.credit_note_id
     LEFT JOIN refunds ON refunds.id = entries.refund_id
     LEFT JOIN payments ON payments.id = coalesce(entries.payment_id, refunds.payment_id)
     LEFT JOIN bills AS charged ON charged.id = entries.bill_id
     LEFT JOIN bills ON bills.id = coalesce(entries.bill_id, credit_notes.bill_id)
     JOIN contracts ON contracts.id = coalesce(bills.contract_id, payments.contract_id)
     ORDER BY entries.at, entries.id`,
    [id, start, end, zone, opening],
  );
}

async function balanceBefore(tenantId: string, moment: Date, manager: EntityManager): Promise<string> {
  const [row] = await manager.query<{ amount: string }[]>(
    `SELECT coalesce(sum(amount), 0)::numeric(20,2) AS amount
     FROM account_entries
     WHERE tenant_id = $1 AND at < $2`,
    [tenantId, moment],
  );
  return row?.amount ?? '0.00';
}

/**
 * The tenants for which a condition holds, which may say an order and a limit too: the sums are made of those alone.
 * $1: the mall's today; $2: statuses of contracts that are or were ACTIVE.
 */
function tenants(condition: string): string {
  return `
    WITH page AS MATERIALIZED (SELECT id, name FROM tenants WHERE ${condition})
    SELECT page.id, page.name, current.contracts, owed.outstanding, owed.overdue, credit.amount::numeric(20,2) AS credit,
           (owed.outstanding - credit.amount)::numeric(20,2) AS balance
    FROM page
    CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(number ORDER BY number), '{}') AS contracts
      FROM contracts
      WHERE tenant_id = page.id AND status = ANY ($2) AND $1::date BETWEEN start_date AND end_date
    ) AS current
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(outstanding), 0)::numeric(20,2) AS outstanding,
             coalesce(sum(outstanding) FILTER (WHERE due_date < $1::date), 0)::numeric(20,2) AS overdue
      FROM contracts
      JOIN bills ON bills.contract_id = contracts.id AND outstanding > 0
      WHERE tenant_id = page.id
    ) AS owed
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(unapplied), 0) AS amount
      FROM (
        SELECT unapplied FROM payments WHERE tenant_id = page.id AND unapplied > 0
        UNION ALL
        SELECT unapplied FROM credit_notes WHERE tenant_id = page.id AND unapplied > 0
      ) AS lots
    ) AS credit
    ORDER BY page.name`;
}
