import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/**
 * Where money goes: a payment or credit note settles bills, the oldest due first. Everything here works on what the
 * caller has locked with {@link Settlement.lockTenants}, in the caller's transaction.
 */
@Injectable()
export class Settlement {
  /**
   * Keeps everybody else from moving the money of some tenants before the transaction ends. First the table, then
   * tenants, then bills by due date and id: whoever moves money locks in this order, so that nobody waits in a circle.
   */
  async lockTenants(manager: EntityManager, tenantIds: readonly string[]): Promise<void> {
    // An import of payments holds the whole table.
    await manager.query('LOCK TABLE payments IN ROW EXCLUSIVE MODE');
    await manager.query(
      `SELECT count(*)
       FROM (SELECT FROM tenants WHERE id = ANY ($1::bigint[]) ORDER BY id FOR NO KEY UPDATE) AS locked`,
      [tenantIds],
    );
  }

  /** The open bills of tenants, kept from being changed before the transaction ends. */
  async lockOpenBills(manager: EntityManager, tenantIds: readonly string[]): Promise<void> {
    await manager.query(
      `SELECT count(*)
       FROM (
         SELECT
         FROM bills
         WHERE outstanding > 0 AND contract_id IN (SELECT id FROM contracts WHERE tenant_id = ANY ($1::bigint[]))
         ORDER BY due_date, id
         FOR UPDATE
       ) AS locked`,
      [tenantIds],
    );
  }

  /**
   * Applies a payment to open bills, the oldest due first, as of the moment at which it was paid.
   * @param billIds locked.
   * @returns what was applied, with two decimals.
   */
  applyPayment(manager: EntityManager, paymentId: string, billIds: readonly string[]): Promise<string> {
    return apply(manager, {
      key: 'contracts.tenant_id',
      lots: `SELECT tenant_id AS key, id AS payment_id, NULL::bigint AS credit_note_id, unapplied AS amount,
                    paid_at AS since, paid_at AS at
             FROM payments WHERE id = $1 AND unapplied > 0`,
      bills: 'bills.id = ANY ($2::bigint[])',
      parameters: [paymentId, billIds],
    });
  }

  /**
   * Applies credit notes to open bills of a contract, the oldest due first.
   * @param which of them each may settle: the bill of which it takes back, those for the same charge, or all.
   * @param contractId whose open bills are locked.
   */
  applyCreditNotes(
    manager: EntityManager,
    creditNoteIds: readonly string[],
    which: keyof typeof SETTLED_BY_NOTES,
    contractId: string,
    at: Date,
  ): Promise<string> {
    return apply(manager, {
      key: SETTLED_BY_NOTES[which],
      lots: `SELECT ${SETTLED_BY_NOTES[which]} AS key, NULL::bigint AS payment_id, credit_notes.id AS credit_note_id,
                    unapplied AS amount, credit_notes.created_at AS since, $3::timestamptz AS at
             FROM credit_notes
             JOIN bills ON bills.id = bill_id
             WHERE credit_notes.id = ANY ($1::bigint[]) AND unapplied > 0`,
      bills: 'bills.contract_id = $2',
      parameters: [creditNoteIds, contractId, at],
    });
  }

  /**
   * Applies all credit of tenants to what they have open, the oldest credit to what is due first.
   * @param tenantIds locked, with their open bills.
   * @returns what was applied, with two decimals.
   */
  applyCredit(manager: EntityManager, tenantIds: readonly string[], at: Date): Promise<string> {
    return apply(manager, {
      key: 'contracts.tenant_id',
      lots: `SELECT tenant_id AS key, id AS payment_id, NULL::bigint AS credit_note_id, unapplied AS amount,
                    paid_at AS since, $2::timestamptz AS at
             FROM payments WHERE tenant_id = ANY ($1::bigint[]) AND unapplied > 0
             UNION ALL
             SELECT tenant_id, NULL, id, unapplied, created_at, $2
             FROM credit_notes WHERE tenant_id = ANY ($1::bigint[]) AND unapplied > 0`,
      bills: 'contracts.tenant_id = ANY ($1::bigint[])',
      parameters: [tenantIds, at],
    });
  }

  /**
   * Takes a payment away from the bills that it settles, the latest due first; they are open again, and it is credit. Where
   * it counts only from a later day on, so does this: nobody owes more in between than was billed. What was settled is
   * told of anew where it was not before: a notice that waited then was dropped.
   * @param amount how much, with two decimals; null: all of it.
   */
  async releasePayment(
    manager: EntityManager,
    paymentId: string,
    amount: string | null,
    at: Date,
  ): Promise<void> {
    await manager.query(
      `WITH held AS (
         SELECT bill_id, sum(allocations.amount) AS amount, max(at) AS since
         FROM allocations
         WHERE payment_id = $1 AND bill_id IS NOT NULL
         GROUP BY bill_id
       ), ordered AS (
         SELECT bill_id, held.amount, held.since,
                sum(held.amount) OVER (ORDER BY due_date DESC, bill_id DESC) - held.amount AS before
         FROM held
         JOIN bills ON bills.id = bill_id
         WHERE held.amount > 0
       ), released AS (
         INSERT INTO allocations (payment_id, bill_id, amount, at)
         SELECT $1, bill_id, -least(amount, coalesce($2::numeric, amount + before) - before), greatest(since, $3)
         FROM ordered
         WHERE $2::numeric IS NULL OR before < $2::numeric
         RETURNING bill_id, amount
       ), reopened AS (
         UPDATE bills
         SET paid = paid + released.amount,
             reminded_at = CASE WHEN outstanding > 0 THEN reminded_at END,
             alert_stage = CASE WHEN outstanding > 0 THEN alert_stage ELSE 0 END
         FROM released
         WHERE bills.id = released.bill_id
       )
       UPDATE payments
       SET applied = applied + (SELECT coalesce(sum(amount), 0) FROM released)
       WHERE id = $1`,
      [paymentId, amount, at],
    );
  }

