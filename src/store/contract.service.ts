import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { Clock } from '../config/index.js';
import {
  ConflictProblem,
  type Fault,
  InvalidInputProblem,
  NotFoundProblem,
  type Page,
  toPage,
} from '../http/index.js';
import { Conditions, type ListStatement, Order, type SortKey } from '../lists/index.js';
import { changesOf } from './contract-changes.js';
import { isShownAs, shownStatus } from './contract-status-shown.js';
import { isReferredTo, violates } from './constraint-violation.js';
import {
  type Contract,
  type ContractsFileQuery,
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

  /** Contracts by number, first or last day. */
  async list(query: ContractsQuery): Promise<Page<Contract>> {
    const order = Order.of(ORDERS, query.sort);
    const conditions = this.conditions(query);
    order.goOn(conditions, query.cursor);
    const rows = await this.dataSource.query<Contract[]>(
      // First the page, then what belongs to it: joined before, 100,000 contracts would be.
      `${contractsFrom(
        `(
           SELECT *
           FROM contracts
           ${conditions.where()}
           ORDER BY ${order.sql}
           LIMIT ${conditions.bind(query.limit + 1)}
         ) AS contracts`,
      )}
      ORDER BY ${order.sql}`,
      conditions.parameters,
    );
    return toPage(rows, query.limit, order.keyOf, (contract) => contract);
  }

  /** All of the list, for a file. */
  all(query: ContractsFileQuery): ListStatement {
    const conditions = this.conditions(query);
    return {
      select: `${CONTRACT} ${conditions.where()}`,
      order: Order.of(ORDERS, query.sort).sql,
      parameters: conditions.parameters,
    };
  }

  private conditions(query: ContractsFileQuery): Conditions {
    const conditions = new Conditions(this.clock.today());
    if (query.status) conditions.add(isShownAs(query.status, '$1'));
    conditions.add('contracts.shop_id = (SELECT id FROM shops WHERE code = $)', query.shop);
    conditions.add('contracts.tenant_id = (SELECT id FROM tenants WHERE name = $)', query.tenant);
    conditions.add('contracts.tenant_id = $', query.tenantId);
    conditions.add(
      `(position(lower($) IN contracts.search_text) > 0
        OR contracts.tenant_id IN (SELECT id FROM tenants WHERE position(lower($) IN search_text) > 0))`,
      query.q,
      query.q,
    );
    conditions.add('contracts.start_date >= $', query.startsFrom);
    conditions.add('contracts.start_date < $', query.startsBefore);
    conditions.add('contracts.end_date >= $', query.endsFrom);
    conditions.add('contracts.end_date < $', query.endsBefore);
    return conditions;
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

  /** The same, and nobody else changes or bills the contract before the transaction ends. */
  async getForUpdate(id: string, manager: EntityManager): Promise<Contract> {
    await this.lock(manager);
    // Not FOR UPDATE: whoever records a payment refers to the contract while he holds a bill, which may be needed next.
    await manager.query('SELECT FROM contracts WHERE id = $1 FOR NO KEY UPDATE', [id]);
    return this.get(id, manager);
  }

  /** @throws InvalidInputProblem, or ConflictProblem when the number is taken. */
  create(input: CreateContract, actor: string): Promise<Contract> {
    return this.dataSource.transaction(async (manager) => {
      const { id } = await this.insert(input, null, manager);
      await this.record(manager, actor, 'contract.create', id, givenFields(input));
      return this.get(id, manager);
    });
  }

  /**
   * Writes a DRAFT down, as part of a transaction; whoever calls it tells of it.
   * @param predecessorId of the contract that it is to succeed, if any.
   * @throws InvalidInputProblem, or ConflictProblem when the number is taken.
   */
  async insert(
    input: CreateContract,
    predecessorId: string | null,
    manager: EntityManager,
  ): Promise<{ id: string }> {
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
    await this.lock(manager);
    const [created] = await manager.query<{ id: string }[]>(
      `INSERT INTO contracts (
         number, shop_id, tenant_id, contact_name, contact_phone, contact_email, start_date, end_date, monthly_rent,
         management_fee, billing_cycle, due_day, rent_free_until, escalation_percent, deposit, billing_from,
         predecessor_id, status
       )
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 'DRAFT')
       ON CONFLICT (number) DO NOTHING
       RETURNING id`,
      [...(await this.columns(contract, manager)), predecessorId],
    );
    if (!created) throw numberIsTaken(contract.number);
    return created;
  }

  /**
   * Removes a DRAFT that was never submitted: nobody but its author has seen it, and no money hangs on it.
   * @throws NotFoundProblem or ConflictProblem
   */
  async delete(id: string, actor: string): Promise<void> {
    try {
      await this.dataSource.transaction((manager) => this.deleteWithin(manager, id, actor));
    } catch (error) {
      if (!isReferredTo(error)) throw error;
      throw new ConflictProblem('The contract cannot be deleted: bills or other records refer to it.');
    }
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

  private async deleteWithin(manager: EntityManager, id: string, actor: string): Promise<void> {
    const contract = await this.getForUpdate(id, manager);
    // One that was rejected is a DRAFT again, so the status alone does not tell.
    const seen = await this.audit.tells(manager, 'contract', id, ['contract.submit', 'contract.reject']);
    if (contract.status !== 'DRAFT' || seen) {
      throw new ConflictProblem(
        `Contract ${contract.number} cannot be deleted: only a DRAFT that was never submitted can.`,
      );
    }
    await manager.query('DELETE FROM contracts WHERE id = $1', [id]);
    await this.record(manager, actor, 'contract.delete', id, contract);
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
    if (contract.predecessorId !== null) await this.refuseLeavingPredecessor(contract, next, manager);
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
    const updated = await this.get(id, manager);
    const changed = changesOf(contract, updated);
    if (Object.keys(changed.after).length > 0) {
      await this.record(manager, actor, 'contract.update', id, changed);
    }
    return updated;
  }

  /** A successor takes over the same shop, for the same tenant, when its predecessor is over. */
  private async refuseLeavingPredecessor(
    contract: Contract,
    next: Pick<Contract, 'shopCode' | 'tenantName' | 'startDate'>,
    manager: EntityManager,
  ): Promise<void> {
    if (contract.predecessorId === null) return;
    const predecessor = await this.get(contract.predecessorId, manager);
    if (next.shopCode !== contract.shopCode || next.tenantName !== contract.tenantName) {
      throw new ConflictProblem(
        `Contract ${contract.number} renews ${predecessor.number}: its shop and tenant stay those of that contract.`,
      );
    }
    if (next.startDate !== contract.startDate) refuseStartWithin(predecessor, next.startDate);
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

const ORDERS = {
  number: { columns: ['contracts.number'], keyOf: ({ number }) => [number], key: ['text'] },
  startDate: {
    columns: ['contracts.start_date', 'contracts.id'],
    keyOf: ({ startDate, id }) => [startDate, id],
    key: ['date', 'id'],
  },
  endDate: {
    columns: ['contracts.end_date', 'contracts.id'],
    keyOf: ({ endDate, id }) => [endDate, id],
    key: ['date', 'id'],
  },
} satisfies Record<string, SortKey<Contract>>;

/** @param contracts SQL: the table, or a part of it under its name. $1: the mall's today. */
const contractsFrom = (contracts: string): string => `
  SELECT contracts.id, contracts.number, shops.code AS "shopCode", shops.name AS "shopName",
         contracts.tenant_id AS "tenantId", tenants.name AS "tenantName", contracts.contact_name AS "contactName",
         contracts.contact_phone AS "contactPhone", contracts.contact_email AS "contactEmail",
         contracts.start_date AS "startDate", contracts.end_date AS "endDate",
         contracts.monthly_rent AS "monthlyRent", contracts.management_fee AS "managementFee",
         contracts.billing_cycle AS "billingCycle", contracts.due_day AS "dueDay",
         contracts.rent_free_until AS "rentFreeUntil", contracts.escalation_percent AS "escalationPercent",
         contracts.deposit, ${shownStatus('$1')} AS status,
         to_char(contracts.billing_from, 'YYYY-MM') AS "billingFrom", contracts.predecessor_id AS "predecessorId",
         (SELECT successor.id FROM contracts AS successor WHERE successor.predecessor_id = contracts.id) AS "successorId",
         contracts.original_end_date AS "originalEndDate", contracts.terminated_at AS "terminatedAt",
         contracts.terminated_by AS "terminatedBy", contracts.termination_reason AS "terminationReason",
         contracts.created_at AS "createdAt", contracts.updated_at AS "updatedAt"
  FROM ${contracts}
  JOIN shops ON shops.id = contracts.shop_id
  JOIN tenants ON tenants.id = contracts.tenant_id`;

const CONTRACT = contractsFrom('contracts');

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

/** @throws InvalidInputProblem when a successor would begin before its predecessor is over. */
export function refuseStartWithin(predecessor: Contract, startDate: string): void {
  if (startDate > predecessor.endDate) return;
  const message = `is not after the end of ${predecessor.number}, the contract that it renews, ${predecessor.endDate}`;
  throw new InvalidInputProblem([{ field: 'startDate', value: startDate, message }]);
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
