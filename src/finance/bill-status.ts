/** What a contract itself charges, once a block. */
export const CONTRACT_CHARGES = ['RENT', 'MANAGEMENT'] as const;
export type ContractCharge = (typeof CONTRACT_CHARGES)[number];

/** What a bill can be charged for: beside the contract's own charges what a person charges once, and late fees. */
export const CHARGES = [...CONTRACT_CHARGES, 'OTHER', 'LATE_FEE'] as const;
export type Charge = (typeof CHARGES)[number];

/** Where a bill stands, as shown. */
export const BILL_STATUSES = ['UNPAID', 'PARTIAL', 'PAID', 'OVERDUE', 'VOID'] as const;
export type BillStatus = (typeof BILL_STATUSES)[number];

/**
 * When each status is shown, as conditions on `bills`; for every bill exactly one holds.
 * @param today the parameter that holds the mall's today.
 */
export function statusConditions(today: string): Record<BillStatus, string> {
  return {
    VOID: 'bills.voided_at IS NOT NULL',
    PAID: 'bills.outstanding = 0 AND bills.voided_at IS NULL',
    OVERDUE: `bills.outstanding > 0 AND bills.due_date < ${today}::date`,
    UNPAID: `bills.outstanding = bills.amount AND bills.due_date >= ${today}::date`,
    PARTIAL: `bills.outstanding > 0 AND bills.outstanding < bills.amount AND bills.due_date >= ${today}::date`,
  };
}

/** The status that is shown, as an SQL expression. */
export function statusExpression(today: string): string {
  const cases = Object.entries(statusConditions(today)).map(
    ([status, condition]) => `WHEN ${condition} THEN '${status}'`,
  );
  return `CASE ${cases.join(' ')} END`;
}
