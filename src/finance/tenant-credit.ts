import { Injectable } from '@nestjs/common';
import { Decimal } from 'decimal.js';
import type { EntityManager } from 'typeorm';
import { Clock } from '../config/index.js';
import type { TaskContext } from '../tasks/index.js';
import { Settlement } from './settlement.js';

/** Tenants whose credit is applied in one transaction. */
const CHUNK = 1_000;

/** Lets what tenants have overpaid, or got back, settle their bills. */
@Injectable()
export class TenantCredit {
  constructor(
    private readonly clock: Clock,
    private readonly settlement: Settlement,
  ) {}

  /**
   * Applies the credit of every tenant that has some to what it has open, the oldest due first.
   * @param contractIds only tenants of these contracts; null: all.
   * @returns what was applied, with two decimals.
   */
  async apply(contractIds: readonly string[] | null, context: TaskContext): Promise<string> {
    let applied = new Decimal(0);
    for (let after: string | null = '0'; after !== null;) {
      context.signal.throwIfAborted();
      const from: string = after;
      const chunk = await context.transaction((manager) => this.applyChunk(manager, contractIds, from));
      applied = applied.plus(chunk.applied);
      after = chunk.next;
    }
    return applied.toFixed(2);
  }

  private async applyChunk(
    manager: EntityManager,
    contractIds: readonly string[] | null,
    after: string,
  ): Promise<{ applied: string; next: string | null }> {
    const tenants = await manager.query<{ id: string }[]>(
      `SELECT tenant_id AS id
       FROM (
         SELECT tenant_id FROM payments WHERE unapplied > 0
         UNION
         SELECT tenant_id FROM credit_notes WHERE unapplied > 0
       ) AS credit
       WHERE tenant_id > $1
         AND EXISTS (
           SELECT
           FROM contracts
           JOIN bills ON bills.contract_id = contracts.id AND bills.outstanding > 0
           WHERE contracts.tenant_id = credit.tenant_id
         )
         AND ($2::bigint[] IS NULL
              OR tenant_id IN (SELECT tenant_id FROM contracts WHERE id = ANY ($2::bigint[])))
       ORDER BY tenant_id
       LIMIT $3`,
      [after, contractIds, CHUNK],
    );
    const ids = tenants.map(({ id }) => id);
    const next = ids.length === CHUNK ? (ids.at(-1) ?? null) : null;
    if (ids.length === 0) return { applied: '0.00', next };
    await this.settlement.lockTenants(manager, ids);
    await this.settlement.lockOpenBills(manager, ids);
    return { applied: await this.settlement.applyCredit(manager, ids, this.clock.now()), next };
  }
}
