import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock, dateInZone } from '../config/index.js';
import { NoticeKinds, NoticeService, type TemplatedNotice } from '../notifications/index.js';
import { ScheduleQueries } from '../schedules/index.js';
import { type TenantRange, tenantRanges } from '../store/index.js';
import type { TaskContext } from '../tasks/index.js';
import { type PaymentRemindersResult, sendPaymentReminders } from './finance.tasks.js';
import { addDays } from './mall-day.js';
import { OPEN_BILL_COLUMNS, OPEN_BILL_JOINS, type OpenBill, toldOf } from './open-bill.js';
import { PAYMENT_REMINDER } from './tenant-notice.js';

/** What a run reminds of; settled once, so that a run that is executed again goes on with it. */
interface Plan {
  readonly today: string;
  /** The last due date that is reminded of. */
  readonly dueUntil: string;
  readonly bills: number;
  /** Each in a transaction of its own: all bills of a tenant go into one message. */
  readonly ranges: readonly TenantRange[];
}

/** Reminds tenants of bills that fall due soon. */
@Injectable()
export class PaymentReminders implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly schedules: ScheduleQueries,
    private readonly kinds: NoticeKinds,
    private readonly notices: NoticeService,
  ) {}

  onModuleInit(): void {
    this.kinds.add(PAYMENT_REMINDER);
  }

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
    for (const range of plan.ranges) {
      context.signal.throwIfAborted();
      const chunk = await context.transaction((manager) => this.sendChunk(manager, plan, range));
      bills += chunk.bills;
      notices += chunk.notices;
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
    const ranges = await tenantRanges(
      manager,
      `SELECT tenant_id FROM bills JOIN contracts ON contracts.id = bills.contract_id WHERE ${FALLS_DUE}`,
      [today, dueUntil],
    );
    return { today, dueUntil, bills: row?.count ?? 0, ranges };
  }

  private async sendChunk(
    manager: EntityManager,
    { today, dueUntil }: Plan,
    { after, upTo }: TenantRange,
  ): Promise<{ bills: number; notices: number }> {
    // Locked in the order in which Settlement locks them, so that nobody waits in a circle.
    const bills = await manager.query<OpenBill[]>(
      `WITH chunk AS (
         SELECT bills.id
         FROM contracts
         JOIN bills ON bills.contract_id = contracts.id
         WHERE contracts.tenant_id > $3::bigint AND contracts.tenant_id <= $4::bigint AND ${FALLS_DUE}
         ORDER BY bills.due_date, bills.id
         FOR UPDATE OF bills
       ), reminded AS (
         UPDATE bills SET reminded_at = $5 FROM chunk WHERE bills.id = chunk.id RETURNING bills.*
       )
       SELECT ${OPEN_BILL_COLUMNS}
       FROM reminded AS bills ${OPEN_BILL_JOINS}
       ORDER BY tenants.id, bills.due_date, bills.id`,
      [today, dueUntil, after, upTo, this.clock.now()],
    );
    const notices = await this.notices.notify(bills.map(noticeOf), manager);
    return { bills: bills.length, notices };
  }
}

function noticeOf(bill: OpenBill): TemplatedNotice {
  return {
    subject: `bill:${bill.number}`,
    stage: 'reminder',
    kind: PAYMENT_REMINDER.name,
    recipient: `tenant:${bill.tenantId}`,
    email: bill.contactEmail,
    phone: bill.contactPhone,
    item: toldOf(bill),
  };
}

/** $1: the mall's today, $2: the last due date. */
const FALLS_DUE = 'outstanding > 0 AND due_date BETWEEN $1::date AND $2::date AND reminded_at IS NULL';
