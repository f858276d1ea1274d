import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../config/index.js';
import { NoticeKinds, NoticeService, ROBOTS, type TemplatedNotice } from '../notifications/index.js';
import { Managers, type TenantRange, tenantRanges } from '../store/index.js';
import type { TaskContext } from '../tasks/index.js';
import { Arrears, type Ageing } from './arrears.js';
import { ARREARS_DIGEST, type Debtor, largestDebtors } from './arrears-digest.js';
import type { OverdueAlertsResult } from './finance.tasks.js';
import { OPEN_BILL_COLUMNS, OPEN_BILL_JOINS, type OpenBill, toldOf } from './open-bill.js';
import { OVERDUE_ALERT } from './tenant-notice.js';

/** Days overdue at which a tenant is told, in ascending order. */
const STAGES = [1, 7, 15, 30];

/** What a run tells of; settled once, so that a run that is executed again tells of the same day. */
interface Plan {
  readonly today: string;
  readonly daysOverdue: number;
  readonly ageing: Ageing;
  readonly debtors: readonly Debtor[];
  /** Each in a transaction of its own: all bills of a tenant go into one message. */
  readonly ranges: readonly TenantRange[];
}

interface OverdueBill extends OpenBill {
  readonly daysOverdue: number;
  /** The highest of {@link STAGES} that it has reached. */
  readonly stage: number;
}

/** Tells tenants of their overdue bills, and managers of all arrears. */
@Injectable()
export class OverdueAlerts implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly arrears: Arrears,
    private readonly managers: Managers,
    private readonly kinds: NoticeKinds,
    private readonly notices: NoticeService,
  ) {}

  onModuleInit(): void {
    this.kinds.add(OVERDUE_ALERT);
    this.kinds.add(ARREARS_DIGEST);
  }

  /**
   * Of every bill overdue by more than `daysOverdue` days: tells its tenant once at each stage, of the highest only if it
   * passed several since the last run. Then sends the managers the day's digest, if there is anything to tell.
   */
  async send(daysOverdue: number, context: TaskContext): Promise<OverdueAlertsResult> {
    const plan = await context.transaction((manager) => this.plan(daysOverdue, manager));
    const { ageing } = plan;
    let alerted = 0;
    let notices = 0;
    for (const range of plan.ranges) {
      context.signal.throwIfAborted();
      const chunk = await context.transaction((manager) => this.alertChunk(manager, plan, range));
      alerted += chunk.bills;
      notices += chunk.notices;
      await context.progress(alerted, Math.max(ageing.bills, alerted));
    }
    notices += await context.transaction((manager) => this.sendDigest(manager, plan));
    return { overdue: ageing.bills, outstanding: ageing.total, alerted, notices };
  }

  private async plan(daysOverdue: number, manager: EntityManager): Promise<Plan> {
    const today = this.clock.today();
    const { ageing } = await this.arrears.now(daysOverdue, manager);
    const debtors = await largestDebtors(today, daysOverdue, manager);
    const ranges = await tenantRanges(
      manager,
      `SELECT tenant_id FROM bills JOIN contracts ON contracts.id = bills.contract_id ${REACHED} WHERE ${REACHES_A_STAGE}`,
      [today, daysOverdue, STAGES],
    );
    return { today, daysOverdue, ageing, debtors, ranges };
  }

  private async alertChunk(
    manager: EntityManager,
    { today, daysOverdue }: Plan,
    { after, upTo }: TenantRange,
  ): Promise<{ bills: number; notices: number }> {
    // Locked in the order in which Settlement locks them, so that nobody waits in a circle.
    const bills = await manager.query<OverdueBill[]>(
      `WITH chunk AS (
         SELECT bills.id, reached.stage
         FROM contracts
         JOIN bills ON bills.contract_id = contracts.id ${REACHED}
         WHERE contracts.tenant_id > $4::bigint AND contracts.tenant_id <= $5::bigint AND ${REACHES_A_STAGE}
         ORDER BY bills.due_date, bills.id
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
       ORDER BY tenants.id, bills.due_date, bills.id`,
      [today, daysOverdue, STAGES, after, upTo],
    );
    const notices = await this.notices.notify(bills.map(noticeOf), manager);
    return { bills: bills.length, notices };
  }

  /** One digest a day, however often the task runs. */
  private async sendDigest(manager: EntityManager, { today, ageing, debtors }: Plan): Promise<number> {
    if (ageing.bills === 0) return 0;
    const digest = {
      subject: `arrears:${today}`,
      stage: 'digest',
      kind: ARREARS_DIGEST.name,
      item: { date: today, ...ageing, debtors },
    };
    const managers = await this.managers.list(manager);
    return this.notices.notify(
      [
        ...managers.map(({ email }) => ({ ...digest, recipient: `manager:${email}`, email })),
        { ...digest, recipient: ROBOTS, email: null },
      ],
      manager,
    );
  }
}

function noticeOf(bill: OverdueBill): TemplatedNotice {
  return {
    subject: `bill:${bill.number}`,
    stage: `overdue-${bill.stage}`,
    kind: OVERDUE_ALERT.name,
    recipient: `tenant:${bill.tenantId}`,
    email: bill.contactEmail,
    phone: bill.contactPhone,
    item: { ...toldOf(bill), daysOverdue: bill.daysOverdue },
  };
}

/** $1: the mall's today, $3: the stages. */
const REACHED = `
  CROSS JOIN LATERAL (
    SELECT max(stage) AS stage FROM unnest($3::integer[]) AS stage WHERE stage <= $1::date - bills.due_date
  ) AS reached`;

/** $2: overdue by more days than these. */
const REACHES_A_STAGE = `
  bills.outstanding > 0 AND bills.due_date < $1::date - $2::integer AND bills.alert_stage < reached.stage`;
