import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Decimal } from 'decimal.js';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../config/index.js';
import { ConflictProblem, NotFoundProblem, type Page, toPage } from '../http/index.js';
import { Conditions, type ListStatement, Order, type SortKey } from '../lists/index.js';
import type { Bill } from './dto/bill.js';
import type {
  CreditBill,
  CreditNote,
  CreditNoteKind,
  CreditNotesFileQuery,
  CreditNotesQuery,
} from './dto/credit-note.js';
import { ownCharges } from './own-charges.js';
import { Settlement } from './settlement.js';

/** What is to be taken back of which bill. */
interface Credit {
  readonly billId: string;
  /** With two decimals. */
  readonly amount: string;
}

/** What new credit notes have in common. */
interface NewNotes {
  readonly kind: CreditNoteKind;
  readonly reason: string;
  readonly reference?: string | undefined;
  readonly actor: string;
}

/** A contract that ends early, and who rents by it. */
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
   * Takes back all that is left of a bill. Credit that settled it is the tenant's credit again.
   * @param bill locked.
   * @throws ConflictProblem when something was paid for it.
   */
  async voidBill(manager: EntityManager, bill: Bill, reason: string, actor: string): Promise<void> {
    const now = this.clock.now();
    await this.settlement.releaseCredit(manager, bill.id, now);
    const { paid, contractId } = await paidOf(bill.id, manager);
    if (paid !== '0.00') {
      throw new ConflictProblem(
        `Bill ${bill.number} cannot be void: ${paid} of it is paid. Reverse the payment first, or make a credit note.`,
      );
    }
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
    await this.settlement.applyCreditNotes(
      manager,
      [...(own?.ids ?? []), ...noteIds],
      'itself',
      contractId,
      now,
    );
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
   * Takes back a part of a bill. The reference, if there is one, is its idempotency key within the bill.
   * @param bill locked.
   * @throws ConflictProblem when less of it is left to take back, or the reference stands for another credit note.
   */
  async correct(
    manager: EntityManager,
    bill: Bill,
    { amount, reason, reference }: CreditBill,
    actor: string,
  ): Promise<{ note: CreditNote; created: boolean }> {
    const before = await this.recordedBefore(manager, bill, reference);
    if (before) return { note: sameOrConflict(before, { amount, reason, reference }), created: false };
    const left = await this.leftOf(manager, bill);
    if (left.lessThan(amount)) {
      throw new ConflictProblem(
        `Of bill ${bill.number} ${left.toFixed(2)} is left to take back, not ${amount}.`,
      );
    }
    const made = await this.make(manager, [{ billId: bill.id, amount }], {
      kind: 'CORRECTION',
      reason,
      reference,
      actor,
    });
    const [id = ''] = made;
    const { contractId } = await paidOf(bill.id, manager);
    await this.settlement.applyCreditNotes(manager, made, 'itself', contractId, this.clock.now());
    return { note: await this.get(id, manager), created: true };
  }

  /** Takes back all that is left of a bill of which something is paid. @param bill locked. */
  async correctAll(manager: EntityManager, bill: Bill, reason: string, actor: string): Promise<void> {
    const left = await this.leftOf(manager, bill);
    if (!left.isZero()) await this.correct(manager, bill, { amount: left.toFixed(2), reason }, actor);
  }

  private async recordedBefore(
    manager: EntityManager,
    bill: Bill,
    reference: string | undefined,
  ): Promise<CreditNote | undefined> {
    const [note] = await manager.query<CreditNote[]>(
      `${CREDIT_NOTE} WHERE credit_notes.bill_id = $1 AND credit_notes.reference = $2`,
      [bill.id, reference],
    );
    return note;
  }

  /** What no credit note has taken back of a bill. */
  private async leftOf(manager: EntityManager, bill: Bill): Promise<Decimal> {
    const [taken] = await manager.query<{ amount: string }[]>(
      'SELECT coalesce(sum(amount), 0) AS amount FROM credit_notes WHERE bill_id = $1',
      [bill.id],
    );
    return new Decimal(bill.amount).minus(taken?.amount ?? 0);
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
    const credits = await manager.query<Credit[]>(
      // What an earlier end has taken back is not taken back again, and never more than the bill.
      `WITH ${ownCharges('contracts.id = $1')}, credits AS (
         SELECT id, due_date, amount - greatest(by_rules + ended, taken) AS amount FROM own_charges
       )
       SELECT id AS "billId", amount::numeric(14,2) AS amount
       FROM credits
       WHERE amount > 0
       ORDER BY due_date, id`,
      [contractId],
    );
    if (credits.length === 0) return '0.00';
    const now = this.clock.now();
    const notes = await this.make(manager, credits, { kind: 'TERMINATION', reason, actor });
    for (const which of ['itself', 'charge', 'contract'] as const) {
      await this.settlement.applyCreditNotes(manager, notes, which, contractId, now);
    }
    return credits.reduce((sum, { amount }) => sum.plus(amount), new Decimal(0)).toFixed(2);
  }

  /** @returns the ids of the new credit notes, in the order of the credits; of each bill there is at most one. */
  private async make(
    manager: EntityManager,
    credits: readonly Credit[],
    { kind, reason, reference, actor }: NewNotes,
  ): Promise<string[]> {
    const made = await manager.query<{ id: string; billId: string }[]>(
      `WITH made AS (
         INSERT INTO credit_notes (
           number, tenant_id, bill_id, kind, amount, reason, created_by, created_at, reference
         )
         SELECT format('CN%s-%s', (SELECT count(*) + 1 FROM credit_notes WHERE bill_id = bills.id), bills.number),
                contracts.tenant_id, bills.id, $3, credit.amount, $4, $5, $6, $7
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
        reference,
      ],
    );
    const ids = new Map(made.map(({ id, billId }) => [billId, id]));
    return credits.flatMap(({ billId }) => ids.get(billId) ?? []);
  }
}

function sameOrConflict(note: CreditNote, { amount, reason, reference = '' }: CreditBill): CreditNote {
  if (new Decimal(note.amount).equals(amount) && note.reason === reason) return note;
  throw new ConflictProblem(
    `The reference ${reference} stands for another credit note of this bill: ${note.number}, ${note.amount}.`,
  );
}

async function paidOf(billId: string, manager: EntityManager): Promise<{ paid: string; contractId: string }> {
  const [bill] = await manager.query<{ paid: string; contractId: string }[]>(
    'SELECT paid, contract_id AS "contractId" FROM bills WHERE id = $1',
    [billId],
  );
  if (!bill) throw new NotFoundProblem(`There is no bill with id ${billId}.`);
  return bill;
}

const CREDIT_NOTE = `
  SELECT credit_notes.id, credit_notes.number, credit_notes.kind, credit_notes.bill_id AS "billId",
         bills.number AS "billNumber", contracts.number AS "contractNumber", credit_notes.tenant_id AS "tenantId",
         tenants.name AS "tenantName", credit_notes.amount, credit_notes.applied, credit_notes.unapplied,
         credit_notes.reason, credit_notes.reference, credit_notes.created_by AS "createdBy", credit_notes.created_at AS "createdAt"
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
