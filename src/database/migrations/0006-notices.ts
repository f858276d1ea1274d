import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Templates, channels, preferences, and messages that hold several notices. */
export class Notices1764400000006 implements MigrationInterface {
  name = 'Notices1764400000006';

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
