import { BILLING_RULES, TERMS } from './billing-rules.js';

/**
 * SQL: to `own_charges`, the bills of contracts' own charges that are not void, with what the rules give for each under its
 * contract's present terms (`by_rules`), and what of it was taken back because of an early end (`ended`) and for whatever
 * reason (`taken`).
 * @param condition on `contracts`.
 */
export function ownCharges(condition: string): string {
  return `
    terms AS MATERIALIZED (
      ${TERMS} AND ${condition}
    ), blocks AS MATERIALIZED (
      SELECT DISTINCT terms.*, bills.charge, bills.block
      FROM terms
      JOIN bills ON bills.contract_id = terms.id AND line = 0 AND voided_at IS NULL
    ), ${BILLING_RULES}, own_charges AS (
      SELECT bills.id, bills.number, bills.charge, bills.due_date, bills.amount,
             coalesce(due_bills.amount, 0) AS by_rules, notes.ended, notes.taken
      FROM contracts
      JOIN bills ON bills.contract_id = contracts.id AND line = 0 AND voided_at IS NULL
      LEFT JOIN due_bills USING (contract_id, charge, block)
      CROSS JOIN LATERAL (
        SELECT coalesce(sum(amount) FILTER (WHERE kind = 'TERMINATION'), 0) AS ended,
               coalesce(sum(amount), 0) AS taken
        FROM credit_notes
        WHERE bill_id = bills.id
      ) AS notes
      WHERE ${condition}
    )`;
}
