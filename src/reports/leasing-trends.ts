import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config/index.js';
import { HAS_SUCCESSOR, OCCUPYING } from '../store/index.js';
import type { ExpiryMonth, OccupancyOnDay } from './dto/report-charts.js';

/** How far ahead contracts that end are shown, in months; the first one is that of the day itself. */
const MONTHS_AHEAD = 12;

/** How leasing went and will go, for reports: by the terms of contracts, not by their statuses, which move on. */
@Injectable()
export class LeasingTrends {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** How many shops were open, and let, on each of some days (`YYYY-MM-DD` in the mall), in their order. */
  async occupancyOn(dates: readonly string[]): Promise<OccupancyOnDay[]> {
    // Terms of one shop never overlap, so that contracts can be counted for shops.
    return this.dataSource.query<OccupancyOnDay[]>(
      `SELECT day.date,
              (
                SELECT count(*)::integer FROM shops WHERE closed_at IS NULL OR closed_at >= day.ends
              ) AS shops,
              (
                SELECT count(*)::integer
                FROM contracts
                JOIN shops ON shops.id = contracts.shop_id AND (shops.closed_at IS NULL OR shops.closed_at >= day.ends)
                WHERE contracts.status = ANY ($2)
                  AND contracts.start_date <= day.date AND contracts.end_date >= day.date
              ) AS let
       FROM (
         SELECT date, position, (date + 1)::timestamp AT TIME ZONE $3 AS ends
         FROM unnest($1::date[]) WITH ORDINALITY AS day (date, position)
       ) AS day
       ORDER BY day.position`,
      [dates, OCCUPYING, this.settings.MALLKEEPER_TIMEZONE],
    );
  }

  /**
   * The contracts that end after a day without a successor, and the monthly rent that ends with them as it has risen until
   * then, in each of twelve calendar months: the rest of the day's own and the eleven after it.
   */
  expiriesAfter(date: string): Promise<ExpiryMonth[]> {
    return this.dataSource.query<ExpiryMonth[]>(
      `WITH ending AS (
         SELECT date_trunc('month', end_date)::date AS month, count(*)::integer AS contracts,
                sum(round(
                  monthly_rent
                  * (1 + escalation_percent / 100) ^ extract(year FROM age(end_date, start_date)),
                  2
                )) AS rent
         FROM contracts
         WHERE status = ANY ($2) AND end_date > $1
           AND end_date < date_trunc('month', $1::date) + make_interval(months => ${MONTHS_AHEAD})
           AND NOT ${HAS_SUCCESSOR}
         GROUP BY 1
       )
       SELECT to_char(month.first, 'YYYY-MM') AS month, coalesce(ending.contracts, 0) AS contracts,
              coalesce(ending.rent, 0)::numeric(20,2) AS "monthlyRent"
       FROM (
         SELECT (date_trunc('month', $1::date) + make_interval(months => number))::date AS first
         FROM generate_series(0, ${MONTHS_AHEAD - 1}) AS number
       ) AS month
       LEFT JOIN ending ON ending.month = month.first
       ORDER BY month.first`,
      [date, OCCUPYING],
    );
  }
}
