import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Decimal } from 'decimal.js';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { Clock } from '../config/index.js';
import { ConflictProblem, type Fault, InvalidInputProblem } from '../http/index.js';
import { OCCUPYING } from '../store/index.js';
import { enteredBills } from './account-entries.js';
import { BillService } from './bill.service.js';
import type { Bill } from './dto/bill.js';
import type { ChargeOnce } from './dto/charge-once.js';
import { addDays } from './mall-day.js';
import { Settlement } from './settlement.js';

/** How far away the days of a charge may lie, in days; what lies further away is a slip of the pen. */
const FARTHEST = 3 * 366;

/** A bill, and whether it is new. */
interface ChargedOnce {
  readonly bill: Bill;
  readonly created: boolean;
}

type DatedCharge = Required<ChargeOnce>;

/** A contract as found and locked. */
interface ChargedContract {
  readonly id: string;
  readonly number: string;
  readonly tenantId: string;
  readonly status: string;
}

/** What a person charges once. */
@Injectable()
export class OneOffCharges {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly audit: AuditLog,
    private readonly bills: BillService,
    private readonly clock: Clock,
    private readonly settlement: Settlement,
  ) {}

  /**
   * Makes a bill for something beside the contract's own charges; credit that the tenant has settles it at once. The
   * reference is its idempotency key within the contract.
   * @throws InvalidInputProblem
   * @throws ConflictProblem when the contract never was ACTIVE, or the reference stands for another charge.
   */
  charge(input: ChargeOnce, actor: string): Promise<ChargedOnce> {
    const charge = this.dated(input);
    return this.dataSource.transaction(async (manager) => {
      const contract = await lockContract(input.contractNumber, manager);
      await this.settlement.lockTenants(manager, [contract.tenantId]);
      const before = await recordedBefore(contract.id, input.reference, manager);
      if (before) {
        const bill = await this.bills.get(before, manager);
        refuseAnother(bill, charge);
        return { bill, created: false };
      }
      const [made] = await manager.query<{ id: string }[]>(
        `WITH made AS (
           INSERT INTO bills (
             number, contract_id, charge, block, line, period_start, period_end, due_date, amount, description,
             reference, created_at
           )
           SELECT format('B%s-%s-O%s', to_char(block, 'YYYYMM'), $2::text, line), $1, 'OTHER', block, line, $3, $4, $5,
                  $6, $7, $8, $9
           FROM (SELECT date_trunc('month', $3::date)::date AS block) AS month
           CROSS JOIN LATERAL (
             SELECT coalesce(max(line), 0) + 1 AS line
             FROM bills
             WHERE contract_id = $1 AND charge = 'OTHER' AND bills.block = month.block
           ) AS next
           RETURNING *
         ), ${enteredBills('made')}
         SELECT id FROM made`,
        [
          contract.id,
          contract.number,
          charge.periodStart,
          charge.periodEnd,
          charge.dueDate,
          charge.amount,
          charge.description,
          charge.reference,
          this.clock.now(),
        ],
      );
      if (!made) throw new ConflictProblem(`Contract ${contract.number} was removed meanwhile.`);
      await this.settlement.lockOpenBills(manager, [contract.tenantId]);
      await this.settlement.applyCredit(manager, [contract.tenantId], this.clock.now());
      const bill = await this.bills.get(made.id, manager);
      await this.audit.record(manager, {
        actor,
        action: 'bill.charge',
        subjectType: 'bill',
        subjectId: made.id,
        details: { number: bill.number, ...charge },
      });
      return { bill, created: true };
    });
  }

  /** The charge with all of its days. */
  private dated(input: ChargeOnce): DatedCharge {
    const { dueDate, periodStart = dueDate, periodEnd = periodStart } = input;
    const today = this.clock.today();
    const faults: Fault[] = Object.entries({ dueDate, periodStart, periodEnd })
      .filter(([, day]) => day < addDays(today, -FARTHEST) || day > addDays(today, FARTHEST))
      .map(([field, value]) => ({ field, value, message: `is more than three years from today, ${today}` }));
    if (periodEnd < periodStart) {
      faults.push({ field: 'periodEnd', value: periodEnd, message: `is before periodStart, ${periodStart}` });
    }
    if (faults.length > 0) throw new InvalidInputProblem(faults);
    const { contractNumber, description, amount, reference } = input;
    return { contractNumber, description, amount, reference, dueDate, periodStart, periodEnd };
  }
}

async function lockContract(number: string, manager: EntityManager): Promise<ChargedContract> {
  // Waits for an import, which first checks what has no bills and then changes it.
  await manager.query('LOCK TABLE contracts IN ROW EXCLUSIVE MODE');
  const [contract] = await manager.query<ChargedContract[]>(
    `SELECT id, number, tenant_id AS "tenantId", status FROM contracts WHERE number = $1 FOR NO KEY UPDATE`,
    [number],
  );
  if (!contract) {
    const message = 'is not the number of a contract';
    throw new InvalidInputProblem([{ field: 'contractNumber', value: number, message }]);
  }
  if (OCCUPYING.some((status) => status === contract.status)) return contract;
  throw new ConflictProblem(
    `Contract ${number} is ${contract.status}: only one that is or was ACTIVE is charged.`,
  );
}

async function recordedBefore(
  contractId: string,
  reference: string,
  manager: EntityManager,
): Promise<string | undefined> {
  const [bill] = await manager.query<{ id: string }[]>(
    'SELECT id FROM bills WHERE contract_id = $1 AND reference = $2',
    [contractId, reference],
  );
  return bill?.id;
}

function refuseAnother(bill: Bill, charge: DatedCharge): void {
  if (bill.status === 'VOID') {
    throw new ConflictProblem(
      `The reference ${charge.reference} stands for bill ${bill.number}, which is void: charge it under another one.`,
    );
  }
  const same =
    new Decimal(bill.amount).equals(charge.amount) &&
    bill.dueDate === charge.dueDate &&
    bill.periodStart === charge.periodStart &&
    bill.periodEnd === charge.periodEnd &&
    bill.description === charge.description;
  if (same) return;
  throw new ConflictProblem(
    `The reference ${charge.reference} stands for another charge of this contract: bill ${bill.number}, ${bill.amount}.`,
  );
}
