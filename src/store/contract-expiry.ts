import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { Clock } from '../config/index.js';
import type { TaskContext } from '../tasks/index.js';
import { shownStatus } from './contract-status-shown.js';
import type { ContractStatus } from './contract-status.js';
import { expireContracts, type ExpireContractsResult } from './store.tasks.js';

/** Contracts settled in one transaction. */
const CHUNK = 1000;

/** What a run settles; fixed once, so that a run that is executed again goes on with it. */
interface Plan {
  readonly today: string;
  readonly contracts: number;
}

interface Chunk extends ExpireContractsResult {
  readonly lookedAt: number;
  /** The id after which the next chunk begins; null: there is none. */
  readonly next: string | null;
}

interface SettledContract {
  readonly id: string;
  readonly was: ContractStatus;
  readonly status: ContractStatus;
}

/** Stores what has become of contracts whose term is over; what is shown does not wait for it. */
@Injectable()
export class ContractExpiry {
  constructor(
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Stores EXPIRED, TERMINATED or RENEWED where that is what is shown, and tells the audit log. */
  async settle(context: TaskContext): Promise<ExpireContractsResult> {
    const plan = await context.transaction((manager) => this.plan(manager));
    const counts = { expired: 0, terminated: 0, renewed: 0 };
    let lookedAt = 0;
    for (let after: string | null = '0'; after !== null;) {
      context.signal.throwIfAborted();
      const from: string = after;
      const chunk = await context.transaction((manager) => this.settleChunk(manager, plan, from));
      counts.expired += chunk.expired;
      counts.terminated += chunk.terminated;
      counts.renewed += chunk.renewed;
      lookedAt += chunk.lookedAt;
      after = chunk.next;
      await context.progress(lookedAt, Math.max(plan.contracts, lookedAt));
    }
    return counts;
  }

  private async plan(manager: EntityManager): Promise<Plan> {
    const today = this.clock.today();
    const [row] = await manager.query<{ count: number }[]>(
      `SELECT count(*)::integer AS count FROM contracts WHERE ${IS_OVERTAKEN}`,
      [today],
    );
    return { today, contracts: row?.count ?? 0 };
  }

  private async settleChunk(manager: EntityManager, { today }: Plan, after: string): Promise<Chunk> {
    // Waits here for an import, which locks the whole table, before it holds any contract.
    await manager.query('LOCK TABLE contracts IN ROW EXCLUSIVE MODE');
    const locked = await manager.query<{ id: string }[]>(
      `SELECT id FROM contracts WHERE id > $2 AND ${IS_OVERTAKEN} ORDER BY id LIMIT $3 FOR NO KEY UPDATE`,
      [today, after, CHUNK],
    );
    // A statement of its own: it sees what whoever held one of them has committed meanwhile.
    const [settled] = await manager.query<[SettledContract[], number]>(
      `UPDATE contracts
       SET status = ${shownStatus('$1')}, updated_at = now()
       FROM (SELECT id, status FROM contracts WHERE id = ANY ($2::bigint[])) AS before
       WHERE contracts.id = before.id AND ${IS_OVERTAKEN}
       RETURNING contracts.id, before.status AS was, contracts.status`,
      [today, locked.map(({ id }) => id)],
    );
    await this.audit.recordAll(
      manager,
      settled.map(({ id, was, status }) => ({
        actor: expireContracts.name,
        action: 'contract.expire',
        subjectType: 'contract',
        subjectId: id,
        details: { before: { status: was }, after: { status } },
      })),
    );
    const count = (status: ContractStatus) => settled.filter((contract) => contract.status === status).length;
    return {
      expired: count('EXPIRED'),
      terminated: count('TERMINATED'),
      renewed: count('RENEWED'),
      lookedAt: locked.length,
      next: locked.length === CHUNK ? (locked.at(-1)?.id ?? null) : null,
    };
  }
}

/** SQL: the stored status of the row of `contracts` is no longer the one shown. $1: the mall's today. */
const IS_OVERTAKEN = `contracts.status IN ('ACTIVE', 'EXPIRED') AND contracts.status <> ${shownStatus('$1')}`;
