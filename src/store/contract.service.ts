import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { Clock } from '../config/index.js';
import {
  ConflictProblem,
  decodeCursor,
  type Fault,
  InvalidInputProblem,
  NotFoundProblem,
  type Page,
  toPage,
} from '../http/index.js';
import { violates } from './constraint-violation.js';
import {
  type Contract,
  type ContractsQuery,
  type CreateContract,
  type UpdateContract,
} from './dto/contract.js';
import { givenFields } from './given-fields.js';

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

/** Contracts as they are written down; what becomes of them is {@link ContractLife}'s. */
@Injectable()
export class ContractService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Contracts by number. */
  async list(query: ContractsQuery): Promise<Page<Contract>> {
    const [after] = decodeCursor(query.cursor, 'text');
    const rows = await this.dataSource.query<Contract[]>(
      `SELECT *
       FROM (${CONTRACT}) AS contracts
       WHERE ($2::text IS NULL OR number > $2)
         AND ($3::text IS NULL OR status = $3)
         AND ($4::text IS NULL OR "shopCode" = $4)
         AND ($5::text IS NULL
              OR position(lower($5) IN lower(concat_ws(' ', number, "tenantName", "contactName", "contactPhone",
                                                               "contactEmail"))) > 0)
         AND ($6::date IS NULL OR "endDate" >= $6)
         AND ($7::date IS NULL OR "endDate" < $7)
       ORDER BY number
       LIMIT $8`,
      [
        this.clock.today(),
        after,
        query.status,
        query.shop,
        query.q,
        query.endsFrom,
        query.endsBefore,
        query.limit + 1,
      ],
    );
    return toPage(
      rows,
      query.limit,
      (contract) => [contract.number],
      (contract) => contract,
    );
  }

  /** @throws NotFoundProblem */
  async get(id: string, manager: EntityManager = this.dataSource.manager): Promise<Contract> {
    const [contract] = await manager.query<Contract[]>(`${CONTRACT} WHERE contracts.id = $2`, [
      this.clock.today(),
      id,
    ]);
    if (!contract) throw new NotFoundProblem(`There is no contract with id ${id}.`);
    return contract;
  }

  /** The same, and nobody else changes the contract before the transaction ends. */
  async getForUpdate(id: string, manager: EntityManager): Promise<Contract> {
    await this.lock(manager);
    await manager.query('SELECT FROM contracts WHERE id = $1 FOR UPDATE', [id]);
    return this.get(id, manager);
  }

  /** @throws InvalidInputProblem, or ConflictProblem when the number is taken. */
  async create(input: CreateContract, actor: string): Promise<Contract> {
    const contract = {
      ...givenFields(input),
      contactName: input.contactName ?? null,
      contactPhone: input.contactPhone ?? null,
      contactEmail: input.contactEmail ?? null,
      managementFee: input.managementFee ?? '0.00',
      rentFreeUntil: input.rentFreeUntil ?? null,
      escalationPercent: input.escalationPercent ?? '0.000',
      deposit: input.deposit ?? '0.00',
      billingFrom: input.billingFrom ?? `${input.startDate.slice(0, 7)}-01`,
    };
    refuseImpossibleTerm(contract);
    return this.dataSource.transaction(async (manager) => {
      await this.lock(manager);
      const [created] = await manager.query<{ id: string }[]>(
        `INSERT INTO contracts (
           number, shop_id, tenant_id, contact_name, contact_phone, contact_email, start_date, end_date, monthly_rent,
           management_fee, billing_cycle, due_day, rent_free_until, escalation_percent, deposit, billing_from, status
         )
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'DRAFT')
         ON CONFLICT (number) DO NOTHING
         RETURNING id`,
        await this.columns(contract, manager),
      );
      if (!created) throw numberIsTaken(contract.number);
      await this.record(manager, actor, 'contract.create', created.id, givenFields(input));
      return this.get(created.id, manager);
    });
  }

  /**
   * Once a contract is submitted, only what is not agreed with the tenant still changes: contact, due day, deposit and
   * the month from which it is billed here.
   * @throws NotFoundProblem, InvalidInputProblem, or ConflictProblem
   */
  async update(id: string, changes: UpdateContract, actor: string): Promise<Contract> {
    try {
      return await this.dataSource.transaction((manager) => this.updateWithin(manager, id, changes, actor));
    } catch (error) {
      if (violates(error, 'contracts_number_key')) throw numberIsTaken(changes.number);
      throw error;
    }
  }

  /** Adds to the audit log what happened to a contract, as part of the transaction in which it happens. */
  async record(
    manager: EntityManager,
    actor: string,
    action: string,
    id: string,
    details: object,
  ): Promise<void> {
    await this.audit.record(manager, {
      actor,
      action,
      subjectType: 'contract',
      subjectId: id,
      details: { ...details },
    });
  }

  private async updateWithin(
    manager: EntityManager,
    id: string,
    changes: UpdateContract,
    actor: string,
  ): Promise<Contract> {
    const contract = await this.getForUpdate(id, manager);
    const given = givenFields(changes);
    const next = { ...givenFields(contract), billingFrom: `${contract.billingFrom}-01`, ...given };
    if (contract.status !== 'DRAFT') refuseChangeOfAgreed(contract, next);
    refuseImpossibleTerm(next);
    await manager.query(
      `UPDATE contracts
       SET number = $1,
           shop_id = $2,
           tenant_id = $3,
           contact_name = $4,
           contact_phone = $5,
           contact_email = $6,
           start_date = $7,
           end_date = $8,
           monthly_rent = $9,
           management_fee = $10,
           billing_cycle = $11,
           due_day = $12,
           rent_free_until = $13,
           escalation_percent = $14,
           deposit = $15,
           billing_from = $16,
           updated_at = now()
       WHERE id = $17`,
      [...(await this.columns(next, manager)), id],
    );
    await this.record(manager, actor, 'contract.update', id, given);
    return this.get(id, manager);
  }

  /**
   * Waits here for an import, which locks the whole table, rather than later: whoever held a contract or a new tenant
   * by then, and the import, would wait for one another for ever.
   */
  private async lock(manager: EntityManager): Promise<void> {
    await manager.query('LOCK TABLE contracts IN ROW EXCLUSIVE MODE');
  }

  /** The values of the columns of a contract, in the order of the statements above. */
  private async columns(
    contract: Omit<Required<CreateContract>, 'dueDay'> & { dueDay: string | number },
    manager: EntityManager,
  ): Promise<unknown[]> {
    return [
      contract.number,
      await shopId(contract.shopCode, manager),
      await tenantId(contract.tenantName, manager),
      contract.contactName,
      contract.contactPhone,
      contract.contactEmail,
      contract.startDate,
      contract.endDate,
      contract.monthlyRent,
      contract.managementFee,
      contract.billingCycle,
      contract.dueDay,
      contract.rentFreeUntil,
      contract.escalationPercent,
      contract.deposit,
      contract.billingFrom,
    ];
  }
}

