import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What finds runs that were revoked by when that was. */
export class RevokedRuns1764600000016 implements MigrationInterface {
  name = 'RevokedRuns1764600000016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(REVOKED);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup to go back.');
  }
}

const REVOKED = `
  -- Few among many, as those that failed.
  CREATE INDEX task_runs_revoked ON task_runs (finished_at) WHERE status = 'REVOKED';
`;
