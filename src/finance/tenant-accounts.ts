import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Decimal } from 'decimal.js';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../config/index.js';
import { InvalidInputProblem, NotFoundProblem, type Page, toPage } from '../http/index.js';
import { Conditions, type ListStatement, Order, type SortKey } from '../lists/index.js';
import { OCCUPYING } from '../store/index.js';
import type {
  Statement,
  StatementEntry,
  StatementQuery,
  Tenant,
  TenantsFileQuery,
  TenantsQuery,
} from './dto/tenant.js';
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
    const order = Order.of(ORDERS, query.sort);
    const conditions = this.conditions(query);
    order.goOn(conditions, query.cursor);
    const rows = await this.dataSource.query<Tenant[]>(
      `${tenantsFrom(
        `(
           SELECT id, name
           FROM tenants
           ${conditions.where()}
           ORDER BY ${order.sql}
           LIMIT ${conditions.bind(query.limit + 1)}
         ) AS tenants`,
      )}
       ORDER BY ${order.sql}`,
      conditions.parameters,
    );
    return toPage(rows, query.limit, order.keyOf, (tenant) => tenant);
  }

  /** All of the list, for a file. */
  all(query: TenantsFileQuery): ListStatement {
    const conditions = this.conditions(query);
    return {
      select: `${TENANT} ${conditions.where()}`,
      order: Order.of(ORDERS, query.sort).sql,
      parameters: conditions.parameters,
    };
  }

  /** @throws NotFoundProblem */
  async get(id: string): Promise<Tenant> {
    const [tenant] = await this.dataSource.query<Tenant[]>(`${TENANT} WHERE tenants.id = $3`, [
      this.clock.today(),
      OCCUPYING,
      id,
    ]);
    if (!tenant) throw new NotFoundProblem(`There is no tenant with id ${id}.`);
    return tenant;
  }

  private conditions(query: TenantsFileQuery): Conditions {
    const conditions = new Conditions(this.clock.today(), OCCUPYING);
    conditions.add('position(lower($) IN tenants.search_text) > 0', query.q);
    // Tenant by tenant: all overdue bills are many, and a page needs few of them.
    const owes = `EXISTS (
      SELECT
      FROM contracts
      JOIN bills ON bills.contract_id = contracts.id AND bills.outstanding > 0 AND bills.due_date < $1::date
      WHERE contracts.tenant_id = tenants.id
      OFFSET 0
    )`;
    if (query.overdue !== undefined) conditions.add(query.overdue === 'true' ? owes : `NOT ${owes}`);
    return conditions;
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

const ORDERS = {
  name: { columns: ['tenants.name'], keyOf: ({ name }) => [name], key: ['text'] },
} satisfies Record<string, SortKey<Tenant>>;

/**
 * Tenants, each with its sums.
 * @param tenants SQL: the table, or a part of it under its name. $1: the mall's today; $2: statuses of contracts that are
 * or were ACTIVE.
 */
const tenantsFrom = (tenants: string): string => `
  SELECT tenants.id, tenants.name, present.contracts, owed.outstanding, owed.overdue,
         credit.amount::numeric(20,2) AS credit, (owed.outstanding - credit.amount)::numeric(20,2) AS balance
  FROM ${tenants}
  CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(number ORDER BY number), '{}') AS contracts
    FROM contracts
    WHERE tenant_id = tenants.id AND status = ANY ($2) AND $1::date BETWEEN start_date AND end_date
  ) AS present
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(outstanding), 0)::numeric(20,2) AS outstanding,
           coalesce(sum(outstanding) FILTER (WHERE due_date < $1::date), 0)::numeric(20,2) AS overdue
    FROM contracts
    JOIN bills ON bills.contract_id = contracts.id AND outstanding > 0
    WHERE tenant_id = tenants.id
  ) AS owed
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(unapplied), 0) AS amount
    FROM (
      SELECT unapplied FROM payments WHERE tenant_id = tenants.id AND unapplied > 0
      UNION ALL
      SELECT unapplied FROM credit_notes WHERE tenant_id = tenants.id AND unapplied > 0
    ) AS lots
  ) AS credit`;

const TENANT = tenantsFrom('tenants');
