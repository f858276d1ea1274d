import { type ContractStatus, OCCUPYING } from './contract-status.js';

/** SQL: whether a contract that names the row of `contracts` as its predecessor is or was ACTIVE. */
const RENEWED = `EXISTS (
  SELECT
  FROM contracts AS renewal
  WHERE renewal.predecessor_id = contracts.id
    AND renewal.status IN (${OCCUPYING.map((status) => `'${status}'`).join(', ')})
)`;

/** SQL: what a contract is once its term is over, for the row of `contracts`. An early end says more than a successor. */
const ONCE_OVER = `CASE
  WHEN contracts.terminated_at IS NOT NULL THEN 'TERMINATED'
  WHEN ${RENEWED} THEN 'RENEWED'
  ELSE 'EXPIRED'
END`;

/**
 * SQL: the row of `contracts` is, or should by then be, stored as over without being settled for good: ACTIVE past its
 * end, or EXPIRED, which a successor that is approved late turns into RENEWED.
 * @param today SQL for the mall's date.
 */
function isOver(today: string): string {
  return `(contracts.status = 'EXPIRED' OR (contracts.status = 'ACTIVE' AND contracts.end_date < ${today}::date))`;
}

/**
 * SQL: the status of the row of `contracts` on a day. It needs nobody to note that a term is over: what the nightly task
 * stores is this same expression.
 * @param today SQL for the mall's date.
 */
export function shownStatus(today: string): string {
  return `CASE WHEN ${isOver(today)} THEN ${ONCE_OVER} ELSE contracts.status END`;
}

/**
 * SQL: the row of `contracts` is shown with a status. The same as to compare {@link shownStatus}, said so that indexes
 * and cheap comparisons come first.
 * @param today SQL for the mall's date.
 */
export function isShownAs(status: ContractStatus, today: string): string {
  switch (status) {
    case 'DRAFT':
    case 'PENDING_REVIEW':
      return `contracts.status = '${status}'`;
    case 'ACTIVE':
      return `(contracts.status = 'ACTIVE' AND contracts.end_date >= ${today}::date)`;
    case 'EXPIRED':
      return `(${isOver(today)} AND ${ONCE_OVER} = 'EXPIRED')`;
    case 'TERMINATED':
    case 'RENEWED':
      return `(contracts.status = '${status}' OR (${isOver(today)} AND ${ONCE_OVER} = '${status}'))`;
  }
}
