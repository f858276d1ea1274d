import type { EntityManager } from 'typeorm';
import type { ImportOptions } from '../imports/index.js';
import { OCCUPYING } from './contract-status.js';

/** What a file of contracts must not say, checked over all its staged rows at once; each check adds its faults. */
export class ContractImportChecks {
  constructor(private readonly manager: EntityManager) {}

  /**
   * Keeps other writers of contracts out until the import commits, and those of the shops that the file names, so that
   * what is checked still holds when it is applied. Billing counts as a writer: it takes a lock that this one excludes.
   */
  async lock(): Promise<void> {
    await this.manager.query('LOCK TABLE contracts IN SHARE ROW EXCLUSIVE MODE');
    await this.manager.query(`
      SELECT count(*)
      FROM (
        SELECT FROM shops WHERE code IN (SELECT shop_code FROM import_rows) ORDER BY id FOR SHARE
      ) AS locked`);
  }

  /** Finds the rows whose contract is recorded, and which of these say what their last import said. */
  async findRecorded({ update, billingFrom }: ImportOptions): Promise<void> {
    await this.manager.query(`
      DROP TABLE IF EXISTS pg_temp.import_recorded;
      CREATE TEMPORARY TABLE import_recorded (
        row_number integer PRIMARY KEY,
        id         bigint NOT NULL,
        unchanged  boolean NOT NULL
      ) ON COMMIT DROP`);
    // A new --billing-from for the whole file is a change too, but only for one who asked for changes.
    await this.manager.query(
      `INSERT INTO import_recorded (row_number, id, unchanged)
       SELECT rows.row_number,
              contracts.id,
              contracts.import_digest IS NOT DISTINCT FROM rows.digest
              AND ($1::date IS NULL
                   OR rows.billing_from IS NOT NULL
                   OR contracts.billing_from = greatest($1::date, date_trunc('month', rows.start_date)::date))
       FROM import_rows AS rows
       JOIN contracts ON contracts.number = rows.contract_number`,
      [update ? billingFrom : null],
    );
    await this.manager.query('ANALYZE import_recorded');
  }

  /** @param today the mall's; a term that is over by then may have been in a shop that is closed now. */
  async refuseShops(today: string): Promise<void> {
    await this.manager.query(
      `INSERT INTO import_faults (row_number, column_name, value, message)
       SELECT rows.row_number, 'shop_code', rows.shop_code,
              CASE
                WHEN shops.id IS NULL THEN 'is not the code of a shop; import the shops first'
                ELSE 'is a closed shop, where nothing is let any more'
              END
       FROM import_rows AS rows
       LEFT JOIN import_recorded AS recorded USING (row_number)
       LEFT JOIN shops ON shops.code = rows.shop_code
       WHERE rows.shop_code IS NOT NULL
         AND recorded.unchanged IS NOT TRUE
         AND (shops.id IS NULL
              OR (shops.closed_at IS NOT NULL AND rows.status = ANY ($1) AND rows.end_date >= $2::date))`,
      [OCCUPYING, today],
    );
  }

  async refuseImpossibleTerms(): Promise<void> {
    await this.manager.query(`
      INSERT INTO import_faults (row_number, column_name, value, message)
      SELECT row_number, 'end_date', end_date::text, format('is before the start_date, %s', start_date)
      FROM import_rows
      WHERE end_date < start_date
      UNION ALL
      SELECT row_number, 'rent_free_until', rent_free_until::text,
             format('is outside the term, %s to %s', start_date, end_date)
      FROM import_rows
      WHERE start_date <= end_date AND rent_free_until NOT BETWEEN start_date AND end_date`);
  }

  async refuseChanges(): Promise<void> {
    await this.manager.query(`
      INSERT INTO import_faults (row_number, column_name, value, message)
      SELECT row_number, 'contract_number', contract_number,
             'is recorded, and not from a row like this one; --update (REST: ?update=1) changes it'
      FROM import_rows AS rows
      JOIN import_recorded AS recorded USING (row_number)
      WHERE NOT rows.faulty AND NOT recorded.unchanged`);
  }

