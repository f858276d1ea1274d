import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Decimal } from 'decimal.js';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { Clock } from '../config/index.js';
import {
  ConflictProblem,
  type Fault,
  InvalidInputProblem,
  NotFoundProblem,
  type Page,
  toPage,
} from '../http/index.js';
import { Conditions, type ListStatement, Order, pageRows, type SortKey } from '../lists/index.js';
import { ContractSearch } from './contract-search.js';
import type { Payment, PaymentsFileQuery, PaymentsQuery, RecordPayment } from './dto/payment.js';
import { mallDay } from './mall-day.js';
import { paidAtOf } from './paid-at.js';
import { Settlement } from './settlement.js';

/** What a payment is for: a bill, or whatever is open of a contract. */
interface PaidFor {
  readonly contractId: string;
  readonly tenantId: string;
  /** Null: on account. */
  readonly billId: string | null;
}

/** The bill that a payment is for, as found and locked. */
interface PayableBill {
  readonly id: string;
  readonly number: string;
  readonly outstanding: string;
  readonly voided: boolean;
}

/** A recorded payment, and whether it is new. */
interface RecordedPayment {
  readonly payment: Payment;
  readonly created: boolean;
}

/** What tenants have paid. */
@Injectable()
export class PaymentService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    private readonly settlement: Settlement,
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

  /** @throws NotFoundProblem */
  async get(id: string, manager: EntityManager = this.dataSource.manager): Promise<Payment> {
    const [payment] = await manager.query<Payment[]>(`${PAYMENT} WHERE payments.id = $1`, [id]);
    if (!payment) throw new NotFoundProblem(`There is no payment with id ${id}.`);
    return payment;
  }

  /**
   * Records a payment of a bill, or with `keepRest` one on account, which settles what the contract has open, the oldest
   * due first. The reference is its idempotency key within the contract: the same payment again is that payment.
   * @throws InvalidInputProblem when there is no such bill.
   * @throws ConflictProblem when the reference stands for another payment, the bill is void, or less is outstanding and
   * the rest is not to be kept.
   */
  async record(input: RecordPayment, actor: string): Promise<RecordedPayment> {
    const paidAt = paidAtOf({ field: 'paidAt', text: input.paidAt }, this.clock);
    return this.dataSource.transaction(async (manager) => {
      const paidFor = await findPaidFor(input, manager);
      await this.settlement.lockTenants(manager, [paidFor.tenantId]);
      const bills = await lockBills(paidFor, manager);
      const [created] = await manager.query<{ id: string }[]>(
        `WITH payment AS (
           INSERT INTO payments (contract_id, tenant_id, bill_id, amount, paid_at, method, reference, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
           ON CONFLICT (contract_id, reference) DO NOTHING
           RETURNING id, tenant_id, amount, paid_at
         ), entered AS (
           INSERT INTO account_entries (tenant_id, kind, amount, at, payment_id)
           SELECT tenant_id, 'PAYMENT', -amount, paid_at, id FROM payment
         )
         SELECT id FROM payment`,
        [
          paidFor.contractId,
          paidFor.tenantId,
          paidFor.billId,
          input.amount,
          paidAt,
          input.method,
          input.reference,
          this.clock.now(),
        ],
      );
      if (!created) {
        return { payment: await this.recordedBefore(paidFor, input, paidAt, manager), created: false };
      }
      refuseWhatBillsCannotTake(bills, input);
      const billIds = bills.map(({ id }) => id);
      await this.settlement.applyPayment(manager, created.id, billIds);
      const payment = await this.get(created.id, manager);
      await this.audit.record(manager, {
        actor,
        action: 'payment.record',
        subjectType: 'payment',
        subjectId: created.id,
        details: {
          contract: payment.contractNumber,
          bill: payment.billNumber,
          amount: input.amount,
          applied: payment.applied,
          paidAt,
          method: input.method,
          reference: input.reference,
        },
      });
      return { payment, created: true };
    });
  }

  private async recordedBefore(
    { contractId, billId }: PaidFor,
    { amount, method, reference }: RecordPayment,
    paidAt: Date,
    manager: EntityManager,
  ): Promise<Payment> {
    const [payment] = await manager.query<Payment[]>(
      `${PAYMENT} WHERE payments.contract_id = $1 AND payments.reference = $2`,
      [contractId, reference],
    );
    if (
      payment?.billId === billId &&
      new Decimal(payment.amount).equals(amount) &&
      payment.paidAt.getTime() === paidAt.getTime() &&
      payment.method === method
    ) {
      return payment;
    }
    throw new ConflictProblem(
      `The reference ${reference} stands for another payment of this contract` +
        (payment
          ? `: ${payment.amount} ${payment.billNumber === null ? 'on account' : `for bill ${payment.billNumber}`}.`
          : '.'),
    );
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

/** @throws InvalidInputProblem when the input names no bill, and no contract on whose account the payment is. */
async function findPaidFor(input: RecordPayment, manager: EntityManager): Promise<PaidFor> {
  const { contractNumber, charge, period, billNumber, billId, keepRest } = input;
  const onAccount = [charge, period, billNumber, billId].every((name) => name === undefined);
  if (onAccount && contractNumber !== undefined && keepRest === true) {
    const [contract] = await manager.query<PaidFor[]>(
      `SELECT id AS "contractId", tenant_id AS "tenantId", NULL AS "billId" FROM contracts WHERE number = $1`,
      [contractNumber],
    );
    if (contract) return contract;
  }
  // Nothing is found by less than what names one bill and those reissued in its place, of which the last one counts.
  const [bill] = await manager.query<PaidFor[]>(
    `SELECT bills.id AS "billId", bills.contract_id AS "contractId", contracts.tenant_id AS "tenantId"
     FROM bills
     JOIN contracts ON contracts.id = bills.contract_id
     WHERE (num_nonnulls($1::bigint, $2::text) > 0 OR num_nulls($3::text, $4::text, $5::date) = 0)
       AND ($1::bigint IS NULL OR bills.id = $1)
       AND ($2::text IS NULL OR bills.number = $2)
       AND ($3::text IS NULL OR contracts.number = $3)
       AND ($4::text IS NULL OR bills.charge = $4)
       AND ($5::date IS NULL OR bills.block = $5)
     ORDER BY bills.issue DESC
     LIMIT 1`,
    [billId, billNumber, contractNumber, charge, period && `${period}-01`],
  );
  if (bill) return bill;
  throw new InvalidInputProblem([await whyNoBill(input, manager)]);
}

async function whyNoBill(
  { contractNumber, charge, period, billNumber, billId }: RecordPayment,
  manager: EntityManager,
): Promise<Fault> {
  if (billId) return { field: 'billId', value: billId, message: 'there is no such bill' };
  if (billNumber) return { field: 'billNumber', value: billNumber, message: 'there is no such bill' };
  if (contractNumber !== undefined) {
    const contracts = await manager.query<object[]>('SELECT FROM contracts WHERE number = $1', [
      contractNumber,
    ]);
    if (contracts.length === 0) {
      return { field: 'contractNumber', value: contractNumber, message: 'is not the number of a contract' };
    }
  }
  if (contractNumber === undefined || !charge || !period) {
    const message =
      'name the bill: by contractNumber, charge and period, or by billNumber, or by billId; ' +
      'or pay on account: contractNumber alone, with keepRest true';
    return { field: 'billNumber', value: billNumber, message };
  }
  const message = `contract ${contractNumber} has no ${charge} bill whose block begins in that month`;
  return { field: 'period', value: period, message };
}

/** The bills that a payment may settle, kept from being changed before the transaction ends. */
function lockBills({ billId, contractId }: PaidFor, manager: EntityManager): Promise<PayableBill[]> {
  return manager.query<PayableBill[]>(
    `SELECT id, number, outstanding, voided_at IS NOT NULL AS voided
     FROM bills
     WHERE CASE WHEN $1::bigint IS NULL THEN contract_id = $2 AND outstanding > 0 ELSE id = $1 END
     ORDER BY due_date, id
     FOR UPDATE`,
    [billId, contractId],
  );
}

/** @throws ConflictProblem when the bill is void, or less of it is outstanding than is paid and the rest is not kept. */
function refuseWhatBillsCannotTake(
  [bill]: readonly PayableBill[],
  { amount, keepRest }: RecordPayment,
): void {
  if (bill?.voided) throw new ConflictProblem(`Bill ${bill.number} is void: nothing can be paid on it.`);
  if (bill && keepRest !== true && new Decimal(amount).greaterThan(bill.outstanding)) {
    throw new ConflictProblem(
      `Of bill ${bill.number} ${bill.outstanding} is outstanding, which is less than the payment, ${amount}. ` +
        "With keepRest true the rest is kept as the tenant's credit.",
    );
  }
}
