import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { Clock, SETTINGS, type Settings } from '../config/index.js';
import { ConflictProblem } from '../http/index.js';
import { type ImportOptions, ImportsService } from '../imports/index.js';
import { TaskClient } from '../tasks/index.js';
import { DEMO_PREFIX, demoContractsFile, demoShopsFile } from './demo-files.js';

/** What {@link DemoMall.remove} has removed, in rows. */
export interface RemovedDemo {
  readonly shops: number;
  readonly contracts: number;
  readonly bills: number;
  readonly payments: number;
  readonly tenants: number;
  readonly notices: number;
}

/** Contracts that are named to somebody who cannot remove the demo mall because of them. */
const NAMED = 5;

const OPTIONS: ImportOptions = { update: false, skipInvalid: false, billingFrom: null, actor: 'demo' };

/** A small mall of made-up shops, so that the first look shows something. */
@Injectable()
export class DemoMall {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly imports: ImportsService,
    private readonly tasks: TaskClient,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Adds the demo mall to a mall without shops and submits its first bills; once in an installation's life, however
   * many processes start at the same time, and never again after it was removed.
   * @returns whether it was added now.
   */
  async addOnce(): Promise<boolean> {
    if (!this.settings.MALLKEEPER_DEMO) return false;
    return this.dataSource.transaction(async (manager) => {
      // Of two processes the second waits here, and finds it done. All else is part of this transaction, so that a
      // process that dies in the middle has added nothing, and the next one adds everything.
      const [, added] = await manager.query<[unknown[], number]>(
        `UPDATE installation
         SET demo_added_at = now()
         WHERE demo_added_at IS NULL AND NOT EXISTS (SELECT FROM shops)`,
      );
      if (added === 0) return false;
      await this.imports.importText('shops', demoShopsFile(), OPTIONS, manager);
      await this.imports.importText('contracts', demoContractsFile(this.clock.today()), OPTIONS, manager);
      await this.tasks.submitByName(
        'finance.generate-monthly-accounts',
        {},
        { manager, submittedBy: OPTIONS.actor },
      );
      return true;
    });
  }

  /**
   * Removes every shop and contract whose code or number begins with `DEMO-`, and with these their bills, payments and
   * notices and the tenants that have nothing else. Nothing else about money is ever deleted.
   * @param actor who does it, for the audit log.
   * @throws ConflictProblem when a contract that is no demo stands on a demo shop.
   */
  remove(actor: string): Promise<RemovedDemo> {
    return this.dataSource.transaction(async (manager) => {
      // Keeps imports and billing away, and nobody signs a contract for a shop that is about to go.
      await manager.query('LOCK TABLE shops, contracts IN SHARE ROW EXCLUSIVE MODE');
      await refuseEntangled(manager);
      const notices = await deleteNotices(manager);
      // Waits for whoever is recording a payment of one of these bills.
      await manager.query(
        `SELECT count(*)
         FROM (SELECT FROM bills WHERE contract_id IN (${DEMO_CONTRACTS}) ORDER BY id FOR UPDATE) AS locked`,
      );
      const { payments, bills } = await deleteMoney(manager);
      const { contracts, tenants } = await deleteContracts(manager);
      const shops = await deleteRows(manager, `DELETE FROM shops WHERE code LIKE '${DEMO_PREFIX}%'`);
      const removed = { shops, contracts, bills, payments, tenants, notices };
      if (shops + contracts > 0) {
        await this.audit.record(manager, {
          actor,
          action: 'demo.remove',
          subjectType: 'demo',
          subjectId: DEMO_PREFIX,
          details: { ...removed },
        });
      }
      return removed;
    });
  }
}

const DEMO_CONTRACTS = `SELECT id FROM contracts WHERE number LIKE '${DEMO_PREFIX}%'`;

async function refuseEntangled(manager: EntityManager): Promise<void> {
  await refuseSharedMoney(manager);
  const entangled = await manager.query<{ number: string; shopCode: string }[]>(
    `SELECT contracts.number, shops.code AS "shopCode"
     FROM contracts
     JOIN shops ON shops.id = contracts.shop_id
     WHERE shops.code LIKE '${DEMO_PREFIX}%' AND contracts.number NOT LIKE '${DEMO_PREFIX}%'
     ORDER BY contracts.number`,
  );
  if (entangled.length === 0) return;
  const named = entangled.slice(0, NAMED).map(({ number, shopCode }) => `${number} (shop ${shopCode})`);
  const more = entangled.length > NAMED ? ` and ${entangled.length - NAMED} more` : '';
  throw new ConflictProblem(
    `Nothing was removed: contracts that are no demo stand on the demo mall: ${named.join(', ')}${more}. ` +
      `Give these shops other codes, which do not begin with ${DEMO_PREFIX}, and they stay.`,
  );
}

