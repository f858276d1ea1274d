import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Decimal } from 'decimal.js';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { Clock, dateInZone } from '../config/index.js';
import { ConflictProblem, type Fault, InvalidInputProblem } from '../http/index.js';
import { OCCUPYING } from '../store/index.js';
import type { Payment, RecordPayment } from './dto/payment.js';
import { paidAtOf } from './paid-at.js';
import { PaymentQueries } from './payment-queries.js';
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

/** Records what tenants have paid. */
@Injectable()
export class PaymentService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    private readonly queries: PaymentQueries,
    private readonly settlement: Settlement,
  ) {}

  /**
   * Records a payment of a bill, or with `keepRest` one on account, which settles what the contract has open, the oldest
   * due first. The reference is its idempotency key within the contract: the same payment again is that payment.
   * @throws InvalidInputProblem when there is no such bill.
   * @throws ConflictProblem when the reference stands for another payment or one that was reversed, the bill is void, or
   * less is outstanding and the rest is not to be kept.
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
      const payment = await this.queries.get(created.id, manager);
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
    { amount, charge, method, period, reference }: RecordPayment,
    paidAt: Date,
    manager: EntityManager,
  ): Promise<Payment> {
    const payment = await this.queries.findByReference(contractId, reference, manager);
    if (payment && payment.reversedAt !== null) {
      const day = dateInZone(payment.reversedAt, this.clock.timeZone);
      throw new ConflictProblem(
        `The reference ${reference} stands for a payment that was reversed on ${day}: record this one under another.`,
      );
    }
    // A bill that is named by charge and period may have been reissued since.
    const sameBill =
      payment?.billId === billId ||
      (charge !== undefined && payment?.charge === charge && payment.period === period);
    if (
      payment &&
      sameBill &&
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

/** @throws InvalidInputProblem when the input names no bill, and no contract on whose account the payment is. */
async function findPaidFor(input: RecordPayment, manager: EntityManager): Promise<PaidFor> {
  const { contractNumber, charge, period, billNumber, billId, keepRest } = input;
  const onAccount = [charge, period, billNumber, billId].every((name) => name === undefined);
  if (onAccount && contractNumber !== undefined && keepRest === true) {
    // Waits for an import, which may give a contract without bills to another tenant.
    await manager.query('LOCK TABLE contracts IN ROW EXCLUSIVE MODE');
    const [contract] = await manager.query<(PaidFor & { status: string })[]>(
      `SELECT id AS "contractId", tenant_id AS "tenantId", NULL AS "billId", status FROM contracts WHERE number = $1`,
      [contractNumber],
    );
    if (contract && !OCCUPYING.some((status) => status === contract.status)) {
      throw new ConflictProblem(
        `Contract ${contractNumber} is ${contract.status}: only one that is or was ACTIVE can be paid for.`,
      );
    }
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
