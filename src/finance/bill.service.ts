import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { Clock } from '../config/index.js';
import {
  ConflictProblem,
  decodeCursor,
  type KeyPart,
  NotFoundProblem,
  type Page,
  toPage,
} from '../http/index.js';
import { statusConditions, statusExpression } from './bill-status.js';
import { enteredBills } from './account-entries.js';
import { BILLING_RULES, TERMS } from './billing-rules.js';
import { CreditNotes } from './credit-notes.js';
import type { Bill, BillsQuery } from './dto/bill.js';
import type { CreditBill, CreditNote } from './dto/credit-note.js';
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
  ) {}

  /** Bills by number or due date. */
  async list(query: BillsQuery): Promise<Page<Bill>> {
    const parameters: unknown[] = [this.clock.today()];
    const conditions: string[] = [];
    const restrict = (condition: string, ...values: unknown[]): void => {
      if (values.includes(undefined)) return;
      conditions.push(condition.replace(/\$/g, () => `$${parameters.push(values.shift())}`));
    };
    restrict('bills.block = $::date', query.period && `${query.period}-01`);
    restrict('bills.charge = $', query.charge);
    restrict('bills.contract_id = (SELECT id FROM contracts WHERE number = $)', query.contract);
    restrict(
      `bills.contract_id IN (
         SELECT contracts.id FROM contracts JOIN shops ON shops.id = contracts.shop_id WHERE shops.code = $
       )`,
      query.shop,
    );
    restrict('bills.due_date >= $', query.dueFrom);
    restrict('bills.due_date < $', query.dueBefore);
    if (query.status) conditions.push(statusConditions('$1')[query.status]);

    const order = query.sort.endsWith('number') ? BY_NUMBER : BY_DUE_DATE;
    const [direction, beyond] = query.sort.startsWith('-') ? ['DESC', '<'] : ['ASC', '>'];
    if (query.cursor !== undefined) {
      const places = order.columns.map(() => '$').join(', ');
      restrict(
        `(${order.columns.join(', ')}) ${beyond} (${places})`,
        ...decodeCursor(query.cursor, ...order.key),
      );
    }
    const rows = await this.dataSource.query<Bill[]>(
      `${BILL}
       ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
       ORDER BY ${order.columns.map((column) => `${column} ${direction}`).join(', ')}
       LIMIT $${parameters.push(query.limit + 1)}`,
      parameters,
    );
    return toPage(rows, query.limit, order.keyOf, (bill) => bill);
  }

  /** @throws NotFoundProblem */
  async get(id: string, manager: EntityManager = this.dataSource.manager): Promise<Bill> {
    const [bill] = await manager.query<Bill[]>(`${BILL} WHERE bills.id = $2`, [this.clock.today(), id]);
    if (!bill) throw new NotFoundProblem(`There is no bill with id ${id}.`);
    return bill;
  }

  /**
   * Makes a bill void: a credit note takes all of it back. It keeps its key, so that it is not made again.
   * @throws NotFoundProblem, or ConflictProblem when something of it is paid or it is void already.
   */
  async void(id: string, reason: string, actor: string): Promise<Bill> {
    return this.dataSource.transaction(async (manager) => {
      const bill = await this.getForUpdate(id, manager);
      if (bill.status === 'VOID') throw new ConflictProblem(`Bill ${bill.number} is void already.`);
      if (bill.paid !== '0.00') {
        throw new ConflictProblem(
          `Bill ${bill.number} cannot be void: ${bill.paid} of it is paid. Reverse the payment first, or make a ` +
            'credit note.',
        );
      }
      await this.creditNotes.voidBill(manager, bill, reason, actor);
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
  async credit(id: string, { amount, reason }: CreditBill, actor: string): Promise<CreditNote> {
    return this.dataSource.transaction(async (manager) => {
      const bill = await this.getForUpdate(id, manager);
      if (bill.status === 'VOID') {
        throw new ConflictProblem(`Bill ${bill.number} is void: nothing of it is left to take back.`);
      }
      const note = await this.creditNotes.correct(manager, bill, amount, reason, actor);
      await this.record(manager, actor, 'bill.credit', id, {
        number: bill.number,
        creditNote: note.number,
        amount,
        reason,
      });
      return note;
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
          `Bill ${bill.number} is no bill of the contract's own charges: charge it anew.`,
        );
      }
      const [reissued] = await manager.query<{ id: string; number: string }[]>(
        `WITH void AS (
           SELECT contract_id, charge, block, line, issue FROM bills WHERE id = $2
         ), terms AS MATERIALIZED (
           ${TERMS} AND contracts.id = (SELECT contract_id FROM void)
         ), blocks AS MATERIALIZED (
           SELECT terms.*, charge, block FROM terms CROSS JOIN void
         ), ${BILLING_RULES}, reissued AS (
           INSERT INTO bills (
             number, contract_id, charge, block, issue, period_start, period_end, due_date, amount, created_at
           )
           SELECT format('%s-%s', number, issue + 1), contract_id, charge, block, issue + 1, period_start,
                  period_end, due_date, amount, $3
           FROM due_bills
           JOIN void USING (contract_id, charge, block)
           WHERE void.line = 0
           ON CONFLICT DO NOTHING
           RETURNING *
         ), ${enteredBills('reissued')}
         SELECT id, number FROM reissued`,
        // Of whichever month the block is: it was billed, so it is one of the contract's.
        ['infinity', id, this.clock.now()],
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

/** A way to sort bills, by a key that no two bills share. */
interface Order {
  readonly columns: readonly string[];
  readonly keyOf: (bill: Bill) => string[];
  readonly key: readonly KeyPart[];
}

const BY_NUMBER: Order = {
  columns: ['bills.number'],
  keyOf: ({ number }) => [number],
  key: ['text'],
};

const BY_DUE_DATE: Order = {
  columns: ['bills.due_date', 'bills.id'],
  keyOf: ({ dueDate, id }) => [dueDate, id],
  key: ['date', 'id'],
};

/** $1: the mall's today. */
const BILL = `
  SELECT bills.id, bills.number, contracts.number AS "contractNumber", shops.code AS "shopCode", bills.charge,
         bills.description, bills.period_start AS "periodStart", bills.period_end AS "periodEnd",
         bills.due_date AS "dueDate", bills.amount, bills.paid, bills.credited, bills.outstanding,
         ${statusExpression('$1')} AS status, bills.void_reason AS "voidReason", contracts.tenant_id AS "tenantId",
         tenants.name AS "tenantName", bills.created_at AS "createdAt"
  FROM bills
  JOIN contracts ON contracts.id = bills.contract_id
  JOIN tenants ON tenants.id = contracts.tenant_id
  JOIN shops ON shops.id = contracts.shop_id`;
