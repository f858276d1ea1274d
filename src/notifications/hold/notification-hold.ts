import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../../auth/index.js';
import { ConflictProblem } from '../../http/index.js';
import { TaskClient } from '../../tasks/index.js';
import type { NotificationHoldState, ReleasedNotifications } from '../dto/notification-hold.js';
import { DELIVERIES } from '../notifications.tasks.js';

/** SQL: whether no message may leave. It names nothing of the statement around it, so it is asked once for all rows. */
export const ON_HOLD = 'EXISTS (SELECT FROM notification_hold)';

/** Seconds until a message that is held looks again by itself: so long as the hold has lasted, but within these. */
const SHORTEST_WAIT = 15;
const LONGEST_WAIT = 300;

/** Why a message is not sent now; by its name the runs are known that {@link NotificationHold.release} wakes. */
export class HeldBack extends Error {
  override readonly name = 'HeldBack';

  constructor(reason: string) {
    super(`Nothing goes out until the hold is released: ${reason}`);
  }
}

/** A hold as whoever delivers meets it. */
interface Hold {
  readonly reason: string;
  /** Seconds for which it has lasted. */
  readonly age: number;
}

/**
 * Keeps every message from leaving, over all channels and in all processes, until somebody releases them. Notices go on being
 * recorded, and those in the inbox are there at once.
 */
@Injectable()
export class NotificationHold {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly audit: AuditLog,
    private readonly tasks: TaskClient,
  ) {}

  /**
   * From here on no message leaves; one that is on its way this very moment may still arrive. Where a hold is on already it
   * goes on, for this reason now.
   * @param reason for people: `Restored from a backup of yesterday`.
   * @param by a user's name, or what the program calls itself.
   */
  async hold(
    reason: string,
    by: string,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<NotificationHoldState> {
    return within(manager, async (transaction) => {
      const before = await this.current(transaction);
      await transaction.query(
        `INSERT INTO notification_hold (reason, held_by, since)
         VALUES ($1, $2, clock_timestamp())
         ON CONFLICT ((true)) DO UPDATE SET reason = excluded.reason, held_by = excluded.held_by`,
        [reason, by],
      );
      const change = { before: { reason: before.reason }, after: { reason } };
      await this.audit.record(transaction, { ...entry('notification.hold', by), details: change });
      return this.current(transaction);
    });
  }

  /**
   * Messages go out again, those that were held at once, as fast as their channels take them.
   * @param options.discard what waits never goes out: it is cancelled, stays visible, and is not told again. Also what waits
   * for another reason, such as quiet hours.
   * @throws ConflictProblem when nothing is held.
   */
  async release(
    by: string,
    { discard = false }: { readonly discard?: boolean } = {},
    manager: EntityManager = this.dataSource.manager,
  ): Promise<ReleasedNotifications> {
    return within(manager, async (transaction) => {
      const [ended] = await transaction.query<[{ reason: string }[], number]>(
        'DELETE FROM notification_hold RETURNING reason',
      );
      const [hold] = ended;
      if (!hold) throw new ConflictProblem('Messages are not held: there is nothing to release.');
      const waiting = await this.waiting(transaction);
      const discarded = discard ? await this.discardAll(transaction) : 0;
      await this.tasks.tryNow(Object.values(DELIVERIES), HeldBack.name, transaction);
      const released = { released: waiting - discarded, discarded };
      await this.audit.record(transaction, {
        ...entry('notification.release', by),
        details: { reason: hold.reason, ...released },
      });
      return released;
    });
  }

  /** Whether messages are held, and how many wait, for whatever reason. */
  async current(manager: EntityManager = this.dataSource.manager): Promise<NotificationHoldState> {
    const [hold] = await manager.query<Omit<NotificationHoldState, 'held' | 'waiting'>[]>(
      'SELECT reason, held_by AS "heldBy", since FROM notification_hold',
    );
    const waiting = await this.waiting(manager);
    return hold
      ? { held: true, ...hold, waiting }
      : { held: false, reason: null, heldBy: null, since: null, waiting };
  }

  /** For whoever is about to send: why not, and in how many seconds to ask again; undefined: go on. */
  async toWaitFor(): Promise<{ readonly error: HeldBack; readonly seconds: number } | undefined> {
    const [hold] = await this.dataSource.query<Hold[]>(
      'SELECT reason, extract(epoch FROM clock_timestamp() - since)::float8 AS age FROM notification_hold',
    );
    if (!hold) return undefined;
    const most = Math.min(Math.max(hold.age, SHORTEST_WAIT), LONGEST_WAIT);
    // Not all at the same moment.
    return { error: new HeldBack(hold.reason), seconds: Math.ceil(most * (0.5 + Math.random() / 2)) };
  }

  private async waiting(manager: EntityManager): Promise<number> {
    const [row] = await manager.query<{ count: number }[]>(
      `SELECT count(*)::integer AS count FROM messages WHERE status = 'PENDING'`,
    );
    return row?.count ?? 0;
  }

  private async discardAll(manager: EntityManager): Promise<number> {
    const [, discarded] = await manager.query<[unknown[], number]>(
      `UPDATE messages SET status = 'DROPPED', not_before = NULL, cancelled_at = now() WHERE status = 'PENDING'`,
    );
    return discarded;
  }
}

/** In the caller's transaction, or in one of its own. */
function within<Result>(
  manager: EntityManager,
  work: (manager: EntityManager) => Promise<Result>,
): Promise<Result> {
  return manager.queryRunner?.isTransactionActive ? work(manager) : manager.transaction(work);
}

function entry(action: string, actor: string) {
  return { actor, action, subjectType: 'notification-hold', subjectId: 'all' };
}
