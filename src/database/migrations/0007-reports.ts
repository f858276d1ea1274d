import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Editions of reports beside the daily one. */
export class Reports1764400000007 implements MigrationInterface {
  name = 'Reports1764400000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CHANGES);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup to go back.');
  }
}

const CHANGES = `
  -- A weekly report goes by its Monday, a monthly one by the first of its month.
  ALTER TABLE reports
    ADD COLUMN edition text NOT NULL DEFAULT 'daily' CHECK (edition IN ('daily', 'weekly', 'monthly')),
    DROP CONSTRAINT reports_pkey,
    ADD PRIMARY KEY (edition, date),
    ADD CHECK (edition <> 'weekly' OR extract(isodow FROM date) = 1),
    ADD CHECK (edition <> 'monthly' OR extract(day FROM date) = 1);
  -- Whoever adds a report says which edition it is.
  ALTER TABLE reports ALTER COLUMN edition DROP DEFAULT;

  -- What began, ends and ended in a span of days, whatever has become of those contracts since.
  CREATE INDEX contracts_start_date ON contracts (start_date);
  CREATE INDEX contracts_end_date ON contracts (end_date);
  -- Whether a contract has a successor, asked of every one that ends within a year.
  CREATE INDEX contracts_successors ON contracts (shop_id, tenant_id, start_date)
    WHERE status IN ('ACTIVE', 'EXPIRED', 'TERMINATED', 'RENEWED');
`;
