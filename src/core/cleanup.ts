import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { Sessions, SignInLimit } from '../auth/index.js';
import { Clock } from '../config/index.js';
import type { RowsAndBytes } from '../database/index.js';
import { LostDeliveries, NoticeBodies } from '../notifications/index.js';
import { OldSlots } from '../schedules/index.js';
import { DeadNodes, OldRuns, type TaskContext } from '../tasks/index.js';
import type { CleanedKind, CleanupResult } from './core.tasks.js';
import { daysOf, RETENTION_KINDS, type RetentionKind } from './retention.js';
import { TemporaryFiles } from './temporary-files.js';

/** Rows that one transaction removes: few enough that nobody waits for them. */
const BATCH = 1_000;

const DAY = 24 * 3600 * 1000;

/** For how many days everything is kept that a run may remove. */
export interface Retention {
  /** Of what neither has its own days nor is told any. */
  readonly days: number;
  readonly told: Partial<Record<RetentionKind, number>>;
}

interface Batch extends RowsAndBytes {
  /** Where the next batch may go on. */
  readonly upTo?: string | null;
}

/** What is no longer needed of one kind, as the owner of its table tells it from the rest. */
interface Removal {
  count(days: number, manager: EntityManager): Promise<RowsAndBytes>;
  /**
   * Removes up to `limit` rows; fewer when no more are left.
   * @param from what the batch before said in `upTo`.
   */
  remove(days: number, manager: EntityManager, limit: number, from: string | null): Promise<Batch>;
}

/**
 * Removes what is no longer needed, each kind after the days that {@link daysOf} says. What is kept for ever is nowhere
 * in here.
 */
@Injectable()
export class Cleanup {
  private readonly removals: Readonly<Record<RetentionKind, Removal>>;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly lostDeliveries: LostDeliveries,
    clock: Clock,
    sessions: Sessions,
    signInLimit: SignInLimit,
    noticeBodies: NoticeBodies,
    oldSlots: OldSlots,
    oldRuns: OldRuns,
    deadNodes: DeadNodes,
    files: TemporaryFiles,
  ) {
    const before = (days: number): Date => new Date(clock.now().getTime() - days * DAY);
    this.removals = {
      logs: {
        count: (days, manager) => oldRuns.countLogs(manager, days),
        remove: (days, manager, limit, from) => oldRuns.deleteLogBatch(manager, days, limit, from),
      },
      runs: {
        count: (days, manager) => oldRuns.count(manager, days),
        remove: (days, manager, limit, from) => oldRuns.deleteBatch(manager, days, limit, from),
      },
      sessions: {
        count: (days, manager) => sessions.countExpired(manager, days),
        remove: (days, manager, limit) => sessions.deleteExpired(manager, days, limit),
      },
      signInFailures: {
        count: (days, manager) => signInLimit.countOld(manager, days),
        remove: (days, manager, limit) => signInLimit.deleteOld(manager, days, limit),
      },
      noticeBodies: {
        count: (days, manager) => noticeBodies.countOld(manager, before(days)),
        remove: (days, manager, limit) => noticeBodies.removeOld(manager, before(days), limit),
      },
      slots: {
        count: (days, manager) => oldSlots.count(manager, days),
        remove: (days, manager, limit) => oldSlots.deleteBatch(manager, days, limit),
      },
      nodes: {
        count: (days, manager) => deadNodes.count(manager, days),
        remove: (days, manager, limit) => deadNodes.deleteBatch(manager, days, limit),
      },
      // Files are in no transaction; it only remembers how many there were, for a run that is executed again.
      uploads: {
        count: (days) => files.countOld('uploads', days),
        remove: (days, _manager, limit) => files.removeOld('uploads', days, limit),
      },
      unfinishedBackups: {
        count: (days) => files.countOld('unfinishedBackups', days),
        remove: (days, _manager, limit) => files.removeOld('unfinishedBackups', days, limit),
      },
    };
  }

  /** Counts what {@link remove} would remove. */
  async count(retention: Retention, context: TaskContext): Promise<CleanupResult> {
    const { manager } = this.dataSource;
    const start = performance.now();
    const redelivered = await this.lostDeliveries.count(manager);
    const kinds = await this.forEachKind(retention, context, (removal, days) => removal.count(days, manager));
    return resultOf(true, redelivered, kinds, start);
  }

  /**
   * Removes what is older than its kind is kept, in small transactions, so that it holds nobody up and can stop at any
   * point: executed again, the run goes on with the batch that it was at. Before that it asks again for the mails whose
   * delivery got lost: nothing else comes by every day.
   */
  async remove(retention: Retention, context: TaskContext): Promise<CleanupResult> {
    const start = performance.now();
    const redelivered = await context.transaction((manager) => this.lostDeliveries.submitAgain(manager));
    const kinds = await this.forEachKind(retention, context, (removal, days) =>
      removeAll(removal, days, context),
    );
    return resultOf(false, redelivered, kinds, start);
  }

  private async forEachKind(
    { days, told }: Retention,
    context: TaskContext,
    work: (removal: Removal, days: number) => Promise<RowsAndBytes>,
  ): Promise<CleanedKind[]> {
    const kinds: CleanedKind[] = [];
    for (const kind of RETENTION_KINDS) {
      const retentionDays = daysOf(kind, days, told);
      const { rows, bytes } = await work(this.removals[kind], retentionDays);
      kinds.push({ kind, rows, bytes, retentionDays });
      await context.progress(kinds.length, RETENTION_KINDS.length, kind);
    }
    return kinds;
  }
}

async function removeAll(removal: Removal, days: number, context: TaskContext): Promise<RowsAndBytes> {
  const removed = { rows: 0, bytes: 0 };
  let from: string | null = null;
  for (;;) {
    context.signal.throwIfAborted();
    const batch: Batch = await context.transaction((manager) => removal.remove(days, manager, BATCH, from));
    removed.rows += batch.rows;
    removed.bytes += batch.bytes;
    if (batch.rows < BATCH) return removed;
    from = batch.upTo ?? null;
  }
}

function resultOf(
  dryRun: boolean,
  redelivered: number,
  kinds: readonly CleanedKind[],
  start: number,
): CleanupResult {
  const sumOf = (part: 'rows' | 'bytes', ...wanted: RetentionKind[]): number =>
    kinds.reduce((sum, each) => sum + (wanted.includes(each.kind) ? each[part] : 0), 0);
  return {
    dryRun,
    runs: sumOf('rows', 'runs'),
    sessions: sumOf('rows', 'sessions'),
    noticeBodies: sumOf('rows', 'noticeBodies'),
    slots: sumOf('rows', 'slots'),
    nodes: sumOf('rows', 'nodes'),
    redelivered,
    files: sumOf('rows', 'uploads', 'unfinishedBackups'),
    bytes: sumOf('bytes', 'uploads', 'unfinishedBackups'),
    kinds,
    seconds: Math.round(performance.now() - start) / 1000,
  };
}
