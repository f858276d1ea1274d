import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Decimal } from 'decimal.js';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../config/index.js';
import { ConflictProblem, NotFoundProblem, type Page, toPage } from '../http/index.js';
import { Conditions, type ListStatement, Order, type SortKey } from '../lists/index.js';
import { BILLING_RULES, TERMS } from './billing-rules.js';
import type { Bill } from './dto/bill.js';
import type {
  CreditNote,
  CreditNoteKind,
  CreditNotesFileQuery,
  CreditNotesQuery,
} from './dto/credit-note.js';
import { Settlement } from './settlement.js';

/** What is to be taken back of which bill. */
interface Credit {
  readonly billId: string;
  /** With two decimals. */
  readonly amount: string;
}

/** Contracts that end early, with what the end changes. */
interface EarlyEnd {
  readonly contractId: string;
  readonly tenantId: string;
}

/**
 * What is taken back of bills: bills themselves never change. Each method works in the caller's transaction, on a tenant
 * whose money the caller has locked.
 */
@Injectable()
export class CreditNotes {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly settlement: Settlement,
  ) {}

  /** Credit notes, the latest first. */
  async list(query: CreditNotesQuery): Promise<Page<CreditNote>> {
    const conditions = conditionsOf(query);
    LATEST_FIRST.goOn(conditions, query.cursor);
    const rows = await this.dataSource.query<CreditNote[]>(
      `${CREDIT_NOTE} ${conditions.where()} ORDER BY ${LATEST_FIRST.sql} LIMIT ${conditions.bind(query.limit + 1)}`,
      conditions.parameters,
    );
    return toPage(rows, query.limit, LATEST_FIRST.keyOf, (note) => note);
  }

  /** All of the list, for a file. */
  all(query: CreditNotesFileQuery): ListStatement {
    const conditions = conditionsOf(query);
    return {
      select: `${CREDIT_NOTE} ${conditions.where()}`,
      order: LATEST_FIRST.sql,
      parameters: conditions.parameters,
    };
  }

  /** @throws NotFoundProblem */
  async get(id: string, manager: EntityManager = this.dataSource.manager): Promise<CreditNote> {
    const [note] = await manager.query<CreditNote[]>(`${CREDIT_NOTE} WHERE credit_notes.id = $1`, [id]);
    if (!note) throw new NotFoundProblem(`There is no credit note with id ${id}.`);
    return note;
  }

  /**
   * Takes back all that is left of a bill, of which nothing is paid. Credit that settled it is the tenant's credit again.
   * @param bill locked.
   */
  async voidBill(manager: EntityManager, bill: Bill, reason: string, actor: string): Promise<void> {
    const now = this.clock.now();
    await this.settlement.releaseCreditNotes(manager, bill.id, now);
    const [own] = await manager.query<{ ids: string[]; amount: string }[]>(
      `SELECT coalesce(array_agg(id), '{}')::text[] AS ids, coalesce(sum(amount), 0) AS amount
       FROM credit_notes WHERE bill_id = $1`,
      [bill.id],
    );
    const left = new Decimal(bill.amount).minus(own?.amount ?? 0);
    const noteIds = left.isZero()
      ? []
      : await this.make(manager, [{ billId: bill.id, amount: left.toFixed(2) }], {
          kind: 'VOID',
          reason,
          actor,
        });
    // Those made of it before first: what had gone elsewhere is missing here.
    await this.settlement.applyCreditNotes(manager, [...(own?.ids ?? []), ...noteIds], [bill.id], now);
    const [voided] = await manager.query<{ outstanding: string }[]>(
      'SELECT outstanding FROM bills WHERE id = $1',
      [bill.id],
    );
    if (voided?.outstanding !== '0.00') {
      throw new ConflictProblem(
        `Bill ${bill.number} cannot be void: credit notes took back ${own?.amount ?? ''} of it, and the tenant has used ` +
          'that for other bills.',
      );
    }
    await manager.query('UPDATE bills SET voided_at = $2, void_reason = $3 WHERE id = $1', [
      bill.id,
      now,
      reason,
    ]);
  }

  /**
   * Takes back a part of a bill.
   * @param bill locked.
   * @throws ConflictProblem when less of it is left to take back.
   */
  async correct(
    manager: EntityManager,
    bill: Bill,
    amount: string,
    reason: string,
    actor: string,
  ): Promise<CreditNote> {
    const [taken] = await manager.query<{ amount: string }[]>(
      'SELECT coalesce(sum(amount), 0) AS amount FROM credit_notes WHERE bill_id = $1',
      [bill.id],
    );
    const left = new Decimal(bill.amount).minus(taken?.amount ?? 0);
    if (left.lessThan(amount)) {
      throw new ConflictProblem(
        `Of bill ${bill.number} ${left.toFixed(2)} is left to take back, not ${amount}.`,
      );
    }
    const made = await this.make(manager, [{ billId: bill.id, amount }], {
      kind: 'CORRECTION',
      reason,
      actor,
    });
    const [id = ''] = made;
    await this.settlement.applyCreditNotes(manager, made, [bill.id], this.clock.now());
    return this.get(id, manager);
  }

  /**
   * For each bill of a contract's own charges takes back what was billed less what the rules give under its present terms,
   * as after an early end. That settles the bill itself first, then what else the contract owes for the same charge, then
   * the rest of what it owes; what is left is the tenant's credit.
   * @param contract locked, with its new terms.
   * @returns what was taken back, with two decimals.
   */
  async creditBeyondTerms(
    manager: EntityManager,
    { contractId, tenantId }: EarlyEnd,
    reason: string,
    actor: string,
  ): Promise<string> {
    await this.settlement.lockTenants(manager, [tenantId]);
    await this.settlement.lockOpenBills(manager, [tenantId]);
    const credits = await manager.query<(Credit & { charge: string })[]>(
      `WITH terms AS MATERIALIZED (
         ${TERMS} AND contracts.id = $2
       ), blocks AS MATERIALIZED (
         SELECT terms.*, charge, block
         FROM terms
         CROSS JOIN (
           SELECT DISTINCT charge, block FROM bills WHERE contract_id = $2 AND line = 0 AND voided_at IS NULL
         ) AS billed
       ), ${BILLING_RULES}, differences AS (
         SELECT bills.id, bills.charge, bills.due_date,
                least(bills.amount - coalesce(due_bills.amount, 0),
                      bills.amount - coalesce((SELECT sum(amount) FROM credit_notes WHERE bill_id = bills.id), 0)) AS amount
         FROM bills
         LEFT JOIN due_bills USING (contract_id, charge, block)
         WHERE bills.contract_id = $2 AND line = 0 AND voided_at IS NULL
       )
       SELECT id AS "billId", charge, amount::numeric(14,2) AS amount
       FROM differences
       WHERE amount > 0
       ORDER BY due_date, id`,
      // Of whichever month the block is: it was billed, so it is one of the contract's.
      ['infinity', contractId],
    );
    if (credits.length === 0) return '0.00';
    const now = this.clock.now();
    const notes = await this.make(manager, credits, { kind: 'TERMINATION', reason, actor });
    for (const [index, note] of notes.entries()) {
      await this.settlement.applyCreditNotes(manager, [note], [credits[index]?.billId ?? ''], now);
    }
    const open = await manager.query<{ id: string; charge: string }[]>(
      'SELECT id, charge FROM bills WHERE contract_id = $1 AND outstanding > 0',
      [contractId],
    );
    for (const charge of new Set(credits.map((credit) => credit.charge))) {
      const ofCharge = notes.filter((_, index) => credits[index]?.charge === charge);
      const bills = open.filter((bill) => bill.charge === charge).map(({ id }) => id);
      await this.settlement.applyCreditNotes(manager, ofCharge, bills, now);
    }
    await this.settlement.applyCreditNotes(
      manager,
      notes,
      open.map(({ id }) => id),
      now,
    );
    return credits.reduce((sum, { amount }) => sum.plus(amount), new Decimal(0)).toFixed(2);
  }

  /** @returns the ids of the new credit notes, in the order of the credits; of each bill there is at most one. */
  private async make(
    manager: EntityManager,
    credits: readonly Credit[],
    { kind, reason, actor }: { kind: CreditNoteKind; reason: string; actor: string },
  ): Promise<string[]> {
    const made = await manager.query<{ id: string; billId: string }[]>(
      `WITH made AS (
         INSERT INTO credit_notes (number, tenant_id, bill_id, kind, amount, reason, created_by, created_at)
         SELECT format('CN%s-%s', (SELECT count(*) + 1 FROM credit_notes WHERE bill_id = bills.id), bills.number),
                contracts.tenant_id, bills.id, $3, credit.amount, $4, $5, $6
         FROM unnest($1::bigint[], $2::numeric[]) WITH ORDINALITY AS credit (bill_id, amount, position)
         JOIN bills ON bills.id = credit.bill_id
         JOIN contracts ON contracts.id = bills.contract_id
         ORDER BY position
         RETURNING *
       ), entered AS (
         INSERT INTO account_entries (tenant_id, kind, amount, at, credit_note_id)
         SELECT tenant_id, 'CREDIT_NOTE', -amount, created_at, id FROM made
       )
       SELECT id, bill_id AS "billId" FROM made`,
      [
        credits.map(({ billId }) => billId),
        credits.map(({ amount }) => amount),
        kind,
        reason,
        actor,
        this.clock.now(),
      ],
    );
    const ids = new Map(made.map(({ id, billId }) => [billId, id]));
    return credits.flatMap(({ billId }) => ids.get(billId) ?? []);
  }
}

