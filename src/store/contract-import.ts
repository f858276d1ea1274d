import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../config/index.js';
import {
  headingsOfMore,
  type ImportCounts,
  type ImportKind,
  ImportKinds,
  type StagedImport,
} from '../imports/index.js';
import { contractColumns } from './contract-columns.js';
import { contractsFile } from './contracts-file.js';
import { ContractImportChecks } from './contract-import-checks.js';

/** Imports contracts, by their number, and the tenants that they name. */
@Injectable()
export class ContractImport implements ImportKind, OnModuleInit {
  readonly name = 'contracts';
  // A file may hold contracts that are approved already.
  readonly permissions = ['contracts.write', 'contracts.approve'] as const;
  readonly key = ['contract_number'];
  readonly columns = contractColumns;
  readonly passedOver = headingsOfMore(contractsFile, contractColumns);

  constructor(
    private readonly kinds: ImportKinds,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.kinds.register(this);
  }

  async check({ manager, options }: StagedImport): Promise<void> {
    const checks = new ContractImportChecks(manager);
    await checks.lock();
    await checks.findRecorded(options);
    await checks.refuseShops(this.clock.today());
    await checks.refuseImpossibleTerms();
    if (options.update) await checks.refuseChangesOfBilled();
    else await checks.refuseChanges();
    await checks.refuseOverlaps(options);
  }

  async apply({ manager, options }: StagedImport): Promise<ImportCounts> {
    await manager.query(`
      INSERT INTO tenants (name)
      SELECT DISTINCT tenant_name
      FROM import_rows
      LEFT JOIN import_recorded AS recorded USING (row_number)
      WHERE recorded.unchanged IS NOT TRUE
      ON CONFLICT (name) DO NOTHING`);
    // While several terms of one shop move at once, they may cross one another: none counts until all have moved.
    await manager.query(`
      UPDATE contracts
      SET status = 'DRAFT'
      FROM import_recorded AS recorded
      JOIN import_rows AS rows USING (row_number)
      WHERE contracts.id = recorded.id AND NOT recorded.unchanged`);
    const [counts] = await manager.query<ImportCounts[]>(
      `
      WITH rows AS (
        SELECT rows.*,
               shops.id AS shop_id,
               tenants.id AS tenant_id,
               recorded.id AS recorded_id,
               coalesce(recorded.unchanged, false) AS unchanged,
               coalesce(
                 rows.billing_from,
                 greatest($1::date, date_trunc('month', rows.start_date)::date)
               ) AS asked_from
        FROM import_rows AS rows
        JOIN shops ON shops.code = rows.shop_code
        JOIN tenants ON tenants.name = rows.tenant_name
        LEFT JOIN import_recorded AS recorded ON recorded.row_number = rows.row_number
      ), updated AS (
        UPDATE contracts
        SET shop_id = rows.shop_id,
            tenant_id = rows.tenant_id,
            contact_name = rows.contact_name,
            contact_phone = rows.contact_phone,
            contact_email = rows.contact_email,
            start_date = rows.start_date,
            end_date = rows.end_date,
            monthly_rent = rows.monthly_rent,
            management_fee = rows.management_fee,
            billing_cycle = rows.billing_cycle,
            due_day = rows.due_day,
            rent_free_until = rows.rent_free_until,
            escalation_percent = rows.escalation_percent,
            deposit = rows.deposit,
            status = rows.status,
            -- A contract keeps the month that it has, unless somebody now says otherwise.
            billing_from = CASE
              WHEN rows.billing_from IS NOT NULL OR $2::boolean THEN rows.asked_from
              ELSE contracts.billing_from
            END,
            import_digest = rows.digest,
            updated_at = now()
        FROM rows
        WHERE contracts.id = rows.recorded_id AND NOT rows.unchanged
        RETURNING 1
      ), created AS (
        INSERT INTO contracts (
          number, shop_id, tenant_id, contact_name, contact_phone, contact_email, start_date, end_date, monthly_rent,
          management_fee, billing_cycle, due_day, rent_free_until, escalation_percent, deposit, status, billing_from,
          import_digest
        )
        SELECT contract_number, shop_id, tenant_id, contact_name, contact_phone, contact_email, start_date, end_date,
               monthly_rent, management_fee, billing_cycle, due_day, rent_free_until, escalation_percent, deposit,
               status, asked_from, digest
        FROM rows
        WHERE recorded_id IS NULL
        ORDER BY row_number
        RETURNING 1
      ), counts AS (
        SELECT (SELECT count(*) FROM created)::integer AS created,
               (SELECT count(*) FROM updated)::integer AS updated,
               (SELECT count(*) FROM import_rows)::integer AS rows
      )
      SELECT created, updated, rows - created - updated AS unchanged FROM counts`,
      [options.billingFrom ?? `${this.clock.today().slice(0, 7)}-01`, options.billingFrom !== null],
    );
    return counts ?? { created: 0, updated: 0, unchanged: 0 };
  }
}
