import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { Sessions } from '../auth/index.js';
import { Clock } from '../config/index.js';
import { LostDeliveries, NoticeBodies } from '../notifications/index.js';
import { OldSlots } from '../schedules/index.js';
import { DeadNodes, OldRuns, type TaskContext } from '../tasks/index.js';
import type { CleanupResult } from './core.tasks.js';
import { TemporaryFiles } from './temporary-files.js';

/** Rows that one transaction removes: few enough that nobody waits for them. */
const BATCH = 1_000;

const DAY = 24 * 3600 * 1000;

/** Rows of one kind that are no longer needed, as the owner of their table tells them from the others. */
interface OldRows {
  readonly kind: 'runs' | 'sessions' | 'noticeBodies' | 'slots' | 'nodes';
  readonly count: (manager: EntityManager) => Promise<number>;
  /** Removes up to `limit` of them; @returns how many, fewer than `limit` when no more are left. */
  readonly remove: (manager: EntityManager, limit: number) => Promise<number>;
}

/**
 * Removes what is no longer needed. What is kept for ever is nowhere in here: bills, payments, contracts, the audit log,
 * backups, and of notices everything but the text.
 */
@Injectable()
export class Cleanup {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly sessions: Sessions,
    private readonly noticeBodies: NoticeBodies,
    private readonly lostDeliveries: LostDeliveries,
    private readonly oldSlots: OldSlots,
    private readonly oldRuns: OldRuns,
    private readonly deadNodes: DeadNodes,
    private readonly files: TemporaryFiles,
  ) {}

  /** Counts what {@link remove} would remove. */
  async count(retentionDays: number, context: TaskContext): Promise<CleanupResult> {
    const { manager } = this.dataSource;
    const redelivered = await this.lostDeliveries.count(manager);
    const counts = await this.forEachKind(retentionDays, context, (rows) => rows.count(manager));
    return { dryRun: true, redelivered, ...counts, ...(await this.files.countOld()) };
  }

  /**
   * Removes what is older than `retentionDays`, or than the time that its kind has for itself: sessions once they have
   * run out, runs with an idempotency key after a year, slots only beyond every catch-up window, processes and temporary
   * files after a day without a sign of life. In small transactions, so that it holds nobody up and can stop at any point.
   * Before that it asks again for the mails whose delivery got lost: nothing else comes by every day.
   */
  async remove(retentionDays: number, context: TaskContext): Promise<CleanupResult> {
    const redelivered = await context.transaction((manager) => this.lostDeliveries.submitAgain(manager));
    const counts = await this.forEachKind(retentionDays, context, (rows) => removeAll(rows, context));
    // In a transaction only for what it remembers: executed again, the run still tells how much it has removed.
    const files = await context.transaction(() => this.files.removeOld());
    return { dryRun: false, redelivered, ...counts, ...files };
  }

  private async forEachKind(
    retentionDays: number,
    context: TaskContext,
    work: (rows: OldRows) => Promise<number>,
  ): Promise<Record<OldRows['kind'], number>> {
    const counts = { runs: 0, sessions: 0, noticeBodies: 0, slots: 0, nodes: 0 };
    const kinds = this.kinds(retentionDays);
    for (const [index, rows] of kinds.entries()) {
      counts[rows.kind] = await work(rows);
      await context.progress(index + 1, kinds.length + 1, rows.kind);
    }
    return counts;
  }

  private kinds(retentionDays: number): OldRows[] {
    const before = new Date(this.clock.now().getTime() - retentionDays * DAY);
    return [
      {
        kind: 'runs',
        count: (manager) => this.oldRuns.count(manager, retentionDays),
        remove: (manager, limit) => this.oldRuns.deleteBatch(manager, retentionDays, limit),
      },
      {
        kind: 'sessions',
        count: (manager) => this.sessions.countExpired(manager),
        remove: (manager, limit) => this.sessions.deleteExpired(manager, limit),
      },
      {
        kind: 'noticeBodies',
        count: (manager) => this.noticeBodies.countOld(manager, before),
        remove: (manager, limit) => this.noticeBodies.removeOld(manager, before, limit),
      },
      {
        kind: 'slots',
        count: () => this.oldSlots.count(retentionDays),
        remove: (manager, limit) => this.oldSlots.deleteBatch(retentionDays, limit, manager),
      },
      {
        kind: 'nodes',
        count: (manager) => this.deadNodes.count(manager),
        remove: (manager, limit) => this.deadNodes.deleteBatch(manager, limit),
      },
    ];
  }
}

async function removeAll(rows: OldRows, context: TaskContext): Promise<number> {
  for (let removed = 0; ;) {
    context.signal.throwIfAborted();
    const batch = await context.transaction((manager) => rows.remove(manager, BATCH));
    removed += batch;
    if (batch < BATCH) return removed;
  }
}
