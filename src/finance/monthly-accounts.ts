import { Inject, Injectable } from '@nestjs/common';
import { Decimal } from 'decimal.js';
import { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { Clock, SETTINGS, type Settings } from '../config/index.js';
import { InvalidInputProblem } from '../http/index.js';
import type { TaskContext } from '../tasks/index.js';
import { enteredBills } from './account-entries.js';
import { BILLING_RULES, CHARGE_RATES, TERMS_TO_BILL } from './billing-rules.js';
import type { GenerateMonthlyAccountsInput } from './dto/generate-monthly-accounts.input.js';
import type { MonthlyAccountsResult } from './finance.tasks.js';
import { TenantCredit } from './tenant-credit.js';

/** Contracts that are looked at in one transaction. */
const CHUNK = 10_000;

/** How many years ahead a month may be billed; what lies further ahead is a slip of the pen. */
const YEARS_AHEAD = 10;

/** Which contracts a run bills, and up to when; settled once, so that a run that is executed again goes on with it. */
interface Plan {
  /** First day of the last month that is billed. */
  readonly month: string;
  /** Null: all. */
  readonly contractIds: readonly string[] | null;
  /** Contracts that will be looked at. */
  readonly contracts: number;
}

interface Chunk {
  readonly lookedAt: number;
  readonly contracts: number;
  readonly bills: number;
  readonly amount: string;
  /** The id after which the next chunk begins; null: there is none. */
  readonly next: string | null;
}

/** Makes the bills that are due and absent. */
@Injectable()
export class MonthlyAccounts {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly credit: TenantCredit,
  ) {}

  /**
   * Bills, for every contract that is or was ACTIVE, each block that begins in `billingFrom`..`period` and has no bill,
   * be it a void one. Then the tenants' credit settles what they have open.
   * @throws InvalidInputProblem for contracts that there are not, or a period far in the future.
   */
  async generate(input: GenerateMonthlyAccountsInput, context: TaskContext): Promise<MonthlyAccountsResult> {
    const plan = await context.transaction((manager) => this.plan(input, manager));
    let lookedAt = 0;
    let contracts = 0;
    let bills = 0;
    let amount = new Decimal(0);
    for (let after: string | null = '0'; after !== null;) {
      context.signal.throwIfAborted();
      const from: string = after;
      const chunk = await context.transaction((manager) => this.billChunk(manager, plan, from, input.dryRun));
      lookedAt += chunk.lookedAt;
      contracts += chunk.contracts;
      bills += chunk.bills;
      amount = amount.plus(chunk.amount);
      after = chunk.next;
      await context.progress(lookedAt, Math.max(plan.contracts, lookedAt), `${bills} bills`);
    }
    const creditApplied = input.dryRun ? '0.00' : await this.credit.apply(plan.contractIds, context);
    return {
      period: plan.month.slice(0, 7),
      contracts,
      bills,
      amount: amount.toFixed(2),
      creditApplied,
      dryRun: input.dryRun,
    };
  }

  private async plan(input: GenerateMonthlyAccountsInput, manager: EntityManager): Promise<Plan> {
    const today = DateTime.fromISO(this.clock.today(), { zone: 'utc' });
    const { period = today.plus({ days: this.settings.BILLING_LEAD_DAYS }).toFormat('yyyy-MM') } = input;
    if (period > today.plus({ years: YEARS_AHEAD }).toFormat('yyyy-MM')) {
      const message = `is more than ${YEARS_AHEAD} years after today, ${today.toISODate()}`;
      throw new InvalidInputProblem([{ field: 'period', value: period, message }]);
    }
    const month = `${period}-01`;
    const contractIds = input.contractIds ?? null;
    if (contractIds) await refuseUnknown(contractIds, manager);
    const [row] = await manager.query<{ count: number }[]>(
      `SELECT count(*)::integer AS count FROM (${TERMS_TO_BILL} AND ${AMONG}) AS terms`,
      [month, contractIds],
    );
    return { month, contractIds, contracts: row?.count ?? 0 };
  }

  private async billChunk(
    manager: EntityManager,
    { month, contractIds }: Plan,
    after: string,
    dryRun: boolean,
  ): Promise<Chunk> {
    const { ids, lookedAt, last } = await this.owing(manager, month, contractIds, after);
    const next = lookedAt === CHUNK ? last : null;
    if (ids.length === 0) return { lookedAt, contracts: 0, bills: 0, amount: '0.00', next };
    if (!dryRun) await lock(ids, manager);
    return { lookedAt, ...(await this.bill(manager, month, ids, dryRun)), next };
  }

  /**
   * Which of the next contracts have fewer bills than blocks; only these are worth a closer look, so that a run for a
   * month that is billed already is over soon.
   */
  private async owing(
    manager: EntityManager,
    month: string,
    contractIds: readonly string[] | null,
    after: string,
  ): Promise<{ ids: string[]; lookedAt: number; last: string | null }> {
    const [row] = await manager.query<{ ids: string[]; lookedAt: number; last: string | null }[]>(
      `WITH terms AS MATERIALIZED (
         ${TERMS_TO_BILL} AND ${AMONG} AND contracts.id > $3
         ORDER BY contracts.id
         LIMIT $4
       )
       SELECT coalesce(array_agg(id ORDER BY id) FILTER (WHERE owing), '{}')::text[] AS ids,
              count(*)::integer AS "lookedAt",
              max(id)::text AS last
       FROM terms
       CROSS JOIN LATERAL (
         SELECT EXISTS (
           SELECT
           FROM ${CHARGE_RATES}
           WHERE rate > 0
             AND last_block - first_block + 1 > (
               SELECT count(*)
               FROM bills
               WHERE bills.contract_id = terms.id
                 AND bills.charge = charge.name
                 AND bills.block BETWEEN billing_from AND $1::date
                 AND bills.issue = 1
             )
         ) AS owing
       ) AS bills`,
      [month, contractIds, after, CHUNK],
    );
    return row ?? { ids: [], lookedAt: 0, last: null };
  }

  private async bill(
    manager: EntityManager,
    month: string,
    ids: readonly string[],
    dryRun: boolean,
  ): Promise<{ contracts: number; bills: number; amount: string }> {
    const dueBills = `
      WITH terms AS (
        ${TERMS_TO_BILL} AND contracts.id = ANY ($2::bigint[])
        OFFSET 0
      ), charges AS (
        SELECT terms.*, charge.name AS charge,
               array(
                 SELECT block FROM bills WHERE bills.contract_id = terms.id AND bills.charge = charge.name
               ) AS billed
        FROM terms
        CROSS JOIN LATERAL ${CHARGE_RATES}
        WHERE rate > 0
        OFFSET 0
      ), blocks AS (
        SELECT charges.*, block
        FROM charges
        CROSS JOIN LATERAL generate_series(first_block, last_block) AS n
        CROSS JOIN LATERAL (
          SELECT (date_trunc('month', start_date) + make_interval(months => n * block_months))::date AS block
        ) AS first_day
        WHERE block <> ALL (billed)
        OFFSET 0
      ), ${BILLING_RULES}`;
    const totals = `
      SELECT count(DISTINCT contract_id)::integer AS contracts,
             count(*)::integer AS bills,
             coalesce(sum(amount), 0)::numeric(20,2) AS amount`;
    const [row] = await manager.query<{ contracts: number; bills: number; amount: string }[]>(
      dryRun
        ? `${dueBills} ${totals} FROM due_bills`
        : `${dueBills}, made AS (
             INSERT INTO bills (
               number, contract_id, charge, block, period_start, period_end, due_date, amount, created_at
             )
             SELECT number, contract_id, charge, block, period_start, period_end, due_date, amount, $3
             FROM due_bills
             ORDER BY contract_id, charge, block
             ON CONFLICT (contract_id, charge, block, line, issue) DO NOTHING
             RETURNING id, contract_id, amount, created_at
           ), ${enteredBills('made')} ${totals} FROM made`,
      dryRun ? [month, ids] : [month, ids, this.clock.now()],
    );
    return row ?? { contracts: 0, bills: 0, amount: '0.00' };
  }
}

