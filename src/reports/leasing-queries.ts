import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { IS_RENEWED, LAST_RENT, OCCUPYING } from '../store/index.js';
import type { LeasingFigures, ReportedContract, ReportedContracts, VacantShop } from './dto/report.js';
import { daysFrom, type Span } from './period.js';

/** How many of a list are named in a report. */
const NAMED = 100;

/** How far ahead a report looks for contracts that end, in days. */
const AHEAD = 30;

/** Counts shops and contracts, for reports. */
@Injectable()
export class LeasingQueries {
  /**
   * The state of leasing at the end of some days in the mall, and what happened on them, as far as it can be told today: by
   * the terms of contracts, not by their statuses, which have moved on.
   * @param endOfLast the moment at which the last day ended.
   */
  async of({ from, to }: Span, endOfLast: Date, manager: EntityManager): Promise<LeasingFigures> {
    const began = await this.contracts(
      'contracts.start_date BETWEEN $1 AND $2',
      'contracts.monthly_rent',
      from,
      to,
      manager,
    );
    const expiring = await this.contracts(
      `contracts.start_date <= $1 AND contracts.end_date > $1
                      AND contracts.end_date <= $2 AND NOT ${IS_RENEWED}`,
      LAST_RENT,
      to,
      daysFrom(to, AHEAD),
      manager,
    );
    const ended = await this.contracts('contracts.end_date BETWEEN $1 AND $2', LAST_RENT, from, to, manager);
    return { ...(await this.shops(to, endOfLast, manager)), began, expiring, ended };
  }

  /**
   * @param condition which contracts, by two dates: $1 and $2.
   * @param rent their monthly rent, as SQL.
   */
  private async contracts(
    condition: string,
    rent: string,
    first: string,
    second: string,
    manager: EntityManager,
  ): Promise<ReportedContracts> {
    const rows = await manager.query<{ total: number; rents: string; contract: ReportedContract }[]>(
      `SELECT count(*) OVER ()::integer AS total, (sum(${rent}) OVER ())::numeric(20,2) AS rents,
              json_build_object(
                'number', contracts.number, 'shopCode', shops.code, 'shopName', shops.name,
                'tenantName', tenants.name, 'startDate', contracts.start_date, 'endDate', contracts.end_date,
                'monthlyRent', (${rent})::text, 'renewed', ${IS_RENEWED}
              ) AS contract
       FROM contracts
       JOIN shops ON shops.id = contracts.shop_id
       JOIN tenants ON tenants.id = contracts.tenant_id
       WHERE contracts.status = ANY ($3) AND ${condition}
       ORDER BY contracts.end_date, shops.code, contracts.number
       LIMIT ${NAMED}`,
      [first, second, OCCUPYING],
    );
    const { total = 0, rents = '0.00' } = rows[0] ?? {};
    return { total, items: rows.map((row) => row.contract), monthlyRent: rents };
  }

  private async shops(
    date: string,
    endOfDay: Date,
    manager: EntityManager,
  ): Promise<Pick<LeasingFigures, 'shops' | 'let' | 'vacant'>> {
    const [counts] = await manager.query<
      { shops: number; vacant: number; area: string; items: VacantShop[] }[]
    >(
      `WITH open_shops AS (
         SELECT shops.id, shops.code, shops.name, shops.floor, shops.area_sqm,
                EXISTS (
                  SELECT FROM contracts
                  WHERE contracts.shop_id = shops.id AND contracts.status = ANY ($2)
                    AND contracts.start_date <= $1 AND contracts.end_date >= $1
                ) AS let
         FROM shops
         WHERE (shops.closed_at IS NULL OR shops.closed_at >= $3)
           -- From when on LeasingTrends counts them.
           AND (
             shops.created_at < $3
             OR EXISTS (
               SELECT FROM contracts
               WHERE contracts.shop_id = shops.id AND contracts.status = ANY ($2) AND contracts.start_date <= $1
             )
           )
       ), named AS (
         SELECT code, name, floor, area_sqm::text AS "areaSqm",
                (
                  SELECT max(contracts.end_date) + 1
                  FROM contracts
                  WHERE contracts.shop_id = open_shops.id AND contracts.status = ANY ($2)
                    AND contracts.end_date < $1
                ) AS since
         FROM open_shops
         WHERE NOT let
         ORDER BY code
         LIMIT ${NAMED}
       )
       SELECT count(*)::integer AS shops,
              (count(*) FILTER (WHERE NOT let))::integer AS vacant,
              coalesce(sum(area_sqm) FILTER (WHERE NOT let), 0)::numeric(20,2) AS area,
              (SELECT coalesce(json_agg(named ORDER BY code), '[]') FROM named) AS items
       FROM open_shops`,
      [date, OCCUPYING, endOfDay],
    );
    const { shops = 0, vacant = 0, area = '0.00', items = [] } = counts ?? {};
    return { shops, let: shops - vacant, vacant: { total: vacant, items, areaSqm: area } };
  }
}
