import type { Contract, UpdateContract } from './dto/contract.js';

/** What is written down in a contract, and its status: where a change of these is told of, with before and after. */
const TOLD: readonly (keyof UpdateContract | 'status')[] = [
  'number',
  'shopCode',
  'tenantName',
  'contactName',
  'contactPhone',
  'contactEmail',
  'startDate',
  'endDate',
  'monthlyRent',
  'managementFee',
  'billingCycle',
  'dueDay',
  'rentFreeUntil',
  'escalationPercent',
  'deposit',
  'billingFrom',
  'status',
];

/** The fields in which something differs after a change, as they were and as they are. */
export interface ContractChanges {
  readonly before: Record<string, unknown>;
  readonly after: Record<string, unknown>;
}

/** How a contract differs from what it was. */
export function changesOf(before: Contract, after: Contract): ContractChanges {
  const changed = TOLD.filter((field) => before[field] !== after[field]);
  return { before: fields(before, changed), after: fields(after, changed) };
}

function fields(contract: Contract, names: readonly (keyof Contract)[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, contract[name]]));
}
