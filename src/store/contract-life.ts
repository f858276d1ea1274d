import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { ConflictProblem } from '../http/index.js';
import { violates } from './constraint-violation.js';
import { changesOf } from './contract-changes.js';
import { type ContractStatus, OCCUPYING } from './contract-status.js';
import { ContractQueries } from './contract-queries.js';
import { ContractService } from './contract.service.js';
import { type Contract } from './dto/contract.js';
import { givenFields } from './given-fields.js';

/** What somebody says of what he does to a contract. */
export interface Remarks {
  readonly reason?: string | undefined;
  readonly comment?: string | undefined;
}

/** A step in a contract's life, and what would forbid it. */
interface Step {
  readonly from: ContractStatus;
  readonly to: ContractStatus;
  readonly action: string;
  readonly check?: (manager: EntityManager) => Promise<void>;
}

/** What becomes of a contract: DRAFT -> PENDING_REVIEW -> ACTIVE, or back to DRAFT. */
@Injectable()
export class ContractLife {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly contracts: ContractService,
    private readonly queries: ContractQueries,
  ) {}

  /** DRAFT -> PENDING_REVIEW. @throws NotFoundProblem or ConflictProblem */
  submit(id: string, why: Remarks, actor: string): Promise<Contract> {
    return this.dataSource.transaction((manager) =>
      this.move(manager, id, { from: 'DRAFT', to: 'PENDING_REVIEW', action: 'contract.submit' }, why, actor),
    );
  }

  /**
   * PENDING_REVIEW -> ACTIVE.
   * @throws NotFoundProblem, or ConflictProblem when it is not under review, or its shop is let in its term or closed.
   */
  async approve(id: string, why: Remarks, actor: string): Promise<Contract> {
    const step: Step = {
      from: 'PENDING_REVIEW',
      to: 'ACTIVE',
      action: 'contract.approve',
      check: async (manager) => {
        await this.refuseClosedShop(manager, id);
        await this.refuseOverlap(manager, id);
      },
    };
    try {
      return await this.dataSource.transaction((manager) => this.move(manager, id, step, why, actor));
    } catch (error) {
      if (!violates(error, 'contracts_terms_apart')) throw error;
      // Another one was approved between the check and the change; by now it can be named.
      await this.refuseOverlap(this.dataSource.manager, id);
      throw error;
    }
  }

  /** PENDING_REVIEW -> DRAFT. @throws NotFoundProblem or ConflictProblem */
  reject(id: string, why: Remarks, actor: string): Promise<Contract> {
    return this.dataSource.transaction((manager) =>
      this.move(manager, id, { from: 'PENDING_REVIEW', to: 'DRAFT', action: 'contract.reject' }, why, actor),
    );
  }

  private async move(
    manager: EntityManager,
    id: string,
    { from, to, action, check }: Step,
    why: Remarks,
    actor: string,
  ): Promise<Contract> {
    const contract = await this.contracts.getForUpdate(id, manager);
    if (contract.status !== from) {
      throw new ConflictProblem(
        `Contract ${contract.number} is ${contract.status}; only one that is ${from} can become ${to}.`,
      );
    }
    await check?.(manager);
    await manager.query('UPDATE contracts SET status = $2, updated_at = now() WHERE id = $1', [id, to]);
    const moved = await this.queries.get(id, manager);
    await this.contracts.record(manager, actor, action, id, {
      ...givenFields(why),
      ...changesOf(contract, moved),
    });
    return moved;
  }

  private async refuseClosedShop(manager: EntityManager, id: string): Promise<void> {
    // Locked even where it is open, so that nobody closes it before this contract is ACTIVE.
    const [shop] = await manager.query<{ number: string; code: string; closed: boolean }[]>(
      `SELECT contracts.number, shops.code, shops.closed_at IS NOT NULL AS closed
       FROM contracts
       JOIN shops ON shops.id = contracts.shop_id
       WHERE contracts.id = $1
       FOR SHARE OF shops`,
      [id],
    );
    if (shop?.closed) {
      throw new ConflictProblem(
        `Contract ${shop.number} cannot become ACTIVE: its shop, ${shop.code}, is closed.`,
      );
    }
  }

  private async refuseOverlap(manager: EntityManager, id: string): Promise<void> {
    const [clash] = await manager.query<
      { number: string; other: string; shopCode: string; startDate: string; endDate: string }[]
    >(
      `SELECT contracts.number, other.number AS other, shops.code AS "shopCode",
              other.start_date AS "startDate", other.end_date AS "endDate"
       FROM contracts
       JOIN shops ON shops.id = contracts.shop_id
       JOIN contracts AS other
         ON other.shop_id = contracts.shop_id
         AND other.id <> contracts.id
         AND other.status = ANY ($2)
         AND daterange(other.start_date, other.end_date, '[]')
             && daterange(contracts.start_date, contracts.end_date, '[]')
       WHERE contracts.id = $1
       ORDER BY other.start_date
       LIMIT 1`,
      [id, OCCUPYING],
    );
    if (!clash) return;
    throw new ConflictProblem(
      `Contract ${clash.number} cannot become ACTIVE: its term overlaps that of contract ${clash.other} ` +
        `in shop ${clash.shopCode}, ${clash.startDate} to ${clash.endDate}.`,
    );
  }
}
