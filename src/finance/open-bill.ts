import type { ToldBill } from './tenant-notice.js';

/** A bill with something outstanding, as notices to its tenant tell of it. */
export interface OpenBill extends ToldBill {
  readonly id: string;
  readonly contactEmail: string | null;
  readonly contactPhone: string | null;
  readonly tenantId: string;
}

/** The columns that make an {@link OpenBill}, of what {@link OPEN_BILL_JOINS} joins to `bills`. */
export const OPEN_BILL_COLUMNS = `
  bills.id, bills.number, bills.charge, coalesce(bills.description, '') AS description, bills.period_start AS "periodStart", bills.period_end AS "periodEnd",
  bills.due_date AS "dueDate", bills.outstanding, contracts.number AS "contractNumber",
  contracts.contact_email AS "contactEmail", contracts.contact_phone AS "contactPhone", tenants.id AS "tenantId", tenants.name AS "tenantName",
  shops.code AS "shopCode", shops.name AS "shopName"`;

export const OPEN_BILL_JOINS = `
  JOIN contracts ON contracts.id = bills.contract_id
  JOIN tenants ON tenants.id = contracts.tenant_id
  JOIN shops ON shops.id = contracts.shop_id`;

/** What a notice tells of a bill, and nothing else of it. */
export function toldOf(bill: OpenBill): ToldBill {
  const { tenantName, number, charge, description, periodStart, periodEnd, dueDate, outstanding } = bill;
  const { contractNumber, shopCode, shopName } = bill;
  return {
    tenantName,
    number,
    charge,
    description,
    periodStart,
    periodEnd,
    dueDate,
    outstanding,
    contractNumber,
    shopCode,
    shopName,
  };
}
