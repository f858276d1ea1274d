import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Decimal } from 'decimal.js';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { Clock } from '../config/index.js';
import {
  decodeCursor,
  ConflictProblem,
  InvalidInputProblem,
  NotFoundProblem,
  type Page,
  toPage,
} from '../http/index.js';
import { BadCell } from '../imports/index.js';
import type { Payment, PaymentsQuery, RecordPayment } from './dto/payment.js';
import { mallDay } from './mall-day.js';
import { parsePaidAt } from './paid-at.js';

/** The bill that a payment is for, as found and locked. */
interface PayableBill {
  readonly id: string;
  readonly number: string;
  readonly contractId: string;
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
  ) {}

  /** Payments, the latest first. */
  async list(query: PaymentsQuery): Promise<Page<Payment>> {
    const [beforeId] = decodeCursor(query.cursor, 'id');
    const startOf = (date: string | undefined) => date && mallDay(date, this.clock.timeZone).start;
    const rows = await this.dataSource.query<Payment[]>(
      `${PAYMENT}
       WHERE ($1::text IS NULL OR payments.contract_id = (SELECT id FROM contracts WHERE number = $1))
         AND ($2::text IS NULL OR payments.bill_id = (SELECT id FROM bills WHERE number = $2))
         AND ($3::text IS NULL OR payments.reference = $3)
         AND ($4::timestamptz IS NULL OR payments.paid_at >= $4)
         AND ($5::timestamptz IS NULL OR payments.paid_at < $5)
         AND ($6::bigint IS NULL OR payments.id < $6)
       ORDER BY payments.id DESC
       LIMIT $7`,
      [
        query.contract,
        query.bill,
        query.reference,
        startOf(query.paidFrom),
        startOf(query.paidBefore),
        beforeId,
        query.limit + 1,
      ],
    );
    return toPage(
      rows,
      query.limit,
      (payment) => [payment.id],
      (payment) => payment,
    );
  }

  /** @throws NotFoundProblem */
  async get(id: string, manager: EntityManager = this.dataSource.manager): Promise<Payment> {
    const [payment] = await manager.query<Payment[]>(`${PAYMENT} WHERE payments.id = $1`, [id]);
    if (!payment) throw new NotFoundProblem(`There is no payment with id ${id}.`);
    return payment;
  }

  /**
   * Records a payment of a bill. The reference is its idempotency key within the contract: the same payment again is
   * that payment.
   * @throws InvalidInputProblem when there is no such bill.
   * @throws ConflictProblem when the reference stands for another payment, the bill is void, or less is outstanding.
   */
  async record(input: RecordPayment, actor: string): Promise<RecordedPayment> {
    const paidAt = this.paidAt(input.paidAt);
    return this.dataSource.transaction(async (manager) => {
      // First the table, then the bill: an import takes them in the same order.
      await manager.query('LOCK TABLE payments IN ROW EXCLUSIVE MODE');
      const bill = await lockBill(input, manager);
      const [created] = await manager.query<{ id: string }[]>(
        `INSERT INTO payments (contract_id, bill_id, amount, paid_at, method, reference, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (contract_id, reference) DO NOTHING
         RETURNING id`,
        [bill.contractId, bill.id, input.amount, paidAt, input.method, input.reference, this.clock.now()],
      );
      if (!created) {
        return { payment: await this.recordedBefore(bill, input, paidAt, manager), created: false };
      }
      await settle(bill, input.amount, manager);
      await this.audit.record(manager, {
        actor,
        action: 'payment.record',
        subjectType: 'payment',
        subjectId: created.id,
        details: {
          bill: bill.number,
          amount: input.amount,
          paidAt,
          method: input.method,
          reference: input.reference,
        },
      });
      return { payment: await this.get(created.id, manager), created: true };
    });
  }

  private paidAt(text: string): Date {
    try {
      return parsePaidAt(text, this.clock);
    } catch (error) {
      if (!(error instanceof BadCell)) throw error;
      throw new InvalidInputProblem([{ field: 'paidAt', value: text, message: error.message }]);
    }
  }

  private async recordedBefore(
    bill: PayableBill,
    { amount, method, reference }: RecordPayment,
    paidAt: Date,
    manager: EntityManager,
  ): Promise<Payment> {
    const [payment] = await manager.query<Payment[]>(
      `${PAYMENT} WHERE payments.contract_id = $1 AND payments.reference = $2`,
      [bill.contractId, reference],
    );
    if (
      payment?.billNumber === bill.number &&
      new Decimal(payment.amount).equals(amount) &&
      payment.paidAt.getTime() === paidAt.getTime() &&
      payment.method === method
    ) {
      return payment;
    }
    throw new ConflictProblem(
      `The reference ${reference} stands for another payment of this contract` +
        (payment ? `: ${payment.amount} for bill ${payment.billNumber}.` : '.'),
    );
  }
}

