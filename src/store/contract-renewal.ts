import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DateTime } from 'luxon';
import { DataSource, type EntityManager } from 'typeorm';
import { ConflictProblem } from '../http/index.js';
import { rentOn } from './contract-rent.js';
import { OCCUPYING } from './contract-status.js';
import { refuseStartWithin } from './contract-rules.js';
import { ContractQueries } from './contract-queries.js';
import { ContractService } from './contract.service.js';
import { type Contract, type CreateContract, type RenewContract } from './dto/contract.js';
import { givenFields } from './given-fields.js';

/** Drafts the contracts that take over from others. */
@Injectable()
export class ContractRenewal {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly contracts: ContractService,
    private readonly queries: ContractQueries,
  ) {}

  /**
   * Drafts the successor of a contract: same shop and tenant, and the same terms unless told otherwise, the rent as it
   * has risen by then. Once the successor is approved, its predecessor is RENEWED from the day after its end.
   * @throws NotFoundProblem, InvalidInputProblem
   * @throws ConflictProblem when the contract never was ACTIVE or has a successor, or the number is taken.
   */
  renew(id: string, input: RenewContract, actor: string): Promise<Contract> {
    return this.dataSource.transaction((manager) => this.renewWithin(manager, id, input, actor));
  }

  private async renewWithin(
    manager: EntityManager,
    id: string,
    input: RenewContract,
    actor: string,
  ): Promise<Contract> {
    // Two that renew it at once come one after the other.
    const predecessor = await this.contracts.getForUpdate(id, manager);
    if (!OCCUPYING.includes(predecessor.status)) {
      throw new ConflictProblem(
        `Contract ${predecessor.number} is ${predecessor.status}; only one that is or was ACTIVE can be renewed.`,
      );
    }
    if (predecessor.successorId !== null) {
      const successor = await this.queries.get(predecessor.successorId, manager);
      throw new ConflictProblem(
        `Contract ${predecessor.number} has a successor, ${successor.number}, which is ${successor.status}.`,
      );
    }
    const { comment, startDate = dayAfter(predecessor.endDate), ...terms } = givenFields(input);
    refuseStartWithin(predecessor, startDate);
    const draft = { ...defaultTerms(predecessor, startDate), ...terms, startDate };
    const { id: successorId } = await this.contracts.insert(draft, id, manager);
    const said = givenFields({ comment });
    await this.contracts.record(manager, actor, 'contract.renew', id, {
      ...said,
      successor: draft.number,
      successorId,
    });
    await this.contracts.record(manager, actor, 'contract.create', successorId, {
      ...said,
      ...draft,
      predecessor: predecessor.number,
      predecessorId: id,
    });
    return this.queries.get(successorId, manager);
  }
}

/** What the successor takes over unless told otherwise. */
function defaultTerms(
  predecessor: Contract,
  startDate: string,
): Omit<CreateContract, 'number' | 'startDate' | 'endDate'> {
  return {
    shopCode: predecessor.shopCode,
    tenantName: predecessor.tenantName,
    contactName: predecessor.contactName,
    contactPhone: predecessor.contactPhone,
    contactEmail: predecessor.contactEmail,
    monthlyRent: rentOn(predecessor, startDate),
    managementFee: predecessor.managementFee,
    billingCycle: predecessor.billingCycle,
    dueDay: String(predecessor.dueDay),
    escalationPercent: predecessor.escalationPercent,
    deposit: predecessor.deposit,
  };
}

function dayAfter(date: string): string {
  return DateTime.fromISO(date, { zone: 'utc' }).plus({ days: 1 }).toFormat('yyyy-MM-dd');
}