const CREDIT_NOTE = `
  SELECT credit_notes.id, credit_notes.number, credit_notes.kind, credit_notes.bill_id AS "billId",
         bills.number AS "billNumber", contracts.number AS "contractNumber", credit_notes.tenant_id AS "tenantId",
         tenants.name AS "tenantName", credit_notes.amount, credit_notes.applied, credit_notes.unapplied,
         credit_notes.reason, credit_notes.created_by AS "createdBy", credit_notes.created_at AS "createdAt"
  FROM credit_notes
  JOIN bills ON bills.id = credit_notes.bill_id
  JOIN contracts ON contracts.id = bills.contract_id
  JOIN tenants ON tenants.id = credit_notes.tenant_id`;

const ORDERS = {
  createdAt: { columns: ['credit_notes.id'], keyOf: ({ id }) => [id], key: ['id'] },
} satisfies Record<string, SortKey<CreditNote>>;

const LATEST_FIRST = Order.of(ORDERS, '-createdAt');

function conditionsOf(query: CreditNotesFileQuery): Conditions {
  const conditions = new Conditions();
  conditions.add('bills.contract_id = (SELECT id FROM contracts WHERE number = $)', query.contract);
  conditions.add('credit_notes.bill_id = (SELECT id FROM bills WHERE number = $)', query.bill);
  conditions.add('credit_notes.tenant_id = $', query.tenant);
  conditions.add('credit_notes.kind = $', query.kind);
  return conditions;
}
