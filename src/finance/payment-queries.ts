import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../config/index.js';
import { NotFoundProblem, type Page, toPage } from '../http/index.js';
import { Conditions, type ListStatement, Order, pageRows, type SortKey } from '../lists/index.js';
import { ContractSearch } from './contract-search.js';
import type { Payment, PaymentsFileQuery, PaymentsQuery } from './dto/payment.js';
import { mallDay } from './mall-day.js';

/** Payments as people read them. */
@Injectable()
export class PaymentQueries {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly search: ContractSearch,
  ) {}

  /** Payments in the order in which they were recorded or made, or by amount. */
  async list(query: PaymentsQuery): Promise<Page<Payment>> {
    const order = Order.of(ORDERS, query.sort);
    const conditions = await this.conditions(query);
    order.goOn(conditions, query.cursor);
    // First the page, then what belongs to it: joined before, a million payments would be.
    const page = await pageRows(this.dataSource, {
      table: 'payments',
      conditions,
      order,
      limit: query.limit + 1,
    });
    const rows = await this.dataSource.query<Payment[]>(
      `${paymentsFrom(`${page} AS payments`)} ORDER BY ${order.sql}`,
      conditions.parameters,
    );
    return toPage(rows, query.limit, order.keyOf, (payment) => payment);
  }

  /** All of the list, for a file. */
  async all(query: PaymentsFileQuery): Promise<ListStatement> {
    const conditions = await this.conditions(query);
    return {
      select: `${PAYMENT} ${conditions.where()}`,
      order: Order.of(ORDERS, query.sort).sql,
      parameters: conditions.parameters,
    };
  }

  /** @throws NotFoundProblem */
  async get(id: string, manager: EntityManager = this.dataSource.manager): Promise<Payment> {
    const [payment] = await manager.query<Payment[]>(`${PAYMENT} WHERE payments.id = $1`, [id]);
    if (!payment) throw new NotFoundProblem(`There is no payment with id ${id}.`);
    return payment;
  }

  /** What was recorded of a contract under a reference, if anything. */
  async findByReference(
    contractId: string,
    reference: string,
    manager: EntityManager,
  ): Promise<Payment | undefined> {
    const [payment] = await manager.query<Payment[]>(
      `${PAYMENT} WHERE payments.contract_id = $1 AND payments.reference = $2`,
      [contractId, reference],
    );
    return payment;
  }

  private async conditions(query: PaymentsFileQuery): Promise<Conditions> {
    const conditions = new Conditions();
    const startOf = (date: string | undefined) => date && mallDay(date, this.clock.timeZone).start;
    conditions.add('payments.contract_id = (SELECT id FROM contracts WHERE number = $)', query.contract);
    conditions.add('payments.bill_id = (SELECT id FROM bills WHERE number = $)', query.bill);
    conditions.add('payments.reference = $', query.reference);
    conditions.add('payments.paid_at >= $', startOf(query.paidFrom));
    conditions.add('payments.paid_at < $', startOf(query.paidBefore));
    conditions.add('payments.tenant_id = $', query.tenant);
    conditions.add('payments.method = $', query.method);
    // Each as its index has it.
    if (query.reversed)
      conditions.add(`payments.reversed_at IS ${query.reversed === 'true' ? 'NOT NULL' : 'NULL'}`);
    if (query.unapplied)
      conditions.add(query.unapplied === 'true' ? 'payments.unapplied > 0' : 'payments.unapplied = 0');
    if (query.q !== undefined) await this.search.addPayments(conditions, query.q);
    return conditions;
  }
}

const ORDERS = {
  createdAt: { columns: ['payments.id'], keyOf: ({ id }) => [id], key: ['id'] },
  paidAt: {
    columns: ['payments.paid_at', 'payments.id'],
    keyOf: ({ paidAt, id }) => [paidAt.toISOString(), id],
    key: ['time', 'id'],
  },
  amount: {
    columns: ['payments.amount', 'payments.id'],
    keyOf: ({ amount, id }) => [amount, id],
    key: ['amount', 'id'],
  },
} satisfies Record<string, SortKey<Payment>>;

/** What is a {@link Payment}, without conditions. @param payments SQL: the table, or a part of it under its name. */
const paymentsFrom = (payments: string): string => `
  SELECT payments.id, contracts.number AS "contractNumber", payments.tenant_id AS "tenantId",
         tenants.name AS "tenantName", payments.bill_id AS "billId", bills.number AS "billNumber", bills.charge,
         to_char(bills.block, 'YYYY-MM') AS period, payments.amount, payments.applied, payments.unapplied,
         payments.refunded, payments.paid_at AS "paidAt", payments.method, payments.reference,
         payments.reversed_at AS "reversedAt", payments.reversal_reason AS "reversalReason",
         payments.created_at AS "createdAt"
  FROM ${payments}
  JOIN contracts ON contracts.id = payments.contract_id
  JOIN tenants ON tenants.id = payments.tenant_id
  LEFT JOIN bills ON bills.id = payments.bill_id`;

const PAYMENT = paymentsFrom('payments');
