import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock, SETTINGS, type Settings } from '../config/index.js';
import { type NewNotice, NoticeService } from '../notifications/index.js';
import type { TaskContext } from '../tasks/index.js';
import { HAS_SUCCESSOR } from './contract-successor.js';
import { type EndingContract, managerWords, tenantWords } from './renewal-notice.js';
import type { RenewalRemindersResult } from './store.tasks.js';

/** Contracts told of in one transaction. */
const CHUNK = 500;

/** What a run tells of; settled once, so that a run that is executed again goes on with it. */
interface Plan {
  readonly today: string;
  readonly daysUntilExpiry: number;
  readonly contracts: number;
}

interface DueContract extends EndingContract {
  readonly id: string;
  readonly tenantId: string;
  readonly contactEmail: string | null;
  readonly managerEmail: string | null;
}

/** Tells tenants and managers of contracts that are about to end. */
@Injectable()
export class RenewalReminders {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly notices: NoticeService,
  ) {}

  /**
   * Notifies tenant and manager of each ACTIVE contract that ends from today up to `daysUntilExpiry` days ahead and has
   * no successor; once for each end date, because that is part of the notice's subject.
   */
  async send(daysUntilExpiry: number, context: TaskContext): Promise<RenewalRemindersResult> {
    const plan = await context.transaction((manager) => this.plan(daysUntilExpiry, manager));
    let contracts = 0;
    let notices = 0;
    for (let after: string | null = '0'; after !== null;) {
      context.signal.throwIfAborted();
      const from: string = after;
      const chunk = await context.transaction((manager) => this.sendChunk(manager, plan, from));
      contracts += chunk.contracts;
      notices += chunk.notices;
      after = chunk.next;
      await context.progress(contracts, Math.max(plan.contracts, contracts));
    }
    return { contracts, notices };
  }

  private async plan(daysUntilExpiry: number, manager: EntityManager): Promise<Plan> {
    const today = this.clock.today();
    const [row] = await manager.query<{ count: number }[]>(
      `SELECT count(*)::integer AS count FROM contracts WHERE ${ENDS_SOON}`,
      [today, daysUntilExpiry],
    );
    return { today, daysUntilExpiry, contracts: row?.count ?? 0 };
  }

  private async sendChunk(
    manager: EntityManager,
    { today, daysUntilExpiry }: Plan,
    after: string,
  ): Promise<RenewalRemindersResult & { next: string | null }> {
    const due = await manager.query<DueContract[]>(
      `SELECT contracts.id, contracts.number, contracts.end_date AS "endDate",
              contracts.end_date - $1::date AS "daysLeft", contracts.tenant_id AS "tenantId",
              tenants.name AS "tenantName", contracts.contact_name AS "contactName",
              contracts.contact_phone AS "contactPhone", contracts.contact_email AS "contactEmail",
              shops.code AS "shopCode", shops.name AS "shopName", shops.manager_email AS "managerEmail"
       FROM contracts
       JOIN tenants ON tenants.id = contracts.tenant_id
       JOIN shops ON shops.id = contracts.shop_id
       WHERE contracts.id > $3 AND ${ENDS_SOON}
       ORDER BY contracts.id
       LIMIT $4`,
      [today, daysUntilExpiry, after, CHUNK],
    );
    const notices = await this.notices.notify(
      due.flatMap((contract) => this.noticesOf(contract)),
      manager,
    );
    const next = due.length === CHUNK ? (due.at(-1)?.id ?? null) : null;
    return { contracts: due.length, notices, next };
  }

  private noticesOf(contract: DueContract): NewNotice[] {
    const language = this.settings.MALLKEEPER_LANGUAGE;
    const about = {
      subject: `contract:${contract.number}:${contract.endDate}`,
      stage: 'renewal',
      kind: 'renewal-reminder',
    };
    const toTenant: NewNotice = {
      ...about,
      recipient: `tenant:${contract.tenantId}`,
      email: contract.contactEmail,
      ...tenantWords(contract, language),
    };
    if (contract.managerEmail === null) return [toTenant];
    const toManager: NewNotice = {
      ...about,
      recipient: `manager:${contract.managerEmail}`,
      email: contract.managerEmail,
      ...managerWords(contract, language),
    };
    return [toTenant, toManager];
  }
}

/** $1: the mall's today, $2: days ahead. */
const ENDS_SOON = `
  contracts.status = 'ACTIVE'
  AND contracts.end_date BETWEEN $1::date AND $1::date + $2::integer
  AND NOT ${HAS_SUCCESSOR}`;
