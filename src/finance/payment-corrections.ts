import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Decimal } from 'decimal.js';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { Clock, dateInZone } from '../config/index.js';
import { ConflictProblem, InvalidInputProblem } from '../http/index.js';
import type { Payment, Refund, RefundPayment } from './dto/payment.js';
import { paidAtOf } from './paid-at.js';
import { PaymentQueries } from './payment-queries.js';
import { Settlement } from './settlement.js';

/** A recorded refund, and whether it is new. */
interface RecordedRefund {
  readonly refund: Refund;
  readonly created: boolean;
}

/** What becomes of payments afterwards. Their amounts never change: what is undone or paid back is entered besides. */
@Injectable()
export class PaymentCorrections {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    private readonly payments: PaymentQueries,
    private readonly settlement: Settlement,
  ) {}

  /**
   * Undoes a payment that did not arrive, or was recorded by mistake: the bills that it settled are open again.
   * @throws NotFoundProblem, or ConflictProblem when it is undone already, or something of it was paid back.
   */
  reverse(id: string, reason: string, actor: string): Promise<Payment> {
    return this.dataSource.transaction(async (manager) => {
      const payment = await this.getForUpdate(id, manager);
      if (payment.reversedAt !== null) {
        throw new ConflictProblem(
          `Payment ${payment.reference} was reversed on ${this.day(payment.reversedAt)}.`,
        );
      }
      await refuseAfterRefund(payment, manager);
      const now = this.clock.now();
      await this.settlement.releasePayment(manager, id, null, now);
      await manager.query(
        `WITH reversed AS (
           UPDATE payments SET reversed_at = $2, reversal_reason = $3 WHERE id = $1 RETURNING id, tenant_id, amount, paid_at
         )
         INSERT INTO account_entries (tenant_id, kind, amount, at, payment_id)
         SELECT tenant_id, 'REVERSAL', amount, greatest(paid_at, $2), id FROM reversed`,
        [id, now, reason],
      );
      await this.audit.record(manager, {
        actor,
        action: 'payment.reverse',
        subjectType: 'payment',
        subjectId: id,
        details: { amount: payment.amount, reference: payment.reference, reason },
      });
      return this.payments.get(id, manager);
    });
  }

  /**
   * Records that money was paid back to the tenant, at most as much as the payment: from what of it is credit, then from
   * the tenant's other credit, the oldest first, and then from the bills that it settled, which are open again.
   * @throws NotFoundProblem, InvalidInputProblem, or ConflictProblem when it was reversed, less of it is left, or the
   * reference stands for another refund.
   */
  refund(id: string, input: RefundPayment, actor: string): Promise<RecordedRefund> {
    const refundedAt =
      input.refundedAt === undefined
        ? this.clock.now()
        : paidAtOf({ field: 'refundedAt', text: input.refundedAt }, this.clock);
    return this.dataSource.transaction(async (manager) => {
      const payment = await this.getForUpdate(id, manager);
      const before = await recordedBefore(id, input.reference, manager);
      if (before) return { refund: sameOrConflict(before, input, refundedAt), created: false };
      const amount = amountToRefund(payment, input);
      if (refundedAt < payment.paidAt) {
        const message = `is before the payment, ${payment.paidAt.toISOString()}`;
        throw new InvalidInputProblem([{ field: 'refundedAt', value: input.refundedAt, message }]);
      }
      const [refund] = await manager.query<Refund[]>(
        `WITH refund AS (
           INSERT INTO refunds (tenant_id, payment_id, amount, reason, reference, refunded_at, created_by, created_at)
           SELECT tenant_id, id, $2, $3, $4, $5, $6, $7 FROM payments WHERE id = $1
           RETURNING *
         ), entered AS (
           INSERT INTO account_entries (tenant_id, kind, amount, at, refund_id)
           SELECT tenant_id, 'REFUND', amount, refunded_at, id FROM refund
         )
         ${REFUND} FROM refund`,
        [id, amount, input.reason, input.reference, refundedAt, actor, this.clock.now()],
      );
      if (!refund) throw new ConflictProblem(`Payment ${payment.reference} was removed meanwhile.`);
      await this.drawCredit(manager, payment, refund);
      await this.audit.record(manager, {
        actor,
        action: 'payment.refund',
        subjectType: 'payment',
        subjectId: id,
        details: { amount, reason: input.reason, reference: input.reference, refundedAt },
      });
      return { refund, created: true };
    });
  }

  /** What was paid back of a payment, the first first. @throws NotFoundProblem */
  async refundsOf(id: string): Promise<Refund[]> {
    await this.payments.get(id);
    return this.dataSource.query<Refund[]>(`${REFUND} FROM refunds WHERE payment_id = $1 ORDER BY id`, [id]);
  }

  private async getForUpdate(id: string, manager: EntityManager): Promise<Payment> {
    const { tenantId } = await this.payments.get(id, manager);
    await this.settlement.lockTenants(manager, [tenantId]);
    await manager.query(
      `SELECT count(*)
       FROM (
         SELECT
         FROM bills
         WHERE id IN (SELECT bill_id FROM allocations WHERE payment_id = $1)
         ORDER BY due_date, id
         FOR UPDATE
       ) AS locked`,
      [id],
    );
    return this.payments.get(id, manager);
  }

  /** Takes the money of a refund from where it comes. */
  private async drawCredit(manager: EntityManager, payment: Payment, refund: Refund): Promise<void> {
    const [money] = await manager.query<{ credit: string; held: string }[]>(
      `SELECT (SELECT coalesce(sum(unapplied), 0) FROM payments WHERE tenant_id = $1 AND unapplied > 0)
              + (SELECT coalesce(sum(unapplied), 0) FROM credit_notes WHERE tenant_id = $1 AND unapplied > 0) AS credit,
              (
                SELECT coalesce(sum(amount), 0) FROM allocations WHERE payment_id = $2 AND bill_id IS NOT NULL
              ) AS held`,
      [payment.tenantId, payment.id],
    );
    const { credit = '0', held = '0' } = money ?? {};
    const missing = new Decimal(refund.amount).minus(credit);
    if (missing.greaterThan(held)) {
      // What is missing was paid back in the name of another payment, as the tenant's credit.
      throw new ConflictProblem(
        `Of payment ${payment.reference} ${new Decimal(credit).plus(held).toFixed(2)} is left to pay back, not ` +
          `${refund.amount}.`,
      );
    }
    if (missing.greaterThan(0)) {
      await this.settlement.releasePayment(manager, payment.id, missing.toFixed(2), refund.refundedAt);
    }
    await manager.query(
      `WITH lots AS (
         SELECT lot.*, sum(amount) OVER (ORDER BY own DESC, since, payment_id, credit_note_id) - amount AS before
         FROM (
           SELECT id AS payment_id, NULL::bigint AS credit_note_id, unapplied AS amount, paid_at AS since, id = $2 AS own
           FROM payments WHERE tenant_id = $1 AND unapplied > 0
           UNION ALL
           SELECT NULL, id, unapplied, created_at, false FROM credit_notes WHERE tenant_id = $1 AND unapplied > 0
         ) AS lot
       ), drawn AS (
         INSERT INTO allocations (payment_id, credit_note_id, refund_id, amount, at)
         SELECT payment_id, credit_note_id, $3, least(amount, $4::numeric - before), $5
         FROM lots
         WHERE before < $4::numeric
         RETURNING payment_id, credit_note_id, amount
       ), from_credit_notes AS (
         UPDATE credit_notes
         SET applied = applied + drawn.amount
         FROM drawn
         WHERE credit_notes.id = drawn.credit_note_id
       )
       UPDATE payments
       SET applied = applied + coalesce(drawn.amount, 0),
           refunded = refunded + CASE WHEN payments.id = $2 THEN $4::numeric ELSE 0 END
       FROM (SELECT $2::bigint AS id UNION SELECT payment_id FROM drawn WHERE payment_id IS NOT NULL) AS touched
       LEFT JOIN drawn ON drawn.payment_id = touched.id
       WHERE payments.id = touched.id`,
      [payment.tenantId, payment.id, refund.id, refund.amount, refund.refundedAt],
    );
  }

  private day(moment: Date): string {
    return dateInZone(moment, this.clock.timeZone);
  }
}