const PAYMENT = `
  SELECT payments.id, contracts.number AS "contractNumber", bills.number AS "billNumber", bills.charge,
         to_char(bills.block, 'YYYY-MM') AS period, payments.amount, payments.paid_at AS "paidAt", payments.method,
         payments.reference, payments.created_at AS "createdAt"
  FROM payments
  JOIN bills ON bills.id = payments.bill_id
  JOIN contracts ON contracts.id = payments.contract_id`;

/** Finds the bill that a payment names, and keeps others from changing it before the transaction ends. */
async function lockBill(input: RecordPayment, manager: EntityManager): Promise<PayableBill> {
  const { contractNumber, charge, period, billNumber, billId } = input;
  // Nothing is found by less than what names one bill and those reissued in its place, of which the last one counts.
  const [bill] = await manager.query<PayableBill[]>(
    `SELECT bills.id, bills.number, bills.contract_id AS "contractId", bills.outstanding,
            bills.voided_at IS NOT NULL AS voided
     FROM bills
     JOIN contracts ON contracts.id = bills.contract_id
     WHERE (num_nonnulls($1::bigint, $2::text) > 0 OR num_nulls($3::text, $4::text, $5::date) = 0)
       AND ($1::bigint IS NULL OR bills.id = $1)
       AND ($2::text IS NULL OR bills.number = $2)
       AND ($3::text IS NULL OR contracts.number = $3)
       AND ($4::text IS NULL OR bills.charge = $4)
       AND ($5::date IS NULL OR bills.block = $5)
     ORDER BY bills.issue DESC
     LIMIT 1
     FOR UPDATE OF bills`,
    [billId, billNumber, contractNumber, charge, period && `${period}-01`],
  );
  if (bill) return bill;
  throw new InvalidInputProblem([await whyNoBill(input, manager)]);
}

async function whyNoBill(
  { contractNumber, charge, period, billNumber, billId }: RecordPayment,
  manager: EntityManager,
): Promise<{ field: string; value: unknown; message: string }> {
  if (billId) return { field: 'billId', value: billId, message: 'there is no such bill' };
  if (billNumber) return { field: 'billNumber', value: billNumber, message: 'there is no such bill' };
  if (!contractNumber || !charge || !period) {
    const message = 'name the bill: by contractNumber, charge and period, or by billNumber, or by billId';
    return { field: 'billNumber', value: billNumber, message };
  }
  const contracts = await manager.query<object[]>('SELECT FROM contracts WHERE number = $1', [
    contractNumber,
  ]);
  if (contracts.length === 0) {
    return { field: 'contractNumber', value: contractNumber, message: 'is not the number of a contract' };
  }
  const message = `contract ${contractNumber} has no ${charge} bill whose block begins in that month`;
  return { field: 'period', value: period, message };
}

/** @throws ConflictProblem when the bill cannot take the amount. */
async function settle(bill: PayableBill, amount: string, manager: EntityManager): Promise<void> {
  if (bill.voided) throw new ConflictProblem(`Bill ${bill.number} is void: nothing can be paid on it.`);
  if (new Decimal(amount).greaterThan(bill.outstanding)) {
    throw new ConflictProblem(
      `Of bill ${bill.number} ${bill.outstanding} is outstanding, which is less than the payment, ${amount}.`,
    );
  }
  await manager.query('UPDATE bills SET paid = paid + $2 WHERE id = $1', [bill.id, amount]);
}
