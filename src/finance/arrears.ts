import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Decimal } from 'decimal.js';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../config/index.js';
import { mallDay } from './mall-day.js';

/** How long bills have been overdue, in days. */
const AGEING_BUCKETS = ['1-30', '31-60', '61-90', '90+'] as const;

/** What is overdue for a span of days. */
export interface AgeingBucket {
  readonly days: (typeof AGEING_BUCKETS)[number];
  readonly bills: number;
  /** What is outstanding of them, with two decimals. */
  readonly amount: string;
}

/** What is overdue, by how long. */
export interface Ageing {
  /** All four, in the order of {@link AGEING_BUCKETS}. */
  readonly buckets: readonly AgeingBucket[];
  readonly bills: number;
  /** The sum of the buckets, with two decimals. */
  readonly total: string;
}

/** What tenants owe, or owed. */
export interface Owed {
  /** Outstanding of all bills, due or not, with two decimals. */
  readonly outstanding: string;
  readonly ageing: Ageing;
}

/** What tenants owe, and for how long. */
@Injectable()
export class Arrears {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * What is owed now. A bill is overdue when its due date is before the mall's today.
   * @param daysOverdue only bills overdue by more days than these are in the ageing.
   */
  async now(daysOverdue = 0, manager: EntityManager = this.dataSource.manager): Promise<Owed> {
    return toOwed(
      await manager.query<Bucket[]>(
        `WITH owed AS (
           SELECT 1 AS position, $1::date - due_date AS days_overdue, outstanding AS amount
           FROM bills
           WHERE outstanding > 0
         ) ${BY_AGE}`,
        [this.clock.today(), daysOverdue],
      ),
    );
  }

  /**
   * What was owed at the ends of some days in the mall, `YYYY-MM-DD`, in their order; overdue was what had been due before
   * that day. Payments count from the moment at which they were made, whenever they were recorded.
   */
  async on(
    dates: readonly string[],
    manager: EntityManager = this.dataSource.manager,
  ): Promise<readonly Owed[]> {
    // In one statement, as what reaches back farthest reads what the others need.
    const rows = await manager.query<Bucket[]>(
      `WITH days AS (
         SELECT position, date, ends FROM unnest($1::date[], $3::timestamptz[]) WITH ORDINALITY AS days (date, ends, position)
       ), parts AS MATERIALIZED (
         SELECT id, due_date, created_at, outstanding AS amount, timestamptz 'infinity' AS at
         FROM bills
         WHERE outstanding > 0 AND created_at < (SELECT max(ends) FROM days)
         UNION ALL
         -- What owes nothing now may have owed something then. Bill by bill: a join would read all that there ever were.
         SELECT settled.id, settled.due_date, settled.created_at, allocations.amount, allocations.at
         FROM allocations
         CROSS JOIN LATERAL (
           SELECT id, due_date, created_at FROM bills WHERE bills.id = allocations.bill_id OFFSET 0
         ) AS settled
         WHERE allocations.at >= (SELECT min(ends) FROM days) AND allocations.bill_id IS NOT NULL
       ), owed AS (
         SELECT position, date - min(due_date) AS days_overdue, sum(amount) AS amount
         FROM days
         JOIN parts ON parts.created_at < days.ends AND parts.at >= days.ends
         GROUP BY position, date, id
         HAVING sum(amount) > 0
       ) ${BY_AGE}`,
      [dates, 0, dates.map((date) => mallDay(date, this.clock.timeZone).end)],
    );
    return dates.map((_, index) => toOwed(rows.filter(({ position }) => position === index + 1)));
  }
}

/** A bucket of the ageing, by its index; null: what is not in the ageing. */
interface Bucket {
  /** Which day it is of, from 1 on. */
  readonly position: number;
  readonly bucket: number | null;
  readonly bills: number;
  readonly amount: string;
}

/** From `owed (position, days_overdue, amount)` to {@link Bucket}s. $2: only what is overdue by more days is in the ageing. */
const BY_AGE = `
  SELECT position::integer, bucket, count(*)::integer AS bills, sum(amount) AS amount
  FROM owed
  CROSS JOIN LATERAL (
    SELECT CASE
      WHEN days_overdue <= $2::integer THEN NULL
      WHEN days_overdue <= 30 THEN 0
      WHEN days_overdue <= 60 THEN 1
      WHEN days_overdue <= 90 THEN 2
      ELSE 3
    END AS bucket
  ) AS buckets
  GROUP BY position, bucket`;

function toOwed(rows: readonly Bucket[]): Owed {
  const overdue = rows.filter(({ bucket }) => bucket !== null);
  return {
    outstanding: sum(rows),
    ageing: {
      buckets: AGEING_BUCKETS.map((days, index) => {
        const row = overdue.find(({ bucket }) => bucket === index);
        return { days, bills: row?.bills ?? 0, amount: row?.amount ?? '0.00' };
      }),
      bills: overdue.reduce((count, { bills }) => count + bills, 0),
      total: sum(overdue),
    },
  };
}

function sum(rows: readonly { amount: string }[]): string {
  return rows.reduce((total, { amount }) => total.plus(amount), new Decimal(0)).toFixed(2);
}