/** $2: ids of contracts, or null. */
const AMONG = '($2::bigint[] IS NULL OR contracts.id = ANY ($2::bigint[]))';

/**
 * Keeps the contracts as they are until their bills are committed: against an import, which first checks what has no
 * bills and then changes it, and against whoever changes one of them. Another run that bills the same contracts waits
 * too, and then finds them billed.
 */
async function lock(ids: readonly string[], manager: EntityManager): Promise<void> {
  await manager.query('LOCK TABLE contracts IN ROW EXCLUSIVE MODE');
  await manager.query(
    `SELECT count(*)
     FROM (SELECT FROM contracts WHERE id = ANY ($1::bigint[]) ORDER BY id FOR NO KEY UPDATE) AS locked`,
    [ids],
  );
}

async function refuseUnknown(ids: readonly string[], manager: EntityManager): Promise<void> {
  const unknown = await manager.query<{ id: string }[]>(
    `SELECT DISTINCT id
     FROM unnest($1::bigint[]) AS given (id)
     WHERE NOT EXISTS (SELECT FROM contracts WHERE contracts.id = given.id)
     ORDER BY id`,
    [ids],
  );
  if (unknown.length === 0) return;
  throw new InvalidInputProblem(
    unknown.map(({ id }) => ({
      field: 'contractIds',
      value: id,
      message: `there is no contract with id ${id}`,
    })),
  );
}