  /**
   * What bills were computed from stays as it is. A contract without any may still be corrected, whatever its status:
   * it has only just been taken over. One that was paid for stays its tenant's, one that was ended early here has the end
   * that it was given then, and what is linked by a renewal stays beside one another.
   */
  async refuseChangesOfBilled(): Promise<void> {
    await this.manager.query(
      `INSERT INTO import_faults (row_number, column_name, value, message)
       SELECT rows.row_number, field.name, field.value,
              format(
                'cannot change from %s: the contract %s',
                coalesce(field.recorded, 'empty'),
                CASE
                  WHEN billed THEN 'has bills'
                  WHEN paid AND field.name IN ('shop_code', 'tenant_name', 'status') THEN 'has payments'
                  WHEN contracts.terminated_at IS NOT NULL AND field.name IN ('end_date', 'status') THEN 'was ended early'
                  ELSE 'renews another or is renewed'
                END
              )
       FROM import_rows AS rows
       JOIN import_recorded AS recorded USING (row_number)
       JOIN contracts ON contracts.id = recorded.id
       JOIN shops ON shops.id = contracts.shop_id
       JOIN tenants ON tenants.id = contracts.tenant_id
       CROSS JOIN LATERAL (VALUES
         ('shop_code', rows.shop_code, shops.code),
         ('tenant_name', rows.tenant_name, tenants.name),
         ('start_date', rows.start_date::text, contracts.start_date::text),
         ('end_date', rows.end_date::text, contracts.end_date::text),
         ('monthly_rent', rows.monthly_rent::text, contracts.monthly_rent::text),
         ('management_fee', rows.management_fee::text, contracts.management_fee::text),
         ('billing_cycle', rows.billing_cycle, contracts.billing_cycle),
         ('rent_free_until', rows.rent_free_until::text, contracts.rent_free_until::text),
         ('escalation_percent', rows.escalation_percent::text, contracts.escalation_percent::text),
         ('status',
          CASE WHEN rows.status = ANY ($1) THEN contracts.status ELSE rows.status END,
          contracts.status)
       ) AS field (name, value, recorded)
       CROSS JOIN LATERAL (
         SELECT EXISTS (SELECT FROM bills WHERE bills.contract_id = contracts.id) AS billed,
                EXISTS (SELECT FROM payments WHERE payments.contract_id = contracts.id) AS paid,
                EXISTS (SELECT FROM contracts AS next WHERE next.predecessor_id = contracts.id) AS succeeded
       ) AS bills
       WHERE NOT rows.faulty
         AND NOT recorded.unchanged
         AND field.value IS DISTINCT FROM field.recorded
         AND (
           billed
           OR (paid AND field.name IN ('shop_code', 'tenant_name', 'status'))
           OR (contracts.terminated_at IS NOT NULL AND field.name IN ('end_date', 'status'))
           OR (contracts.predecessor_id IS NOT NULL AND field.name IN ('shop_code', 'tenant_name', 'start_date'))
           OR (succeeded AND field.name IN ('shop_code', 'tenant_name', 'end_date'))
         )`,
      [OCCUPYING],
    );
  }

  /**
   * The terms of one shop's contracts that are or were ACTIVE never overlap. They claim their shop one after the other,
   * under the same exclusion as `contracts` has: first what is recorded and stays, then the good rows of the file in
   * their order, then the bad ones. So a good row is refused only for what will be recorded, and a bad one is also
   * told what it will run into once the rest of it is mended.
   */
  async refuseOverlaps({ skipInvalid }: ImportOptions): Promise<void> {
    let refusedChange = await this.refuseOverlapsOnce({ badOnesToo: true });
    // Where bad rows are left out, a contract whose change is among them stays where it is, in the way of others.
    while (refusedChange && skipInvalid) {
      refusedChange = await this.refuseOverlapsOnce({ badOnesToo: false });
    }
  }

