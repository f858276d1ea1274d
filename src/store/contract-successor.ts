import { OCCUPYING } from './contract-status.js';

const WERE_ACTIVE = OCCUPYING.map((status) => `'${status}'`).join(', ');

/**
 * SQL: whether something takes over from the row of `contracts`: the contract that names it as its predecessor, or a
 * later one of the same shop and tenant that is or was ACTIVE. A draft is only a wish.
 */
export const HAS_SUCCESSOR = `(
  EXISTS (SELECT FROM contracts AS successor WHERE successor.predecessor_id = contracts.id)
  OR EXISTS (
    SELECT FROM contracts AS successor
    WHERE successor.shop_id = contracts.shop_id
      AND successor.tenant_id = contracts.tenant_id
      AND successor.start_date > contracts.end_date
      AND successor.status IN (${WERE_ACTIVE})
  )
)`;