/** Notices about what goes, and those to tenants that go. */
async function deleteNotices(manager: EntityManager): Promise<number> {
  const notices = await deleteRows(
    manager,
    `DELETE FROM notices
     WHERE subject LIKE 'contract:${DEMO_PREFIX}%'
        OR subject LIKE 'bill:B______-${DEMO_PREFIX}%'
        OR recipient IN (
          SELECT 'tenant:' || tenant_id
          FROM contracts
          GROUP BY tenant_id
          HAVING bool_and(number LIKE '${DEMO_PREFIX}%')
        )`,
  );
  await manager.query(
    'DELETE FROM messages WHERE NOT EXISTS (SELECT FROM notices WHERE notices.message_id = messages.id)',
  );
  return notices;
}

/** A tenant of both may have paid the one's bills with the other's credit: without either they would not add up. */
async function refuseSharedMoney(manager: EntityManager): Promise<void> {
  const shared = await manager.query<{ name: string }[]>(
    `SELECT DISTINCT tenants.name
     FROM allocations
     LEFT JOIN credit_notes ON credit_notes.id = credit_note_id
     JOIN bills AS target ON target.id = allocations.bill_id
     LEFT JOIN payments ON payments.id = allocations.payment_id
     LEFT JOIN bills AS source ON source.id = credit_notes.bill_id
     JOIN contracts ON contracts.id = target.contract_id
     JOIN tenants ON tenants.id = contracts.tenant_id
     WHERE (target.contract_id IN (${DEMO_CONTRACTS}))
           <> (coalesce(payments.contract_id, source.contract_id) IN (${DEMO_CONTRACTS}))
     ORDER BY tenants.name
     LIMIT ${NAMED}`,
  );
  if (shared.length === 0) return;
  throw new ConflictProblem(
    'Nothing was removed: money of the demo mall has settled bills that are no demo, or the other way round, of ' +
      `${shared.map(({ name }) => name).join(', ')}.`,
  );
}

/** The database lets nothing about money be deleted without this word. */
async function deleteMoney(manager: EntityManager): Promise<{ payments: number; bills: number }> {
  await manager.query(`SET LOCAL mallkeeper.removes_demo = 'on'`);
  const payments = `SELECT id FROM payments WHERE contract_id IN (${DEMO_CONTRACTS})`;
  const bills = `SELECT id FROM bills WHERE contract_id IN (${DEMO_CONTRACTS})`;
  const creditNotes = `SELECT id FROM credit_notes WHERE bill_id IN (${bills})`;
  const refunds = `SELECT id FROM refunds WHERE payment_id IN (${payments})`;
  await manager.query(
    `DELETE FROM account_entries
     WHERE payment_id IN (${payments}) OR bill_id IN (${bills}) OR credit_note_id IN (${creditNotes})
        OR refund_id IN (${refunds})`,
  );
  await manager.query(
    `DELETE FROM allocations
     WHERE payment_id IN (${payments}) OR bill_id IN (${bills}) OR credit_note_id IN (${creditNotes})
        OR refund_id IN (${refunds})`,
  );
  await manager.query(`DELETE FROM refunds WHERE payment_id IN (${payments})`);
  await manager.query(`DELETE FROM credit_notes WHERE bill_id IN (${bills})`);
  const counts = {
    payments: await deleteRows(manager, `DELETE FROM payments WHERE contract_id IN (${DEMO_CONTRACTS})`),
    bills: await deleteRows(manager, `DELETE FROM bills WHERE contract_id IN (${DEMO_CONTRACTS})`),
  };
  await manager.query('SET LOCAL mallkeeper.removes_demo TO DEFAULT');
  return counts;
}

async function deleteContracts(manager: EntityManager): Promise<{ contracts: number; tenants: number }> {
  await manager.query(
    `UPDATE contracts
     SET predecessor_id = NULL
     WHERE predecessor_id IN (${DEMO_CONTRACTS}) AND number NOT LIKE '${DEMO_PREFIX}%'`,
  );
  // Both at once would leave the tenants: a statement does not see what another part of it deletes.
  const tenantIds = await manager.query<{ id: string }[]>(
    `SELECT DISTINCT tenant_id AS id FROM contracts WHERE id IN (${DEMO_CONTRACTS})`,
  );
  const contracts = await deleteRows(manager, `DELETE FROM contracts WHERE number LIKE '${DEMO_PREFIX}%'`);
  const tenants = await deleteRows(
    manager,
    `DELETE FROM tenants
     WHERE id = ANY ($1::bigint[])
       AND NOT EXISTS (SELECT FROM contracts WHERE contracts.tenant_id = tenants.id)`,
    [tenantIds.map(({ id }) => id)],
  );
  return { contracts, tenants };
}

/** Executes a DELETE; gives how many rows it has deleted. */
async function deleteRows(
  manager: EntityManager,
  statement: string,
  parameters?: unknown[],
): Promise<number> {
  const [, count] = await manager.query<[unknown[], number]>(statement, parameters);
  return count;
}
