import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { ContractEndings, type ContractEndingListener, type EarlyEnding } from '../store/index.js';
import { CreditNotes } from './credit-notes.js';

/** Takes back what was billed beyond the end of a contract that ends early, in the transaction that ends it. */
@Injectable()
export class TerminationCredit implements ContractEndingListener, OnModuleInit {
  constructor(
    private readonly audit: AuditLog,
    private readonly creditNotes: CreditNotes,
    private readonly endings: ContractEndings,
  ) {}

  onModuleInit(): void {
    this.endings.register(this);
  }

  async contractEndsEarly(
    manager: EntityManager,
    { id, tenantId, number, endDate }: EarlyEnding,
    actor: string,
    reason: string,
  ): Promise<void> {
    const credited = await this.creditNotes.creditBeyondTerms(
      manager,
      { contractId: id, tenantId },
      reason,
      actor,
    );
    await this.audit.record(manager, {
      actor,
      action: 'contract.credit',
      subjectType: 'contract',
      subjectId: id,
      details: { number, endDate, credited },
    });
  }
}
