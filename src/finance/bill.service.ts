import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { Clock } from '../config/index.js';
import { ConflictProblem, NotFoundProblem, type Page, toPage } from '../http/index.js';
import { Conditions, type ListStatement, Order, pageRows, type SortKey } from '../lists/index.js';
import { statusConditions, statusExpression } from './bill-status.js';
import { enteredBills } from './account-entries.js';
import { BILLING_RULES, TERMS } from './billing-rules.js';
import { ContractSearch } from './contract-search.js';
import { CreditNotes } from './credit-notes.js';
import type { Bill, BillsFileQuery, BillsQuery } from './dto/bill.js';
import type { CreditBill, CreditNote } from './dto/credit-note.js';
import { mallDay } from './mall-day.js';
import { Settlement } from './settlement.js';

/** Bills, and what a person may do with one. */
@Injectable()
export class BillService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    private readonly creditNotes: CreditNotes,
    private readonly settlement: Settlement,
    private readonly search: ContractSearch,
  ) {}

  /** Bills by number, due date or amount. */
  async list(query: BillsQuery): Promise<Page<Bill>> {
    const order = Order.of(ORDERS, query.sort);
    const conditions = await this.conditions(query);
    order.goOn(conditions, query.cursor);
    // First the page, then what belongs to it: joined before, a million bills would be.
    const page = await pageRows(this.dataSource, {
      table: 'bills',
      conditions,
      order,
      limit: query.limit + 1,
    });
    const rows = await this.dataSource.query<Bill[]>(
      `${billsFrom(`${page} AS bills`)} ORDER BY ${order.sql}`,
      conditions.parameters,
    );
    return toPage(rows, query.limit, order.keyOf, (bill) => bill);
  }

  /** All of the list, for a file. */
  async all(query: BillsFileQuery): Promise<ListStatement> {
    const conditions = await this.conditions(query);
    return {
      select: `${BILL} ${conditions.where()}`,
      order: Order.of(ORDERS, query.sort).sql,
      parameters: conditions.parameters,
    };
  }

  private async conditions(query: BillsFileQuery): Promise<Conditions> {
    const conditions = new Conditions(this.clock.today());
    const startOf = (date: string | undefined) => date && mallDay(date, this.clock.timeZone).start;
    conditions.add('bills.block = $::date', query.period && `${query.period}-01`);
    conditions.add('bills.charge = $', query.charge);
    // Those few have an index.
    if (query.charge === 'OTHER' || query.charge === 'LATE_FEE') conditions.add('bills.line > 0');
    conditions.add('bills.contract_id = (SELECT id FROM contracts WHERE number = $)', query.contract);
    conditions.add(
      `bills.contract_id IN (
         SELECT contracts.id FROM contracts JOIN shops ON shops.id = contracts.shop_id WHERE shops.code = $
       )`,
      query.shop,
    );
    conditions.add('bills.contract_id IN (SELECT id FROM contracts WHERE tenant_id = $)', query.tenant);
    conditions.add('bills.due_date >= $', query.dueFrom);
    conditions.add('bills.due_date < $', query.dueBefore);
    conditions.add('bills.outstanding > 0 AND bills.due_date < $1::date - $::integer', query.daysOverdue);
    conditions.add('bills.created_at >= $', startOf(query.createdFrom));
    conditions.add('bills.created_at < $', startOf(query.createdBefore));
    if (query.status) conditions.add(statusConditions('$1')[query.status]);
    if (query.q !== undefined) await this.search.addBills(conditions, query.q);
    return conditions;
  }

  /** @throws NotFoundProblem */
  async get(id: string, manager: EntityManager = this.dataSource.manager): Promise<Bill> {
    const [bill] = await manager.query<Bill[]>(`${BILL} WHERE bills.id = $2`, [this.clock.today(), id]);
    if (!bill) throw new NotFoundProblem(`There is no bill with id ${id}.`);
    return bill;
  }

  /**
   * Makes a bill void: a credit note takes all of it back, and others take back what was charged for paying it late. It
   * keeps its key, so that it is not made again.
   * @throws NotFoundProblem, or ConflictProblem when something of it is paid or it is void already.
   */
  async void(id: string, reason: string, actor: string): Promise<Bill> {
    return this.dataSource.transaction(async (manager) => {
      const bill = await this.getForUpdate(id, manager);
      if (bill.status === 'VOID') throw new ConflictProblem(`Bill ${bill.number} is void already.`);
      await this.creditNotes.voidBill(manager, bill, reason, actor);
      await this.takeBackLateFees(manager, bill, actor);
      await this.record(manager, actor, 'bill.void', id, {
        number: bill.number,
        amount: bill.amount,
        reason,
      });
      return this.get(id, manager);
    });
  }

  /**
   * Takes back a part of a bill, or all of it: it settles what is outstanding, and the rest is the tenant's credit.
   * @throws NotFoundProblem, or ConflictProblem when the bill is void, or less of it is left to take back.
   */
  async credit(
    id: string,
    input: CreditBill,
    actor: string,
  ): Promise<{ note: CreditNote; created: boolean }> {
    return this.dataSource.transaction(async (manager) => {
      const bill = await this.getForUpdate(id, manager);
      if (bill.status === 'VOID') {
        throw new ConflictProblem(`Bill ${bill.number} is void: nothing of it is left to take back.`);
      }
      const { note, created } = await this.creditNotes.correct(manager, bill, input, actor);
      if (created) {
        await this.record(manager, actor, 'bill.credit', id, {
          number: bill.number,
          creditNote: note.number,
          amount: note.amount,
          reason: note.reason,
        });
      }
      return { note, created };
    });
  }

  /**
   * Makes a bill for the same charge and block as a void one, by the rules and its contract's present terms.
   * @throws NotFoundProblem, or ConflictProblem when the bill is not void, has been reissued, or would be of 0.00.
   */
  async reissue(id: string, actor: string): Promise<Bill> {
    return this.dataSource.transaction(async (manager) => {
      const bill = await this.getForUpdate(id, manager);
      if (bill.status !== 'VOID') {
        throw new ConflictProblem(`Bill ${bill.number} is ${bill.status}: only a void one can be reissued.`);
      }
      if (bill.charge !== 'RENT' && bill.charge !== 'MANAGEMENT') {
        throw new ConflictProblem(
          `Bill ${bill.number} is no bill of the contract's own charges: charge it anew, under another reference.`,
        );
      }
      const [reissued] = await manager.query<{ id: string; number: string }[]>(
        `WITH void AS (
           SELECT contract_id, charge, block, line, issue FROM bills WHERE id = $1
         ), terms AS MATERIALIZED (
           ${TERMS} AND contracts.id = (SELECT contract_id FROM void)
         ), blocks AS MATERIALIZED (
           SELECT terms.*, charge, block FROM terms CROSS JOIN void
         ), ${BILLING_RULES}, reissued AS (
           INSERT INTO bills (
             number, contract_id, charge, block, issue, period_start, period_end, due_date, amount, created_at
           )
           SELECT format('%s-%s', number, issue + 1), contract_id, charge, block, issue + 1, period_start,
                  period_end, due_date, amount, $2
           FROM due_bills
           JOIN void USING (contract_id, charge, block)
           WHERE void.line = 0
           ON CONFLICT DO NOTHING
           RETURNING *
         ), ${enteredBills('reissued')}
         SELECT id, number FROM reissued`,
        [id, this.clock.now()],
      );
      if (!reissued) {
        throw new ConflictProblem(
          `Bill ${bill.number} has been reissued already, or its contract's terms now give nothing for its period.`,
        );
      }
      await this.settlement.applyCredit(manager, [bill.tenantId], this.clock.now());
      await this.record(manager, actor, 'bill.reissue', reissued.id, {
        number: reissued.number,
        insteadOf: bill.number,
      });
      return this.get(reissued.id, manager);
    });
  }

  /** Who did not owe a bill was not late with it. What was paid of the fees is the tenant's credit. */
  private async takeBackLateFees(manager: EntityManager, late: Bill, actor: string): Promise<void> {
    const fees = await manager.query<Bill[]>(
      `${BILL}
       WHERE bills.contract_id = (SELECT contract_id FROM bills WHERE id = $2)
         AND bills.charge = 'LATE_FEE' AND bills.line = $2 AND bills.voided_at IS NULL
       ORDER BY bills.due_date, bills.id`,
      [this.clock.today(), late.id],
    );
    for (const fee of fees) {
      const reason = `${late.number} VOID`;
      if (fee.paid === '0.00') await this.creditNotes.voidBill(manager, fee, reason, actor);
      else await this.creditNotes.correctAll(manager, fee, reason, actor);
    }
  }

  /** A bill that nobody else changes before the transaction ends, and nobody moves its tenant's money. */
  private async getForUpdate(id: string, manager: EntityManager): Promise<Bill> {
    const { tenantId } = await this.get(id, manager);
    await this.settlement.lockTenants(manager, [tenantId]);
    await this.settlement.lockOpenBills(manager, [tenantId]);
    await manager.query('SELECT FROM bills WHERE id = $1 FOR UPDATE', [id]);
    return this.get(id, manager);
  }

  private async record(
    manager: EntityManager,
    actor: string,
    action: string,
    id: string,
    details: Record<string, unknown>,
  ): Promise<void> {
    await this.audit.record(manager, { actor, action, subjectType: 'bill', subjectId: id, details });
  }
}

