import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../config/index.js';
import { ConflictProblem, InvalidInputProblem } from '../http/index.js';
import { changesOf } from './contract-changes.js';
import { ContractEndings } from './contract-endings.js';
import { ContractQueries } from './contract-queries.js';
import { ContractService } from './contract.service.js';
import { type Contract, type TerminateContract } from './dto/contract.js';
import { givenFields } from './given-fields.js';

/** Ends contracts before their time. */
@Injectable()
export class ContractTermination {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly contracts: ContractService,
    private readonly queries: ContractQueries,
    private readonly endings: ContractEndings,
    private readonly clock: Clock,
  ) {}

  /**
   * Moves the end of an ACTIVE contract to an earlier day, which may be past. It is TERMINATED from the day after. What
   * was billed beyond is credited by whoever listens to {@link ContractEndings}, in the same transaction.
   *
   * A rent-free time that reached further ends with the contract, which bills the same: nothing is charged after the end.
   * @throws NotFoundProblem
   * @throws InvalidInputProblem when the day is before the term, or not before its present end.
   * @throws ConflictProblem when the contract is not ACTIVE.
   */
  terminate(id: string, input: TerminateContract, actor: string): Promise<Contract> {
    return this.dataSource.transaction((manager) => this.terminateWithin(manager, id, input, actor));
  }

  private async terminateWithin(
    manager: EntityManager,
    id: string,
    { endDate, reason, comment }: TerminateContract,
    actor: string,
  ): Promise<Contract> {
    const contract = await this.contracts.getForUpdate(id, manager);
    if (contract.status !== 'ACTIVE') {
      throw new ConflictProblem(
        `Contract ${contract.number} is ${contract.status}; only one that is ACTIVE can be ended early.`,
      );
    }
    refuseImpossibleEnd(contract, endDate);
    await manager.query(
      `UPDATE contracts
       SET end_date = $2,
           -- Not least(), which takes null for nothing to compare: all of the term would be free of rent.
           rent_free_until = CASE WHEN rent_free_until > $2 THEN $2 ELSE rent_free_until END,
           original_end_date = coalesce(original_end_date, end_date),
           terminated_at = $3,
           terminated_by = $4,
           termination_reason = $5,
           updated_at = now()
       WHERE id = $1`,
      [id, endDate, this.clock.now(), actor, reason],
    );
    const ended = await this.queries.get(id, manager);
    await this.contracts.record(manager, actor, 'contract.terminate', id, {
      ...givenFields({ reason, comment }),
      ...changesOf(contract, ended),
    });
    const { tenantId, number, endDate: formerEndDate } = contract;
    await this.endings.announce(manager, { id, tenantId, number, endDate, formerEndDate }, actor, reason);
    return ended;
  }
}

function refuseImpossibleEnd({ startDate, endDate: presentEnd }: Contract, endDate: string): void {
  const message =
    endDate < startDate
      ? `is before the startDate, ${startDate}`
      : endDate >= presentEnd && `is not before the present end, ${presentEnd}; a later one takes a renewal`;
  if (message) throw new InvalidInputProblem([{ field: 'endDate', value: endDate, message }]);
}
