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
  SELECT;
`;
