import { WERE_ACTIVE } from './contract-status.js';

/** SQL: whether a later contract of the same shop and tenant as the row of `contracts` is or was ACTIVE. */
const IS_FOLLOWED = `
  EXISTS (
    SELECT FROM contracts AS successor
    WHERE successor.shop_id = contracts.shop_id
      AND successor.tenant_id = contracts.tenant_id
      AND successor.start_date > contracts.end_date
      AND successor.status IN (${WERE_ACTIVE})
  )`;

/**
 * SQL: whether something takes over from the row of `contracts`, or is about to: whoever has submitted its renewal need not
 * be reminded of it. A draft may lie forgotten.
 */
export const HAS_SUCCESSOR = `(
  EXISTS (
    SELECT FROM contracts AS successor
    WHERE successor.predecessor_id = contracts.id AND successor.status <> 'DRAFT'
  )
  OR ${IS_FOLLOWED}
)`;

/** SQL: whether something takes over from the row of `contracts` for certain: a draft is only a wish. */
export const IS_RENEWED = `(
  EXISTS (
    SELECT FROM contracts AS successor
    WHERE successor.predecessor_id = contracts.id AND successor.status IN (${WERE_ACTIVE})
  )
  OR ${IS_FOLLOWED}
)`;