/** $1: the mall's today. A contract needs nobody to note that its term is over. */
const CONTRACT = `
  SELECT contracts.id, contracts.number, shops.code AS "shopCode", shops.name AS "shopName",
         contracts.tenant_id AS "tenantId", tenants.name AS "tenantName", contracts.contact_name AS "contactName",
         contracts.contact_phone AS "contactPhone", contracts.contact_email AS "contactEmail",
         contracts.start_date AS "startDate", contracts.end_date AS "endDate",
         contracts.monthly_rent AS "monthlyRent", contracts.management_fee AS "managementFee",
         contracts.billing_cycle AS "billingCycle", contracts.due_day AS "dueDay",
         contracts.rent_free_until AS "rentFreeUntil", contracts.escalation_percent AS "escalationPercent",
         contracts.deposit,
         CASE WHEN contracts.status = 'ACTIVE' AND contracts.end_date < $1 THEN 'EXPIRED' ELSE contracts.status END
           AS status,
         to_char(contracts.billing_from, 'YYYY-MM') AS "billingFrom", contracts.predecessor_id AS "predecessorId",
         contracts.created_at AS "createdAt", contracts.updated_at AS "updatedAt"
  FROM contracts
  JOIN shops ON shops.id = contracts.shop_id
  JOIN tenants ON tenants.id = contracts.tenant_id`;

function numberIsTaken(number: string | undefined): ConflictProblem {
  return new ConflictProblem(`There is a contract with the number ${number ?? ''} already.`);
}

function refuseImpossibleTerm({
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

function refuseChangeOfAgreed(contract: Contract, next: Pick<Contract, (typeof AGREED)[number]>): void {
  const changed = AGREED.filter((field) => contract[field] !== next[field]);
  if (changed.length === 0) return;
  throw new ConflictProblem(
    `Contract ${contract.number} is ${contract.status}: its ${changed.join(', ')} can no longer change. ` +
      (contract.status === 'PENDING_REVIEW' ? 'Reject it first.' : 'Terminate or renew it.'),
  );
}

async function shopId(code: string, manager: EntityManager): Promise<string> {
  const [shop] = await manager.query<{ id: string }[]>('SELECT id FROM shops WHERE code = $1', [code]);
  if (shop) return shop.id;
  throw new InvalidInputProblem([{ field: 'shopCode', value: code, message: 'is not the code of a shop' }]);
}

/** The tenant of that name; there is one from now on. */
async function tenantId(name: string, manager: EntityManager): Promise<string> {
  await manager.query('INSERT INTO tenants (name) VALUES ($1) ON CONFLICT (name) DO NOTHING', [name]);
  const [tenant] = await manager.query<{ id: string }[]>('SELECT id FROM tenants WHERE name = $1', [name]);
  if (!tenant) throw new ConflictProblem(`The tenant ${name} was removed meanwhile: try again.`);
  return tenant.id;
}
