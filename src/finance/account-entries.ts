/**
 * SQL: enters new bills in their tenants' accounts, as a part of the statement that makes them.
 * @param bills the part that gives them, with all columns of `bills` that are used here.
 */
export function enteredBills(bills: string): string {
  return `entered AS (
    INSERT INTO account_entries (tenant_id, kind, amount, at, bill_id)
    SELECT contracts.tenant_id, 'BILL', ${bills}.amount, ${bills}.created_at, ${bills}.id
    FROM ${bills}
    JOIN contracts ON contracts.id = ${bills}.contract_id
    ORDER BY ${bills}.id
  )`;
}