const REFUND = `
  SELECT id, payment_id AS "paymentId", amount, reason, reference, refunded_at AS "refundedAt",
         created_at AS "createdAt"`;

/** Its money may have been paid back in its own name, or as the tenant's credit in that of another payment. */
async function refuseAfterRefund(payment: Payment, manager: EntityManager): Promise<void> {
  const [drawn] = await manager.query<{ amount: string }[]>(
    'SELECT coalesce(sum(amount), 0) AS amount FROM allocations WHERE payment_id = $1 AND refund_id IS NOT NULL',
    [payment.id],
  );
  const refunded = Decimal.max(payment.refunded, drawn?.amount ?? 0);
  if (refunded.isZero()) return;
  throw new ConflictProblem(
    `Payment ${payment.reference} cannot be reversed: ${refunded.toFixed(2)} of it has been paid back.`,
  );
}

async function recordedBefore(
  paymentId: string,
  reference: string | undefined,
  manager: EntityManager,
): Promise<Refund | undefined> {
  const [refund] = await manager.query<Refund[]>(
    `${REFUND} FROM refunds WHERE payment_id = $1 AND reference = $2`,
    [paymentId, reference],
  );
  return refund;
}

/** What was left out, and sent again, can only mean the same. */
function sameOrConflict(refund: Refund, input: RefundPayment, refundedAt: Date): Refund {
  const { amount, reason, reference = '' } = input;
  const same =
    (amount === undefined || new Decimal(refund.amount).equals(amount)) &&
    (input.refundedAt === undefined || refund.refundedAt.getTime() === refundedAt.getTime()) &&
    refund.reason === reason;
  if (same) return refund;
  throw new ConflictProblem(
    `The reference ${reference} stands for another refund: ${refund.amount}, ${refund.reason}.`,
  );
}

function amountToRefund(payment: Payment, { amount = payment.unapplied }: RefundPayment): string {
  if (payment.reversedAt !== null) {
    throw new ConflictProblem(`Payment ${payment.reference} was reversed: there is nothing to pay back.`);
  }
  const left = new Decimal(payment.amount).minus(payment.refunded);
  if (new Decimal(amount).greaterThan(left)) {
    throw new ConflictProblem(
      `Of payment ${payment.reference} ${left.toFixed(2)} is left to pay back, not ${amount}.`,
    );
  }
  if (new Decimal(amount).isZero()) {
    const message = `nothing of payment ${payment.reference} is credit: write how much of it is paid back`;
    throw new InvalidInputProblem([{ field: 'amount', message }]);
  }
  return amount;
}
