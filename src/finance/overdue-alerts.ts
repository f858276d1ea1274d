import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock, SETTINGS, type Settings } from '../config/index.js';
import { type NewNotice, NoticeService } from '../notifications/index.js';
import { Managers } from '../store/index.js';
import type { TaskContext } from '../tasks/index.js';
import { Arrears, type Ageing } from './arrears.js';
import { digestWords } from './arrears-digest.js';
import type { OverdueAlertsResult } from './finance.tasks.js';
import {
  type BillCursor,
  FIRST_BILL,
  nextCursor,
  OPEN_BILL_COLUMNS,
  OPEN_BILL_JOINS,
  type OpenBill,
} from './open-bill.js';
import { overdueWords } from './tenant-notice.js';

/** Days overdue at which a tenant is told, in ascending order. */
const STAGES = [1, 7, 15, 30];

/** Bills told of in one transaction. */
const CHUNK = 500;

interface OverdueBill extends OpenBill {
  readonly daysOverdue: number;
  /** The highest of {@link STAGES} that it has reached. */
  readonly stage: number;
}

/** Tells tenants of their overdue bills, and managers of all arrears. */
@Injectable()
export class OverdueAlerts {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly arrears: Arrears,
    private readonly managers: Managers,
    private readonly notices: NoticeService,
  ) {}

  /**
   * Of every bill overdue by more than `daysOverdue` days: tells its tenant once at each stage, of the highest only if it
   * passed several since the last run. Then sends the managers the day's digest, if there is anything to tell.
   */
  async send(daysOverdue: number, context: TaskContext): Promise<OverdueAlertsResult> {
    const { today, ageing } = await context.transaction((manager) => this.overdue(daysOverdue, manager));
    let alerted = 0;
    let notices = 0;
    for (let cursor: BillCursor | null = FIRST_BILL; cursor !== null;) {
      context.signal.throwIfAborted();
      const after: BillCursor = cursor;
      const chunk = await context.transaction((manager) =>
        this.alertChunk(manager, today, daysOverdue, after),
      );
      alerted += chunk.bills;
      notices += chunk.notices;
      cursor = chunk.next;
      await context.progress(alerted, Math.max(ageing.bills, alerted));
    }
    notices += await context.transaction((manager) => this.sendDigest(manager, today, ageing));
    return { overdue: ageing.bills, outstanding: ageing.total, alerted, notices };
  }

  /** Settled once, so that a run that is executed again tells of the same day. */
  private async overdue(
    daysOverdue: number,
    manager: EntityManager,
  ): Promise<{ today: string; ageing: Ageing }> {
    const today = this.clock.today();
    const { ageing } = await this.arrears.now(daysOverdue, manager);
    return { today, ageing };
  }

  private async alertChunk(
    manager: EntityManager,
    today: string,
    daysOverdue: number,
    after: BillCursor,
  ): Promise<{ bills: number; notices: number; next: BillCursor | null }> {
    const bills = await manager.query<OverdueBill[]>(
      `WITH chunk AS (
         SELECT bills.id, reached.stage
         FROM bills
         CROSS JOIN LATERAL (
           SELECT max(stage) AS stage FROM unnest($3::integer[]) AS stage WHERE stage <= $1::date - due_date
         ) AS reached
         WHERE outstanding > 0
           AND due_date < $1::date - $2::integer
           AND alert_stage < reached.stage
           AND (due_date, bills.id) > ($4::date, $5::bigint)
         ORDER BY due_date, bills.id
         LIMIT $6
         FOR UPDATE OF bills
       ), alerted AS (
         UPDATE bills
         SET alert_stage = chunk.stage
         FROM chunk
         WHERE bills.id = chunk.id
         RETURNING bills.*
       )
       SELECT ${OPEN_BILL_COLUMNS}, $1::date - bills.due_date AS "daysOverdue", bills.alert_stage AS stage
       FROM alerted AS bills ${OPEN_BILL_JOINS}
       ORDER BY bills.due_date, bills.id`,
      [today, daysOverdue, STAGES, after.dueDate, after.id, CHUNK],
    );
    const notices = await this.notices.notify(
      bills.map((bill) => this.noticeOf(bill)),
      manager,
    );
    return { bills: bills.length, notices, next: nextCursor(bills, CHUNK) };
  }

  private noticeOf(bill: OverdueBill): NewNotice {
    return {
      subject: `bill:${bill.number}`,
      stage: `overdue-${bill.stage}`,
      kind: 'overdue-alert',
      recipient: `tenant:${bill.tenantId}`,
      email: bill.contactEmail,
      ...overdueWords(bill, bill.daysOverdue, this.settings.MALLKEEPER_LANGUAGE),
    };
  }

  /** One digest a day, however often the task runs. */
  private async sendDigest(manager: EntityManager, today: string, ageing: Ageing): Promise<number> {
    if (ageing.bills === 0) return 0;
    const words = digestWords(today, ageing, this.settings.MALLKEEPER_LANGUAGE);
    const managers = await this.managers.list(manager);
    return this.notices.notify(
      managers.map(({ email }) => ({
        subject: `arrears:${today}`,
        stage: 'digest',
        kind: 'arrears-digest',
        recipient: `manager:${email}`,
        email,
        ...words,
      })),
      manager,
    );
  }
}
