import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { ConflictProblem, InvalidInputProblem } from '../http/index.js';
import { changesOf } from './contract-changes.js';
import { ContractQueries } from './contract-queries.js';
import {
  refuseBeginAfterBills,
  refuseChangeOfAgreed,
  refuseImpossibleTerm,
  refuseStartWithin,
} from './contract-rules.js';
import { isReferredTo, violates } from './constraint-violation.js';
import type { Contract, CreateContract, UpdateContract } from './dto/contract.js';
import { givenFields } from './given-fields.js';

/** Contracts as they are written down; what becomes of them is {@link ContractLife}'s. */
@Injectable()
export class ContractService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly audit: AuditLog,
    private readonly queries: ContractQueries,
  ) {}

  /** A contract that nobody else changes or bills before the transaction ends. @throws NotFoundProblem */
  async getForUpdate(id: string, manager: EntityManager): Promise<Contract> {
    await this.lock(manager);
    // Not FOR UPDATE: whoever records a payment refers to the contract while he holds a bill, which may be needed next.
    await manager.query('SELECT FROM contracts WHERE id = $1 FOR NO KEY UPDATE', [id]);
    return this.queries.get(id, manager);
  }

  /** @throws InvalidInputProblem, or ConflictProblem when the number is taken. */
  create(input: CreateContract, actor: string): Promise<Contract> {
    return this.dataSource.transaction(async (manager) => {
      const { id } = await this.insert(input, null, manager);
      await this.record(manager, actor, 'contract.create', id, givenFields(input));
      return this.queries.get(id, manager);
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
   * Removes a DRAFT, for good with its documents: no money hangs on it, and the audit log keeps what it was.
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
    if (contract.status !== 'DRAFT') {
      throw new ConflictProblem(
        `Contract ${contract.number} is ${contract.status}: only a DRAFT can be deleted.`,
      );
    }
    const documents = await manager.query<object[]>(
      'SELECT name, size_bytes AS size, sha256 FROM contract_documents WHERE contract_id = $1 ORDER BY id',
      [id],
    );
    await manager.query('DELETE FROM contracts WHERE id = $1', [id]);
    await this.record(manager, actor, 'contract.delete', id, { before: givenFields(contract), documents });
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
    if (next.billingFrom > `${contract.billingFrom}-01`)
      await refuseBeginAfterBills(contract, next.billingFrom, manager);
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
    const updated = await this.queries.get(id, manager);
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
    const predecessor = await this.queries.get(contract.predecessorId, manager);
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

function numberIsTaken(number: string | undefined): ConflictProblem {
  return new ConflictProblem(`There is a contract with the number ${number ?? ''} already.`);
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
