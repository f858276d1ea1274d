import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Decimal } from 'decimal.js';
import { DataSource } from 'typeorm';
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

/** An entry as it is read, with the balance before all of them. */
interface EntryRow extends StatementEntry {
  readonly opening: string;
}

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
    conditions.add(
      `$ = (tenants.id IN (
         SELECT contracts.tenant_id
         FROM bills
         JOIN contracts ON contracts.id = bills.contract_id
         WHERE outstanding > 0 AND due_date < $1::date
       ))`,
      query.overdue && query.overdue === 'true',
    );
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
    const start = mallDay(from, this.clock.timeZone).start;
    const { end } = mallDay(to, this.clock.timeZone);
    const rows = await this.dataSource.query<EntryRow[]>(
      `WITH opening AS (
         SELECT coalesce(sum(amount), 0)::numeric(20,2) AS amount
         FROM account_entries
         WHERE tenant_id = $1 AND at < $2
       ), entries AS (
         SELECT entries.*, opening.amount AS opening,
                opening.amount + sum(entries.amount) OVER (ORDER BY at, id) AS balance
         FROM account_entries AS entries
         CROSS JOIN opening
         WHERE tenant_id = $1 AND at >= $2 AND at < $3
       )
       SELECT (entries.at AT TIME ZONE $4)::date AS date, entries.at, entries.kind, entries.opening,
              coalesce(bills.number, credit_notes.number, refunds.reference, payments.reference) AS number,
              contracts.number AS "contractNumber",
              CASE entries.kind
                WHEN 'BILL' THEN concat_ws(' ', bills.charge, bills.period_start, bills.period_end, bills.description)
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
       LEFT JOIN bills ON bills.id = coalesce(entries.bill_id, credit_notes.bill_id)
       JOIN contracts ON contracts.id = coalesce(bills.contract_id, payments.contract_id)
       ORDER BY entries.at, entries.id`,
      [id, start, end, this.clock.timeZone],
    );
    const [first] = rows;
    const opening = first?.opening ?? (await this.balanceBefore(id, start));
    const sum = (side: 'debit' | 'credit'): string =>
      rows.reduce((total, row) => total.plus(row[side]), new Decimal(0)).toFixed(2);
    return {
      tenantId: tenant.id,
      tenantName: tenant.name,
      from,
      to,
      openingBalance: opening,
      entries: rows.map(toEntry),
      debit: sum('debit'),
      credit: sum('credit'),
      closingBalance: rows.at(-1)?.balance ?? opening,
    };
  }

  private async balanceBefore(tenantId: string, moment: Date): Promise<string> {
    const [row] = await this.dataSource.query<{ amount: string }[]>(
      `SELECT coalesce(sum(amount), 0)::numeric(20,2) AS amount
       FROM account_entries
       WHERE tenant_id = $1 AND at < $2`,
      [tenantId, moment],
    );
    return row?.amount ?? '0.00';
  }
}

function toEntry({
  date,
  at,
  kind,
  number,
  contractNumber,
  description,
  debit,
  credit,
  balance,
}: EntryRow): StatementEntry {
  return { date, at, kind, number, contractNumber, description, debit, credit, balance };
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
