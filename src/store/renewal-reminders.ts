import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../config/index.js';
import { NoticeKinds, NoticeService, type TemplatedNotice } from '../notifications/index.js';
import type { TaskContext } from '../tasks/index.js';
import { HAS_SUCCESSOR } from './contract-successor.js';
import { type EndingContract, RENEWAL_ALERT, RENEWAL_REMINDER } from './renewal-notice.js';
import type { RenewalRemindersResult } from './store.tasks.js';
import { type TenantRange, tenantRanges } from './tenant-ranges.js';

/** Managers told in one transaction. */
const MANAGERS = 50;

/** What a run tells of; settled once, so that a run that is executed again goes on with it. */
interface Plan {
  readonly today: string;
  readonly daysUntilExpiry: number;
  readonly contracts: number;
  /** Each in a transaction of its own: all contracts of a tenant go into one message. */
  readonly ranges: readonly TenantRange[];
  /** The managers by e-mail address, likewise. */
  readonly managers: readonly (readonly string[])[];
}

interface DueContract extends EndingContract {
  readonly tenantId: string;
  readonly contactEmail: string | null;
  readonly managerEmail: string | null;
}

/** Tells tenants and managers of contracts that are about to end. */
@Injectable()
export class RenewalReminders implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly kinds: NoticeKinds,
    private readonly notices: NoticeService,
  ) {}

  onModuleInit(): void {
    this.kinds.add(RENEWAL_REMINDER);
    this.kinds.add(RENEWAL_ALERT);
  }

  /**
   * Notifies tenant and manager of each ACTIVE contract that ends from today up to `daysUntilExpiry` days ahead and has
   * no successor; once for each end date, because that is part of the notice's subject.
   */
  async send(daysUntilExpiry: number, context: TaskContext): Promise<RenewalRemindersResult> {
    const plan = await context.transaction((manager) => this.plan(daysUntilExpiry, manager));
    let contracts = 0;
    let notices = 0;
    for (const range of plan.ranges) {
      context.signal.throwIfAborted();
      const told = await context.transaction((manager) => this.tellTenants(manager, plan, range));
      contracts += told.contracts;
      notices += told.notices;
      await context.progress(contracts, Math.max(plan.contracts, contracts));
    }
    for (const managers of plan.managers) {
      context.signal.throwIfAborted();
      notices += await context.transaction((manager) => this.tellManagers(manager, plan, managers));
    }
    return { contracts, notices };
  }

  private async plan(daysUntilExpiry: number, manager: EntityManager): Promise<Plan> {
    const today = this.clock.today();
    const [row] = await manager.query<{ count: number }[]>(
      `SELECT count(*)::integer AS count FROM contracts WHERE ${ENDS_SOON}`,
      [today, daysUntilExpiry],
    );
    const ranges = await tenantRanges(manager, `SELECT tenant_id FROM contracts WHERE ${ENDS_SOON}`, [
      today,
      daysUntilExpiry,
    ]);
    const managers = await manager.query<{ email: string }[]>(
      `SELECT DISTINCT shops.manager_email AS email
       FROM contracts
       JOIN shops ON shops.id = contracts.shop_id
       WHERE shops.manager_email IS NOT NULL AND ${ENDS_SOON}
       ORDER BY email`,
      [today, daysUntilExpiry],
    );
    return {
      today,
      daysUntilExpiry,
      contracts: row?.count ?? 0,
      ranges,
      managers: chunks(managers.map(({ email }) => email)),
    };
  }

  private async tellTenants(
    manager: EntityManager,
    { today, daysUntilExpiry }: Plan,
    { after, upTo }: TenantRange,
  ): Promise<RenewalRemindersResult> {
    const due = await manager.query<DueContract[]>(
      `${DUE_CONTRACTS}
       WHERE contracts.tenant_id > $3::bigint AND contracts.tenant_id <= $4::bigint AND ${ENDS_SOON}
         -- Who ended it early does not want to renew it.
         AND contracts.terminated_at IS NULL
       ORDER BY contracts.tenant_id, contracts.end_date, contracts.id`,
      [today, daysUntilExpiry, after, upTo],
    );
    const notices = await this.notices.notify(due.map(toTenant), manager);
    return { contracts: due.length, notices };
  }

  private async tellManagers(
    manager: EntityManager,
    { today, daysUntilExpiry }: Plan,
    emails: readonly string[],
  ): Promise<number> {
    const due = await manager.query<DueContract[]>(
      `${DUE_CONTRACTS}
       WHERE shops.manager_email = ANY ($3::text[]) AND ${ENDS_SOON}
       ORDER BY shops.manager_email, contracts.end_date, contracts.id`,
      [today, daysUntilExpiry, emails],
    );
    return this.notices.notify(
      due.flatMap((contract) =>
        contract.managerEmail === null ? [] : [toManager(contract, contract.managerEmail)],
      ),
      manager,
    );
  }
}

function toTenant(contract: DueContract): TemplatedNotice {
  return {
    ...about(contract),
    kind: RENEWAL_REMINDER.name,
    recipient: `tenant:${contract.tenantId}`,
    email: contract.contactEmail,
    phone: contract.contactPhone,
  };
}

function toManager(contract: DueContract, email: string): TemplatedNotice {
  return { ...about(contract), kind: RENEWAL_ALERT.name, recipient: `manager:${email}`, email };
}

function about(contract: DueContract): Pick<TemplatedNotice, 'subject' | 'stage' | 'item'> {
  const { number, endDate, daysLeft, tenantName, shopCode, shopName, contactName, contactPhone } = contract;
  return {
    subject: `contract:${number}:${endDate}`,
    stage: 'renewal',
    item: { number, endDate, daysLeft, tenantName, shopCode, shopName, contactName, contactPhone },
  };
}

function chunks(emails: readonly string[]): string[][] {
  const count = Math.ceil(emails.length / MANAGERS);
  return Array.from({ length: count }, (_, index) => emails.slice(index * MANAGERS, (index + 1) * MANAGERS));
}

/** $1: the mall's today. */
const DUE_CONTRACTS = `
  SELECT contracts.number, contracts.end_date AS "endDate", contracts.end_date - $1::date AS "daysLeft",
         contracts.tenant_id AS "tenantId", tenants.name AS "tenantName", contracts.contact_name AS "contactName",
         contracts.contact_phone AS "contactPhone", contracts.contact_email AS "contactEmail",
         shops.code AS "shopCode", shops.name AS "shopName", shops.manager_email AS "managerEmail"
  FROM contracts
  JOIN tenants ON tenants.id = contracts.tenant_id
  JOIN shops ON shops.id = contracts.shop_id`;

/** $1: the mall's today, $2: days ahead. */
const ENDS_SOON = `
  contracts.status = 'ACTIVE'
  AND contracts.end_date BETWEEN $1::date AND $1::date + $2::integer
  AND NOT ${HAS_SUCCESSOR}`;
