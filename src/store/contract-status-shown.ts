import { type ContractStatus, WERE_ACTIVE } from './contract-status.js';

/**
 * SQL: the term of the row of `contracts` is over, and what has become of it may still be to be settled: it is stored as
 * ACTIVE, or as EXPIRED, which a successor that is approved late turns into RENEWED.
 * @param today SQL for the mall's date.
 */
function isOver(today: string): string {
  return `(contracts.status = 'EXPIRED' OR (contracts.status = 'ACTIVE' AND contracts.end_date < ${today}::date))`;
}

/** SQL: the row of `contracts` was ended early, which says more than that it has a successor. */
const ENDED_EARLY = '(contracts.terminated_at IS NOT NULL)';

/** SQL: a contract that names the row of `contracts` as its predecessor is or was ACTIVE. */
const HAS_RENEWAL = `EXISTS (
  SELECT
  FROM contracts AS renewal
  WHERE renewal.predecessor_id = contracts.id AND renewal.status IN (${WERE_ACTIVE})
)`;

/**
 * SQL: the status of the row of `contracts` on a day. It needs nobody to note that a term is over: what the nightly task
 * stores is this same expression.
 * @param today SQL for the mall's date.
 */
export function shownStatus(today: string): string {
  return `CASE
    WHEN NOT ${isOver(today)} THEN contracts.status
    WHEN ${ENDED_EARLY} THEN 'TERMINATED'
    WHEN ${HAS_RENEWAL} THEN 'RENEWED'
    ELSE 'EXPIRED'
  END`;
}

/**
 * SQL: the row of `contracts` is shown with a status. The same as to compare {@link shownStatus}, said so that PostgreSQL
 * looks for successors once and not for each row.
 * @param today SQL for the mall's date.
 */
export function isShownAs(status: ContractStatus, today: string): string {
  const renewed = `contracts.id IN (
    SELECT renewal.predecessor_id
    FROM contracts AS renewal
    WHERE renewal.predecessor_id IS NOT NULL AND renewal.status IN (${WERE_ACTIVE})
  )`;
  switch (status) {
    case 'DRAFT':
    case 'PENDING_REVIEW':
      return `contracts.status = '${status}'`;
    case 'ACTIVE':
      return `(contracts.status = 'ACTIVE' AND contracts.end_date >= ${today}::date)`;
    case 'TERMINATED':
      return `(contracts.status = 'TERMINATED' OR (${isOver(today)} AND ${ENDED_EARLY}))`;
    case 'RENEWED':
      return `(contracts.status = 'RENEWED' OR (${isOver(today)} AND NOT ${ENDED_EARLY} AND ${renewed}))`;
    case 'EXPIRED':
      return `(${isOver(today)} AND NOT ${ENDED_EARLY} AND NOT ${renewed})`;
  }
}