  /**
   * Takes away from a bill what was not paid for it: credit notes, and what was left of other payments or paid on account.
   * It is credit again.
   */
  async releaseCredit(manager: EntityManager, billId: string, at: Date): Promise<void> {
    await manager.query(
      `WITH held AS (
         SELECT payment_id, credit_note_id, sum(allocations.amount) AS amount, max(at) AS since
         FROM allocations
         LEFT JOIN payments ON payments.id = payment_id
         WHERE allocations.bill_id = $1 AND payments.bill_id IS DISTINCT FROM $1
         GROUP BY payment_id, credit_note_id
         HAVING sum(allocations.amount) > 0
       ), released AS (
         INSERT INTO allocations (payment_id, credit_note_id, bill_id, amount, at)
         SELECT payment_id, credit_note_id, $1, -amount, greatest(since, $2) FROM held
         RETURNING payment_id, credit_note_id, amount
       ), reopened AS (
         UPDATE bills
         SET paid = bills.paid + sums.paid, credited = bills.credited + sums.credited
         FROM (
           SELECT coalesce(sum(amount) FILTER (WHERE payment_id IS NOT NULL), 0) AS paid,
                  coalesce(sum(amount) FILTER (WHERE credit_note_id IS NOT NULL), 0) AS credited
           FROM released
         ) AS sums
         WHERE id = $1
       ), from_payments AS (
         UPDATE payments
         SET applied = applied + released.amount
         FROM released
         WHERE payments.id = released.payment_id
       )
       UPDATE credit_notes
       SET applied = applied + released.amount
       FROM released
       WHERE credit_notes.id = released.credit_note_id`,
      [billId, at],
    );
  }
}

/** By what a credit note finds the bills that it may settle. */
const SETTLED_BY_NOTES = {
  itself: 'bills.id',
  charge: 'bills.charge',
  contract: 'bills.contract_id',
} as const;

/** What settles, and what is settled; both as SQL with the same parameters. */
interface Application {
  /** Rows of `key, payment_id, credit_note_id, amount, since, at`; a lot settles bills of its key. */
  readonly lots: string;
  /** The key of a bill, an expression on `bills` and `contracts`. */
  readonly key: string;
  /** A condition on `bills` and `contracts`. */
  readonly bills: string;
  readonly parameters: readonly unknown[];
}

/**
 * Lays the lots of each key end to end, and its open bills beside them: where a lot and a bill overlap, that much of
 * the one goes to the other. One statement for any number of them.
 */
async function apply(manager: EntityManager, { lots, key, bills, parameters }: Application): Promise<string> {
  const [row] = await manager.query<{ applied: string }[]>(
    `WITH lots AS (
       SELECT lot.*, sum(amount) OVER (PARTITION BY key ORDER BY since, payment_id, credit_note_id) AS upto
       FROM (${lots}) AS lot
     ), open_bills AS (
       SELECT ${key} AS key, bills.id AS bill_id, bills.outstanding AS amount,
              sum(bills.outstanding) OVER (PARTITION BY ${key} ORDER BY due_date, bills.id) AS upto
       FROM bills
       JOIN contracts ON contracts.id = bills.contract_id
       WHERE bills.outstanding > 0 AND ${bills}
     ), shares AS (
       SELECT payment_id, credit_note_id, bill_id, lots.at,
              least(lots.upto, open_bills.upto)
                - greatest(lots.upto - lots.amount, open_bills.upto - open_bills.amount) AS amount
       FROM lots
       JOIN open_bills USING (key)
       WHERE lots.upto > open_bills.upto - open_bills.amount
         AND open_bills.upto > lots.upto - lots.amount
     ), allocated AS (
       INSERT INTO allocations (payment_id, credit_note_id, bill_id, amount, at)
       SELECT payment_id, credit_note_id, bill_id, amount, at FROM shares
       RETURNING payment_id, credit_note_id, bill_id, amount
     ), settled AS (
       UPDATE bills
       SET paid = bills.paid + sums.paid, credited = bills.credited + sums.credited
       FROM (
         SELECT bill_id,
                coalesce(sum(amount) FILTER (WHERE payment_id IS NOT NULL), 0) AS paid,
                coalesce(sum(amount) FILTER (WHERE credit_note_id IS NOT NULL), 0) AS credited
         FROM allocated
         GROUP BY bill_id
       ) AS sums
       WHERE bills.id = sums.bill_id
     ), payments_applied AS (
       UPDATE payments
       SET applied = payments.applied + sums.amount
       FROM (SELECT payment_id, sum(amount) AS amount FROM allocated GROUP BY payment_id) AS sums
       WHERE payments.id = sums.payment_id
     ), credit_notes_applied AS (
       UPDATE credit_notes
       SET applied = credit_notes.applied + sums.amount
       FROM (SELECT credit_note_id, sum(amount) AS amount FROM allocated GROUP BY credit_note_id) AS sums
       WHERE credit_notes.id = sums.credit_note_id
     )
     SELECT coalesce(sum(amount), 0)::numeric(20,2) AS applied FROM allocated`,
    [...parameters],
  );
  return row?.applied ?? '0.00';
}
