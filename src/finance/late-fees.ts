import { Inject, Injectable } from '@nestjs/common';
import { Decimal } from 'decimal.js';
import { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { Clock, dateInZone, SETTINGS, type Settings } from '../config/index.js';
import { InvalidInputProblem } from '../http/index.js';
import type { TaskContext } from '../tasks/index.js';
import { enteredBills } from './account-entries.js';
import type { ChargeLateFeesInput } from './dto/charge-late-fees.input.js';
import type { LateFeesResult } from './finance.tasks.js';

/** Bills whose fees are charged in one transaction. */
const CHUNK = 5_000;

/** What a run charges; settled once, so that a run that is executed again goes on with it. */
interface Plan {
  /** First day of the month. */
  readonly month: string;
  readonly today: string;
}

interface Chunk {
  readonly bills: number;
  readonly amount: string;
  /** The id after which the next chunk begins; null: there is none. */
  readonly next: string | null;
}

/**
 * Fees for what is paid late: for each day on which a bill is late at its end, LATE_FEE_PERCENT of what of it is then
 * outstanding. A bill is late when it has been due, and known, for more than LATE_FEE_GRACE_DAYS days. The days of a month
 * are summed up and rounded once, half up. There is no fee on a fee, and a payment that was reversed has stopped none.
 */
@Injectable()
export class LateFees {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /**
   * Bills, once for each bill and month, the fees of a month that is over. With LATE_FEE_PERCENT 0 there are none.
   * @throws InvalidInputProblem for a month that is not over.
   */
  async charge({ month, dryRun }: ChargeLateFeesInput, context: TaskContext): Promise<LateFeesResult> {
    const plan = await context.transaction(() => Promise.resolve(this.plan(month, context.slot)));
    let bills = 0;
    let amount = new Decimal(0);
    const from = this.settings.LATE_FEE_PERCENT === '0' ? null : '0';
    for (let after: string | null = from; after !== null;) {
      context.signal.throwIfAborted();
      const id: string = after;
      const chunk = await context.transaction((manager) => this.chargeChunk(manager, plan, id, dryRun));
      bills += chunk.bills;
      amount = amount.plus(chunk.amount);
      after = chunk.next;
      await context.progress(bills, bills);
    }
    return { month: plan.month.slice(0, 7), bills, amount: amount.toFixed(2), dryRun };
  }

  private plan(month: string | undefined, slot: Date | undefined): Plan {
    const today = this.clock.today();
    const thisMonth = today.slice(0, 7);
    if (month !== undefined && month >= thisMonth) {
      const message = `is not over yet: write a month before ${thisMonth}`;
      throw new InvalidInputProblem([{ field: 'month', value: month, message }]);
    }
    const asOf = slot ? dateInZone(slot, this.clock.timeZone) : today;
    const last = DateTime.fromISO(asOf, { zone: 'utc' }).minus({ months: 1 }).toFormat('yyyy-MM');
    return { month: `${month ?? last}-01`, today };
  }

  private async chargeChunk(
    manager: EntityManager,
    { month, today }: Plan,
    after: string,
    dryRun: boolean,
  ): Promise<Chunk> {
    const parameters = [
      month,
      this.settings.MALLKEEPER_TIMEZONE,
      this.settings.LATE_FEE_GRACE_DAYS,
      this.settings.LATE_FEE_PERCENT,
      after,
      CHUNK,
    ];
    const totals = `
      SELECT (SELECT max(id)::text FROM chunk HAVING count(*) = $6::integer) AS next,
             count(*)::integer AS bills,
             coalesce(sum(amount), 0)::numeric(20,2) AS amount`;
    const [chunk] = await manager.query<Chunk[]>(
      dryRun
        ? `${FEES} ${totals} FROM fees`
        : `${FEES}, made AS (
             INSERT INTO bills (
               number, contract_id, charge, block, line, period_start, period_end, due_date, amount, description,
               created_at
             )
             SELECT format('B%s-%s-L-%s', to_char($1::date, 'YYYYMM'), contracts.number,
                           substr(fees.number, 2, 7) || substr(fees.number, length(contracts.number) + 10)),
                    contract_id,
                    'LATE_FEE', $1, fees.id, first_day, last_day,
                    CASE WHEN due_this_month >= $7::date THEN due_this_month ELSE due_next_month END,
                    amount, fees.number, $8
             FROM fees
             JOIN contracts ON contracts.id = contract_id
             CROSS JOIN LATERAL (SELECT date_trunc('month', $7::date)::date AS this_month) AS now
             CROSS JOIN LATERAL (
               SELECT least(this_month + due_day - 1, (this_month + interval '1 month')::date - 1) AS due_this_month,
                      least((this_month + interval '1 month')::date + due_day - 1,
                            (this_month + interval '2 months')::date - 1) AS due_next_month
             ) AS due
             ORDER BY fees.id
             -- Whoever charges the same at the same time may be found out by the number first.
             ON CONFLICT DO NOTHING
             RETURNING *
           ), ${enteredBills('made')} ${totals} FROM made`,
      dryRun ? parameters : [...parameters, today, this.clock.now()],
    );
    return chunk ?? { bills: 0, amount: '0.00', next: null };
  }
}

/**
 * The fees of a chunk of bills for the month that begins on $1. What was outstanding at the end of each day follows from
 * when payments and credit notes settled the bill: each takes its amount off all days from its own on.
 * $2: the mall's time zone; $3: days of grace; $4: percent a day; $5: the id after which to begin; $6: how many.
 */
const FEES = `
  WITH month AS (
    SELECT $1::date AS first_day, ($1::date + interval '1 month')::date - 1 AS last_day,
           $1::date::timestamp AT TIME ZONE $2 AS starts
  ), chunk AS (
    SELECT bills.id
    FROM bills
    WHERE bills.id > $5::bigint
      AND charge <> 'LATE_FEE'
      AND voided_at IS NULL
      AND due_date + $3::integer < (SELECT last_day FROM month)
      AND (outstanding > 0
           OR bills.id IN (
             SELECT bill_id FROM allocations WHERE at >= (SELECT starts FROM month) AND bill_id IS NOT NULL
           ))
    ORDER BY bills.id
    LIMIT $6
  ), late AS (
    SELECT bills.*, late_from AS first_day, month.last_day
    FROM chunk
    JOIN bills USING (id)
    CROSS JOIN month
    CROSS JOIN LATERAL (
      SELECT greatest(month.first_day,
                      due_date + $3::integer + 1,
                      (created_at AT TIME ZONE $2)::date + $3::integer + 1) AS late_from
    ) AS days
    WHERE late_from <= month.last_day
  ), fees AS (
    SELECT id, contract_id, number, first_day, last_day,
           div(amount_days * $4::numeric * 2 + 1, 2) * 0.01 AS amount
    FROM late
    CROSS JOIN LATERAL (
      SELECT late.amount * (last_day - first_day + 1) - coalesce(sum(
               allocations.amount
               * greatest(last_day - greatest((at AT TIME ZONE $2)::date, first_day) + 1, 0)
             ), 0) AS amount_days
      FROM allocations
      LEFT JOIN payments ON payments.id = payment_id
      -- A payment that did not arrive has settled nothing.
      WHERE allocations.bill_id = late.id AND payments.reversed_at IS NULL
    ) AS settled
    WHERE div(amount_days * $4::numeric * 2 + 1, 2) > 0
  )`;
