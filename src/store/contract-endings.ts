import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** A contract whose end has just moved to an earlier day; both days `YYYY-MM-DD`, and each the last day of its term. */
export interface EarlyEnding {
  readonly id: string;
  readonly tenantId: string;
  readonly number: string;
  readonly endDate: string;
  readonly formerEndDate: string;
}

/** Who has to do something when a contract ends early, such as to credit what was billed beyond its new end. */
export interface ContractEndingListener {
  /**
   * Called inside the transaction that ends the contract, after its end date has moved and while the contract is locked.
   * What it throws takes the ending back.
   * @param actor who ends the contract, for the audit log.
   */
  contractEndsEarly(
    manager: EntityManager,
    contract: EarlyEnding,
    actor: string,
    reason: string,
  ): Promise<void>;
}

/** Where modules that build on leasing learn of contracts that end early, in the same transaction. */
@Injectable()
export class ContractEndings {
  private readonly listeners = new Set<ContractEndingListener>();

  /** Makes a listener known; called by the module that owns it, in `onModuleInit`. */
  register(listener: ContractEndingListener): void {
    this.listeners.add(listener);
  }

  /** Tells the listeners one after the other: they share one connection. */
  async announce(
    manager: EntityManager,
    contract: EarlyEnding,
    actor: string,
    reason: string,
  ): Promise<void> {
    for (const listener of this.listeners) await listener.contractEndsEarly(manager, contract, actor, reason);
  }
}
