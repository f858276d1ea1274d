import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock, dateInZone, SETTINGS, type Settings } from '../config/index.js';
import { type NewNotice, NoticeService } from '../notifications/index.js';
import { ScheduleQueries } from '../schedules/index.js';
import type { TaskContext } from '../tasks/index.js';
import { type PaymentRemindersResult, sendPaymentReminders } from './finance.tasks.js';
import { addDays } from './mall-day.js';
import {
  type BillCursor,
  FIRST_BILL,
  nextCursor,
  OPEN_BILL_COLUMNS,
  OPEN_BILL_JOINS,
  type OpenBill,
} from './open-bill.js';
import { reminderWords } from './tenant-notice.js';

/** Bills reminded of in one transaction. */
const CHUNK = 500;

/** What a run reminds of; settled once, so that a run that is executed again goes on with it. */
interface Plan {
  readonly today: string;
  /** The last due date that is reminded of. */
  readonly dueUntil: string;
  readonly bills: number;
}

/** Reminds tenants of bills that fall due soon. */
@Injectable()
export class PaymentReminders {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly schedules: ScheduleQueries,
    private readonly notices: NoticeService,
  ) {}

  /**
   * Notifies the tenant, once a bill, of everything outstanding that falls due from today up to `daysAhead` days ahead,
   * or up to the day before the next reminders go out if that is later: over a holiday nothing falls due unannounced.
   */
  async send(daysAhead: number, context: TaskContext): Promise<PaymentRemindersResult> {
    // Outside the transaction, which would wait for a second connection while it holds one.
    const nextRun = await this.schedules.nextSlotOfTask(sendPaymentReminders.name, this.clock.now());
    const plan = await context.transaction((manager) => this.plan(daysAhead, nextRun, manager));
    let bills = 0;
    let notices = 0;
    for (let cursor: BillCursor | null = FIRST_BILL; cursor !== null;) {
      context.signal.throwIfAborted();
      const after: BillCursor = cursor;
      const chunk = await context.transaction((manager) => this.sendChunk(manager, plan, after));
      bills += chunk.bills;
      notices += chunk.notices;
      cursor = chunk.next;
      await context.progress(bills, Math.max(plan.bills, bills));
    }
    return { dueUntil: plan.dueUntil, bills, notices };
  }

  private async plan(daysAhead: number, nextRun: Date | null, manager: EntityManager): Promise<Plan> {
    const today = this.clock.today();
    const asked = addDays(today, daysAhead);
    const beforeNextRun = nextRun && addDays(dateInZone(nextRun, this.clock.timeZone), -1);
    const dueUntil = beforeNextRun !== null && beforeNextRun > asked ? beforeNextRun : asked;
    const [row] = await manager.query<{ count: number }[]>(
      `SELECT count(*)::integer AS count FROM bills WHERE ${FALLS_DUE}`,
      [today, dueUntil],
    );
    return { today, dueUntil, bills: row?.count ?? 0 };
  }

  private async sendChunk(
    manager: EntityManager,
    { today, dueUntil }: Plan,
    after: BillCursor,
  ): Promise<{ bills: number; notices: number; next: BillCursor | null }> {
    const bills = await manager.query<OpenBill[]>(
      `WITH chunk AS (
         SELECT id
         FROM bills
         WHERE ${FALLS_DUE} AND (due_date, id) > ($3::date, $4::bigint)
         ORDER BY due_date, id
         LIMIT $5
         FOR UPDATE
       ), reminded AS (
         UPDATE bills SET reminded_at = $6 FROM chunk WHERE bills.id = chunk.id RETURNING bills.*
       )
       SELECT ${OPEN_BILL_COLUMNS}
       FROM reminded AS bills ${OPEN_BILL_JOINS}
       ORDER BY bills.due_date, bills.id`,
      [today, dueUntil, after.dueDate, after.id, CHUNK, this.clock.now()],
    );
    const notices = await this.notices.notify(
      bills.map((bill) => this.noticeOf(bill)),
      manager,
    );
    return { bills: bills.length, notices, next: nextCursor(bills, CHUNK) };
  }

  private noticeOf(bill: OpenBill): NewNotice {
    return {
      subject: `bill:${bill.number}`,
      stage: 'reminder',
      kind: 'payment-reminder',
      recipient: `tenant:${bill.tenantId}`,
      email: bill.contactEmail,
      ...reminderWords(bill, this.settings.MALLKEEPER_LANGUAGE),
    };
  }
}

/** $1: the mall's today, $2: the last due date. */
const FALLS_DUE = 'outstanding > 0 AND due_date BETWEEN $1::date AND $2::date AND reminded_at IS NULL';