  /** @returns whether a row was refused that would have changed a recorded contract. */
  private async refuseOverlapsOnce({ badOnesToo }: { badOnesToo: boolean }): Promise<boolean> {
    await this.findClaims();
    await this.manager.query(`
      DROP TABLE IF EXISTS pg_temp.import_terms;
      CREATE TEMPORARY TABLE import_terms (
        LIKE import_claims,
        EXCLUDE USING gist (shop_code WITH =, term WITH &&)
      ) ON COMMIT DROP;
      INSERT INTO import_terms
      SELECT * FROM import_claims ORDER BY turn, row_number
      ON CONFLICT DO NOTHING;
      ANALYZE import_terms`);
    const [refused] = await this.manager.query<{ changes: number }[]>(
      `WITH refused AS (
         INSERT INTO import_faults (row_number, column_name, value, message)
         SELECT claims.row_number, 'start_date', lower(claims.term)::text,
                format(
                  'the term overlaps that of %s in shop %s, %s to %s',
                  concat('contract ', other.number, ' in row ' || other.row_number),
                  claims.shop_code, lower(other.term), upper(other.term) - 1
                )
         FROM import_claims AS claims
         CROSS JOIN LATERAL (
           SELECT *
           FROM import_terms AS terms
           WHERE terms.shop_code = claims.shop_code AND terms.term && claims.term
           ORDER BY lower(terms.term)
           LIMIT 1
         ) AS other
         WHERE claims.turn IN (1, $1::smallint)
           AND other.number IS DISTINCT FROM claims.number
           AND NOT EXISTS (SELECT FROM import_terms AS terms WHERE terms.row_number = claims.row_number)
         RETURNING row_number
       )
       SELECT count(*)::integer AS changes FROM refused JOIN import_recorded USING (row_number)`,
      [badOnesToo ? 2 : null],
    );
    return (refused?.changes ?? 0) > 0;
  }

  /** Gathers the terms in shops where any overlap, each with its turn: 0 recorded, 1 good row, 2 bad row. */
  private async findClaims(): Promise<void> {
    await this.manager.query(`
      DROP TABLE IF EXISTS pg_temp.import_claims;
      CREATE TEMPORARY TABLE import_claims (
        turn       smallint NOT NULL,
        row_number integer,
        shop_code  text NOT NULL,
        number     text,
        term       daterange NOT NULL
      ) ON COMMIT DROP`);
    await this.manager.query(
      `INSERT INTO import_claims (turn, row_number, shop_code, number, term)
       SELECT CASE
                WHEN EXISTS (SELECT FROM import_faults AS faults WHERE faults.row_number = rows.row_number) THEN 2
                ELSE 1
              END,
              rows.row_number, rows.shop_code, rows.contract_number, daterange(rows.start_date, rows.end_date, '[]')
       FROM import_rows AS rows
       LEFT JOIN import_recorded AS recorded USING (row_number)
       WHERE rows.start_date <= rows.end_date
         AND rows.shop_code IS NOT NULL
         AND rows.status = ANY ($1)
         AND recorded.unchanged IS NOT TRUE`,
      [OCCUPYING],
    );
    await this.manager.query(
      `INSERT INTO import_claims (turn, shop_code, number, term)
       SELECT 0, shops.code, contracts.number, daterange(contracts.start_date, contracts.end_date, '[]')
       FROM contracts
       JOIN shops ON shops.id = contracts.shop_id
       WHERE contracts.status = ANY ($1)
         AND shops.code IN (SELECT shop_code FROM import_claims)
         AND NOT EXISTS (
           SELECT FROM import_recorded AS recorded
           WHERE recorded.id = contracts.id
             AND NOT recorded.unchanged
             AND NOT EXISTS (SELECT FROM import_faults AS faults WHERE faults.row_number = recorded.row_number)
         )`,
      [OCCUPYING],
    );
    // To claim a shop takes 0.1 ms, 10 s for 100,000 terms. In nearly all shops one term follows another, and nobody
    // needs to claim anything.
    await this.manager.query(`
      DELETE FROM import_claims
      WHERE shop_code NOT IN (
        SELECT shop_code
        FROM (
          SELECT shop_code, lower(term) AS first_day,
                 max(upper(term)) OVER (
                   PARTITION BY shop_code ORDER BY lower(term), upper(term)
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                 ) AS taken_until
          FROM import_claims
        ) AS terms
        WHERE first_day < taken_until
      )`);
    await this.manager.query('ANALYZE import_claims');
  }
}
