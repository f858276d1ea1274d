import type { EntityManager } from 'typeorm';
import { ConflictProblem, type Fault, InvalidInputProblem } from '../http/index.js';
import type { Contract } from './dto/contract.js';

/** What a contract's parties have agreed on: it changes only while the contract is a DRAFT. */
const AGREED = [
  'number',
  'shopCode',
  'tenantName',
  'startDate',
  'endDate',
  'monthlyRent',
  'managementFee',
  'billingCycle',
  'rentFreeUntil',
  'escalationPercent',
] as const;

/** @throws InvalidInputProblem when the term ends before it begins, or time without rent lies outside it. */
export function refuseImpossibleTerm({
  startDate,
  endDate,
  rentFreeUntil,
}: {
  startDate: string;
  endDate: string;
  rentFreeUntil: string | null;
}): void {
  const faults: Fault[] = [];
  if (endDate < startDate) {
    faults.push({ field: 'endDate', value: endDate, message: `is before the startDate, ${startDate}` });
  } else if (rentFreeUntil !== null && (rentFreeUntil < startDate || rentFreeUntil > endDate)) {
    const message = `is outside the term, ${startDate} to ${endDate}`;
    faults.push({ field: 'rentFreeUntil', value: rentFreeUntil, message });
  }
  if (faults.length > 0) throw new InvalidInputProblem(faults);
}

/** @throws InvalidInputProblem when a successor would begin before its predecessor is over. */
export function refuseStartWithin(predecessor: Contract, startDate: string): void {
  if (startDate > predecessor.endDate) return;
  const message = `is not after the end of ${predecessor.number}, the contract that it renews, ${predecessor.endDate}`;
  throw new InvalidInputProblem([{ field: 'startDate', value: startDate, message }]);
}

/** @throws ConflictProblem when what is agreed would change. */
export function refuseChangeOfAgreed(
  contract: Contract,
  next: Pick<Contract, (typeof AGREED)[number]>,
): void {
  const changed = AGREED.filter((field) => contract[field] !== next[field]);
  if (changed.length === 0) return;
  throw new ConflictProblem(
    `Contract ${contract.number} is ${contract.status}: its ${changed.join(', ')} can no longer change. ` +
      (contract.status === 'PENDING_REVIEW' ? 'Reject it first.' : 'Terminate or renew it.'),
  );
}

/** Billing cannot be said to begin here after what has been billed here. @throws ConflictProblem */
export async function refuseBeginAfterBills(
  { id, number }: Contract,
  billingFrom: string,
  manager: EntityManager,
): Promise<void> {
  const [bill] = await manager.query<{ number: string }[]>(
    'SELECT number FROM bills WHERE contract_id = $1 AND line = 0 AND block < $2 ORDER BY block LIMIT 1',
    [id, billingFrom],
  );
  if (!bill) return;
  throw new ConflictProblem(`Contract ${number} has bills for months before, such as ${bill.number}.`);
}
