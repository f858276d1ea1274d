import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../config/index.js';
import { beginningWith } from '../lists/index.js';
import { type RankedFind, rankSql } from './search-rank.js';

/** Contracts whose bills and payments are shown when these do not fit themselves. */
const CONTRACTS = 10;

/** Finds what the business keeps. It only reads, over the tables of all its modules in one statement. */
@Injectable()
export class MallSearch {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Shops, contracts, tenants, bills and payments. @param limit most of each. */
  find(q: string, limit: number): Promise<RankedFind[]> {
    const lower = q.toLowerCase();
    const upper = q.toUpperCase();
    const [from, to] = blocksOf(q);
    return this.dataSource.query<RankedFind[]>(SEARCH, [
      lower,
      beginningWith(lower),
      limit,
      [q, upper],
      beginningWith(q),
      beginningWith(upper),
      from,
      to,
      this.clock.timeZone,
    ]);
  }
}

/**
 * The billing blocks that a bill's number begins with (B202607-...), from the first day of one month to before that of
 * another: the bills of a block are found by it, their numbers have no index for beginnings.
 */
function blocksOf(q: string): [string, string] | [null, null] {
  const [, year = '', month = ''] = /^B(\d{4})(\d{2})?/i.exec(q) ?? [];
  if (year === '' || year === '0000') return [null, null];
  if (month === '') return [`${year}-01-01`, `${year}-12-31`];
  return /^(0[1-9]|1[0-2])$/.test(month) ? [`${year}-${month}-01`, `${year}-${month}-02`] : [null, null];
}

/**
 * $1: what is looked for, in lower case, $2: what begins like that; $3: most of each; $4: as it was written, and in upper
 * case, $5, $6: what begins with either; $7, $8: blocks of a bill's number, or null; $9: the mall's time zone.
 */
const SEARCH = `
  WITH found_contracts AS MATERIALIZED (
    SELECT contracts.id, contracts.number, contracts.start_date, contracts.end_date, tenants.name AS tenant,
           shops.code AS shop, ${rankSql('contracts.number')} AS rank
    FROM contracts
    JOIN tenants ON tenants.id = contracts.tenant_id
    JOIN shops ON shops.id = contracts.shop_id
    WHERE position($1 IN contracts.search_text) > 0
       OR position($1 IN tenants.search_text) > 0
       OR position($1 IN shops.search_text) > 0
    ORDER BY rank, contracts.start_date DESC, contracts.id DESC
    LIMIT ${CONTRACTS}
  ), found_bills AS (
    SELECT id, 0 AS rank FROM bills WHERE number = ANY ($4::text[])
    UNION ALL
    (SELECT id, 1
     FROM bills
     WHERE block >= $7::date AND block < $8::date AND upper(number) LIKE $6
     ORDER BY block, number
     LIMIT $3)
    UNION ALL
    SELECT latest.id, 2
    FROM found_contracts
    CROSS JOIN LATERAL (
      SELECT id FROM bills WHERE contract_id = found_contracts.id ORDER BY due_date DESC, id DESC LIMIT $3
    ) AS latest
  ), found_payments AS (
    SELECT id, 0 AS rank FROM payments WHERE reference = ANY ($4::text[])
    UNION ALL
    -- In the order of the index, so that it is read no further than that.
    (SELECT id, 1 FROM payments WHERE reference LIKE $5 ORDER BY reference USING ~<~ LIMIT $3)
    UNION ALL
    (SELECT id, 1 FROM payments WHERE reference LIKE $6 ORDER BY reference USING ~<~ LIMIT $3)
    UNION ALL
    SELECT latest.id, 2
    FROM found_contracts
    CROSS JOIN LATERAL (
      SELECT id FROM payments WHERE contract_id = found_contracts.id ORDER BY paid_at DESC, id DESC LIMIT $3
    ) AS latest
  )
  (SELECT 'shop' AS type, id::text, concat_ws(' ', code, name) AS title, concat_ws(' · ', floor, category) AS detail,
          ${rankSql('code', 'name')} AS rank
   FROM shops
   WHERE position($1 IN search_text) > 0
   ORDER BY rank, code
   LIMIT $3)
  UNION ALL
  (SELECT 'contract', id::text, number, concat_ws(' · ', tenant, shop, start_date || ' – ' || end_date), rank
   FROM found_contracts
   ORDER BY rank, start_date DESC, found_contracts.id DESC
   LIMIT $3)
  UNION ALL
  (SELECT 'tenant', best.id::text, best.name,
          coalesce((SELECT string_agg(DISTINCT shops.code, ' · ')
                    FROM contracts
                    JOIN shops ON shops.id = contracts.shop_id
                    WHERE contracts.tenant_id = best.id), ''),
          best.rank
   FROM (
     SELECT id, name, ${rankSql('name')} AS rank
     FROM tenants
     WHERE position($1 IN search_text) > 0
     ORDER BY rank, name
     LIMIT $3
   ) AS best
   ORDER BY best.rank, best.name)
  UNION ALL
  (SELECT 'bill', bills.id::text, bills.number, concat_ws(' · ', tenants.name, shops.code, bills.amount), best.rank
   FROM (SELECT id, min(rank) AS rank FROM found_bills GROUP BY id) AS best
   JOIN bills ON bills.id = best.id
   JOIN contracts ON contracts.id = bills.contract_id
   JOIN tenants ON tenants.id = contracts.tenant_id
   JOIN shops ON shops.id = contracts.shop_id
   ORDER BY best.rank, bills.due_date DESC, bills.number
   LIMIT $3)
  UNION ALL
  (SELECT 'payment', payments.id::text, payments.reference,
          concat_ws(' · ', tenants.name, payments.amount, (payments.paid_at AT TIME ZONE $9)::date), best.rank
   FROM (SELECT id, min(rank) AS rank FROM found_payments GROUP BY id) AS best
   JOIN payments ON payments.id = best.id
   JOIN tenants ON tenants.id = payments.tenant_id
   ORDER BY best.rank, payments.paid_at DESC, payments.id DESC
   LIMIT $3)`;
