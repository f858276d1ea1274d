import { ownCharges } from './own-charges.js';

/** Something that must be true of money. */
interface ReconciliationCheck {
  /** What is compared, in words. */
  readonly check: string;
  /** SQL: what differs, as rows of `subject, expected, found`. */
  readonly differs: string;
}

/** What must be true of money, whatever happened; each is looked for in all rows at once. */
export const RECONCILIATION_CHECKS: readonly ReconciliationCheck[] = [
  {
    check: 'amount of the bill = paid + credited + outstanding',
    differs: `
      SELECT number AS subject, amount AS expected, paid + credited + outstanding AS found
      FROM bills
      WHERE amount <> paid + credited + outstanding OR paid < 0 OR credited < 0 OR outstanding < 0`,
  },
  {
    check: 'paid and credited of the bill = what payments and credit notes settled of it',
    differs: `
      SELECT number AS subject, format('%s + %s', coalesce(sums.paid, 0.00), coalesce(sums.credited, 0.00)) AS expected,
             format('%s + %s', bills.paid, bills.credited) AS found
      FROM bills
      LEFT JOIN (
        SELECT bill_id, sum(amount) FILTER (WHERE payment_id IS NOT NULL) AS paid,
               sum(amount) FILTER (WHERE credit_note_id IS NOT NULL) AS credited
        FROM allocations
        WHERE bill_id IS NOT NULL
        GROUP BY bill_id
      ) AS sums ON sums.bill_id = bills.id
      WHERE (bills.paid, bills.credited) <> (coalesce(sums.paid, 0), coalesce(sums.credited, 0))`,
  },
  {
    check: 'what is applied of the payment = what went to bills and refunds',
    differs: `
      SELECT format('%s (%s)', reference, contracts.number) AS subject, coalesce(sums.amount, 0) AS expected,
             applied AS found
      FROM payments
      JOIN contracts ON contracts.id = payments.contract_id
      LEFT JOIN (
        SELECT payment_id, sum(amount) AS amount FROM allocations WHERE payment_id IS NOT NULL GROUP BY payment_id
      ) AS sums ON sums.payment_id = payments.id
      WHERE applied <> coalesce(sums.amount, 0)`,
  },
  {
    check: 'what is applied of the credit note = what went to bills and refunds',
    differs: `
      SELECT number AS subject, coalesce(sums.amount, 0) AS expected, applied AS found
      FROM credit_notes
      LEFT JOIN (
        SELECT credit_note_id, sum(amount) AS amount
        FROM allocations
        WHERE credit_note_id IS NOT NULL
        GROUP BY credit_note_id
      ) AS sums ON sums.credit_note_id = credit_notes.id
      WHERE applied <> coalesce(sums.amount, 0)`,
  },
  {
    check: 'what was paid back of the payment = the sum of its refunds',
    differs: `
      SELECT format('%s (%s)', reference, contracts.number) AS subject, coalesce(sums.amount, 0) AS expected,
             refunded AS found
      FROM payments
      JOIN contracts ON contracts.id = payments.contract_id
      LEFT JOIN (SELECT payment_id, sum(amount) AS amount FROM refunds GROUP BY payment_id) AS sums
        ON sums.payment_id = payments.id
      WHERE refunded <> coalesce(sums.amount, 0)`,
  },
  {
    check: 'amount of the refund = what it took from payments and credit notes',
    differs: `
      SELECT format('refund %s', refunds.id) AS subject, refunds.amount AS expected, coalesce(sums.amount, 0) AS found
      FROM refunds
      LEFT JOIN (
        SELECT refund_id, sum(amount) AS amount FROM allocations WHERE refund_id IS NOT NULL GROUP BY refund_id
      ) AS sums ON sums.refund_id = refunds.id
      WHERE refunds.amount <> coalesce(sums.amount, 0)`,
  },
  {
    check: "credit notes of the bill take back at most its amount, and all of a void one's",
    differs: `
      SELECT bills.number AS subject, bills.amount AS expected, coalesce(sums.amount, 0) AS found
      FROM bills
      LEFT JOIN (SELECT bill_id, sum(amount) AS amount FROM credit_notes GROUP BY bill_id) AS sums
        ON sums.bill_id = bills.id
      WHERE sums.amount > bills.amount OR (voided_at IS NOT NULL AND bills.amount <> coalesce(sums.amount, 0))`,
  },
  entered('bill', 'bill_id', 'BILL', `SELECT id, number AS subject, amount FROM bills`),
  entered(
    'credit note',
    'credit_note_id',
    'CREDIT_NOTE',
    `SELECT id, number AS subject, -amount AS amount FROM credit_notes`,
  ),
  entered(
    'payment',
    'payment_id',
    'PAYMENT',
    `SELECT id, reference AS subject, -amount AS amount FROM payments`,
  ),
  entered(
    'reversal',
    'payment_id',
    'REVERSAL',
    `SELECT id, reference AS subject, amount FROM payments WHERE reversed_at IS NOT NULL`,
  ),
  entered(
    'refund',
    'refund_id',
    'REFUND',
    `SELECT id, format('refund %s', id) AS subject, amount FROM refunds`,
  ),
  {
    check: 'the payment is credited to the tenant of its contract',
    differs: `
      SELECT reference AS subject, contracts.tenant_id AS expected, payments.tenant_id AS found
      FROM payments
      JOIN contracts ON contracts.id = payments.contract_id
      WHERE payments.tenant_id <> contracts.tenant_id`,
  },
  {
    check: 'the bill of a contract that ended early, less what that took back = what the rules give',
    differs: `
      WITH ${ownCharges('contracts.terminated_at IS NOT NULL')}
      SELECT number AS subject, by_rules AS expected, amount - ended AS found
      FROM own_charges
      -- A person may have taken back the rest before.
      WHERE taken < amount AND amount - ended <> by_rules`,
  },
  {
    check: "the sum of the tenant's account = what is outstanding less what is credit",
    differs: `
      SELECT tenants.name AS subject, coalesce(owed.amount, 0) - coalesce(credit.amount, 0) AS expected,
             coalesce(account.amount, 0) AS found
      FROM tenants
      LEFT JOIN (SELECT tenant_id, sum(amount) AS amount FROM account_entries GROUP BY tenant_id) AS account
        ON account.tenant_id = tenants.id
      LEFT JOIN (
        SELECT tenant_id, sum(outstanding) AS amount
        FROM bills
        JOIN contracts ON contracts.id = bills.contract_id
        WHERE outstanding > 0
        GROUP BY tenant_id
      ) AS owed ON owed.tenant_id = tenants.id
      LEFT JOIN (
        SELECT tenant_id, sum(unapplied) AS amount
        FROM (
          SELECT tenant_id, unapplied FROM payments WHERE unapplied > 0
          UNION ALL
          SELECT tenant_id, unapplied FROM credit_notes WHERE unapplied > 0
        ) AS lots
        GROUP BY tenant_id
      ) AS credit ON credit.tenant_id = tenants.id
      WHERE coalesce(account.amount, 0) <> coalesce(owed.amount, 0) - coalesce(credit.amount, 0)`,
  },
];

/**
 * That each of some rows is entered in an account once, with its amount; the index sees to it that it is not twice.
 * @param rows SQL: rows of `id, subject, amount`.
 */
function entered(what: string, column: string, kind: string, rows: string): ReconciliationCheck {
  return {
    check: `the ${what} is entered in its tenant's account`,
    differs: `
        SELECT rows.subject, rows.amount AS expected, coalesce(entries.amount, 0) AS found
        FROM (${rows}) AS rows
        LEFT JOIN account_entries AS entries ON entries.${column} = rows.id AND entries.kind = '${kind}'
        WHERE rows.amount IS DISTINCT FROM entries.amount`,
  };
}