const ORDERS = {
  number: { columns: ['bills.number'], keyOf: ({ number }) => [number], key: ['text'] },
  dueDate: {
    columns: ['bills.due_date', 'bills.id'],
    keyOf: ({ dueDate, id }) => [dueDate, id],
    key: ['date', 'id'],
  },
  amount: {
    columns: ['bills.amount', 'bills.id'],
    keyOf: ({ amount, id }) => [amount, id],
    key: ['amount', 'id'],
  },
} satisfies Record<string, SortKey<Bill>>;

/** @param bills SQL: the table, or a part of it under its name. $1: the mall's today. */
const billsFrom = (bills: string): string => `
  SELECT bills.id, bills.number, contracts.number AS "contractNumber", shops.code AS "shopCode", bills.charge,
         bills.description, bills.reference, bills.period_start AS "periodStart", bills.period_end AS "periodEnd",
         bills.due_date AS "dueDate", bills.amount, bills.paid, bills.credited, bills.outstanding,
         ${statusExpression('$1')} AS status, bills.void_reason AS "voidReason", contracts.tenant_id AS "tenantId",
         tenants.name AS "tenantName", bills.created_at AS "createdAt"
  FROM ${bills}
  JOIN contracts ON contracts.id = bills.contract_id
  JOIN tenants ON tenants.id = contracts.tenant_id
  JOIN shops ON shops.id = contracts.shop_id`;

const BILL = billsFrom('bills');
