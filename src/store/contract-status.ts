/** A contract's life, as it is stored. */
export const CONTRACT_STATUSES = [
  'DRAFT',
  'PENDING_REVIEW',
  'ACTIVE',
  'EXPIRED',
  'TERMINATED',
  'RENEWED',
] as const;

export type ContractStatus = (typeof CONTRACT_STATUSES)[number];

/** What a contract's term is counted in: how many calendar months one billing block has. */
export const BILLING_CYCLES = ['monthly', 'quarterly', 'yearly'] as const;

export type BillingCycle = (typeof BILLING_CYCLES)[number];

/** Statuses of contracts that are or were ACTIVE: their terms in one shop never overlap. */
export const OCCUPYING: readonly ContractStatus[] = ['ACTIVE', 'EXPIRED', 'TERMINATED', 'RENEWED'];

/** The same as a list in SQL. */
export const WERE_ACTIVE = OCCUPYING.map((status) => `'${status}'`).join(', ');
