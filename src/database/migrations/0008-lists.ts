import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What finds a page of a long list by any filter, and in any order, without reading all of it. */
export class Lists1764400000008 implements MigrationInterface {
  name = 'Lists1764400000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SHOPS);
    await runner.query(INDEXES);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup to go back.');
  }
}

const SHOPS = `
  -- What people search by, as contracts and tenants have it.
  ALTER TABLE shops ADD COLUMN search_text text NOT NULL GENERATED ALWAYS AS (
    lower(code || ' ' || name || ' ' || coalesce(category, '') || ' ' || coalesce(manager_name, '') || ' '
          || coalesce(manager_email, ''))
  ) STORED;
`;

const INDEXES = `
  -- An order of the list. No more of them: each makes billing slower.
  CREATE INDEX bills_by_amount ON bills (amount, id);
  -- What is charged beside the contract's own charges is little.
  CREATE INDEX bills_beside_contract ON bills (charge, id) WHERE line > 0;

  DROP INDEX payments_paid_at;
  CREATE INDEX payments_by_paid_at ON payments (paid_at, id);
  CREATE INDEX payments_by_amount ON payments (amount, id);
  CREATE INDEX payments_of_tenant ON payments (tenant_id, id);
  CREATE INDEX payments_by_method ON payments (method, id);
  CREATE INDEX payments_reversed ON payments (id) WHERE reversed_at IS NOT NULL;
  -- By its beginning, or in full.
  CREATE INDEX payments_by_reference ON payments (reference text_pattern_ops);

  CREATE INDEX notices_of_kind ON notices (kind, id);
  CREATE INDEX notices_of_channel ON notices (channel, id);

  CREATE INDEX audit_log_by_time ON audit_log (at, id);
  CREATE INDEX audit_log_of_actor ON audit_log (actor, at, id);
  CREATE INDEX audit_log_of_action ON audit_log (action, at, id);
`;
