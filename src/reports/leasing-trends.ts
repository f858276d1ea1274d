import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SETTINGS, type Settings } from '../config/index.js';
import { IS_RENEWED, LAST_RENT, OCCUPYING } from '../store/index.js';
import type { ExpiryMonth, OccupancyOnDay } from './dto/report-charts.js';

/** How far ahead contracts that end are shown, in months; the first one is that of the day itself. */
const MONTHS_AHEAD = 12;

/** How leasing went and will go, for reports: by the terms of contracts, not by their statuses, which move on. */
@Injectable()
export class LeasingTrends {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /**
   * How many shops were open, and let, on each of some days (`YYYY-MM-DD` in the mall), in their order. A shop is there from
   * the day on which it was recorded, or its first contract began: a rent roll is recorded long after that.
   */
  async occupancyOn(dates: readonly string[], manager: EntityManager): Promise<OccupancyOnDay[]> {
    // Terms of one shop never overlap, so that contracts can be counted for shops. All are read once, and counted for the
    // days from the first_day-th to the last_day-th; materialized, or PostgreSQL would read them anew for each day.
    return manager.query<OccupancyOnDay[]>(
      `WITH days AS MATERIALIZED (
         SELECT array_agg(DISTINCT date ORDER BY date) AS sorted FROM unnest($1::date[]) AS date
       ), contracted AS MATERIALIZED (
         SELECT shop_id, start_date, end_date FROM contracts WHERE status = ANY ($2)
       ), lives AS MATERIALIZED (
         -- A shop is open on the days before the one on which it is closed.
         SELECT id, least((created_at AT TIME ZONE $3)::date, first_start) - 1 AS eve,
                coalesce((closed_at AT TIME ZONE $3)::date - 1, 'infinity') AS last_date
         FROM shops
         LEFT JOIN (
           SELECT shop_id AS id, min(start_date) AS first_start FROM contracted GROUP BY shop_id
         ) AS starts USING (id)
       ), open AS MATERIALIZED (
         SELECT width_bucket(eve, sorted) + 1 AS first_day, width_bucket(last_date, sorted) AS last_day,
                count(*) AS shops
         FROM lives
         CROSS JOIN days
         GROUP BY 1, 2
       ), terms AS (
         SELECT start_date - 1 AS eve, least(end_date, last_date) AS last_date, count(*) AS shops
         FROM contracted
         JOIN lives ON lives.id = contracted.shop_id
         GROUP BY 1, 2
       ), let AS MATERIALIZED (
         SELECT width_bucket(eve, sorted) + 1 AS first_day, width_bucket(last_date, sorted) AS last_day,
                sum(shops) AS shops
         FROM terms
         CROSS JOIN days
         GROUP BY 1, 2
       )
       SELECT asked.date,
              (SELECT coalesce(sum(shops), 0)::integer FROM open WHERE day BETWEEN first_day AND last_day) AS shops,
              (SELECT coalesce(sum(shops), 0)::integer FROM let WHERE day BETWEEN first_day AND last_day) AS let
       FROM days
       CROSS JOIN unnest($1::date[]) WITH ORDINALITY AS asked (date, position)
       CROSS JOIN LATERAL (SELECT width_bucket(asked.date, sorted) AS day) AS numbered
       ORDER BY asked.position`,
      [dates, OCCUPYING, this.settings.MALLKEEPER_TIMEZONE],
    );
  }

  /**
   * The contracts that end after a day without a successor, and the monthly rent that ends with them as it has risen until
   * then, in each of twelve calendar months: the rest of the day's own and the eleven after it.
   */
  expiriesAfter(date: string, manager: EntityManager): Promise<ExpiryMonth[]> {
    return manager.query<ExpiryMonth[]>(
      `WITH ending AS (
         SELECT date_trunc('month', end_date)::date AS month, count(*)::integer AS contracts,
                sum(${LAST_RENT}) AS rent
         FROM contracts
         WHERE status = ANY ($2) AND end_date > $1
           AND end_date < date_trunc('month', $1::date) + make_interval(months => ${MONTHS_AHEAD})
           AND NOT ${IS_RENEWED}
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
