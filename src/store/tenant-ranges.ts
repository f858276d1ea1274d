import type { EntityManager } from 'typeorm';

/** Tenants that are told something in one transaction. */
const TENANTS = 500;

/** Tenants by their ids. */
export interface TenantRange {
  /** Not this one, those after it. */
  readonly after: string;
  /** The last one. */
  readonly upTo: string;
}

const LAST = '9223372036854775807';

/**
 * Parts of the tenants that a query gives, some hundred each, in the order of their ids; the last one is open to tenants who
 * come later. Whoever tells tenants something goes through them by these: all of one tenant is in one part, and two who go
 * through them at once meet in the same order.
 * @param tenantIds SQL of a column `tenant_id`.
 */
export async function tenantRanges(
  manager: EntityManager,
  tenantIds: string,
  parameters: readonly unknown[],
): Promise<TenantRange[]> {
  const rows = await manager.query<{ bound: string }[]>(
    `SELECT tenant_id AS bound
     FROM (
       SELECT tenant_id, row_number() OVER (ORDER BY tenant_id) AS number
       FROM (SELECT DISTINCT tenant_id FROM (${tenantIds}) AS told) AS once
     ) AS numbered
     WHERE number % ${TENANTS} = 0
     ORDER BY tenant_id`,
    [...parameters],
  );
  const bounds = rows.map(({ bound }) => bound);
  return [...bounds, LAST].map((upTo, index) => ({ after: bounds[index - 1] ?? '0', upTo }));
}
