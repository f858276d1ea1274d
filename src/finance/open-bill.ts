/** A bill with something outstanding, as notices to its tenant tell of it. */
export interface OpenBill {
  readonly id: string;
  readonly number: string;
  readonly charge: 'RENT' | 'MANAGEMENT';
  readonly periodStart: string;
  readonly periodEnd: string;
  readonly dueDate: string;
  /** With two decimals. */
  readonly outstanding: string;
  readonly contractNumber: string;
  readonly contactEmail: string | null;
  readonly tenantId: string;
  readonly tenantName: string;
  readonly shopCode: string;
  readonly shopName: string;
}

/** The columns that make an {@link OpenBill}, of what {@link OPEN_BILL_JOINS} joins to `bills`. */
export const OPEN_BILL_COLUMNS = `
  bills.id, bills.number, bills.charge, bills.period_start AS "periodStart", bills.period_end AS "periodEnd",
  bills.due_date AS "dueDate", bills.outstanding, contracts.number AS "contractNumber",
  contracts.contact_email AS "contactEmail", tenants.id AS "tenantId", tenants.name AS "tenantName",
  shops.code AS "shopCode", shops.name AS "shopName"`;

export const OPEN_BILL_JOINS = `
  JOIN contracts ON contracts.id = bills.contract_id
  JOIN tenants ON tenants.id = contracts.tenant_id
  JOIN shops ON shops.id = contracts.shop_id`;

/** Where a chunk of bills ended, and the next one goes on. Bills are locked in this order, so nobody waits in a circle. */
export interface BillCursor {
  readonly dueDate: string;
  readonly id: string;
}

/** Before the first bill. */
export const FIRST_BILL: BillCursor = { dueDate: '-infinity', id: '0' };

/** Where a chunk ended that is sorted by due date and id; null when nothing comes after it. */
export function nextCursor(chunk: readonly OpenBill[], size: number): BillCursor | null {
  const last = chunk.at(-1);
  return last && chunk.length === size ? { dueDate: last.dueDate, id: last.id } : null;
}
