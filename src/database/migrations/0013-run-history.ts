import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What became of a run's earlier attempts. */
export class RunHistory1764600000013 implements MigrationInterface {
  name = 'RunHistory1764600000013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PAST_ATTEMPTS);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup to go back.');
  }
}

const PAST_ATTEMPTS = `
  -- The oldest first; null for the many runs that succeed at once, which pay nothing for it.
  ALTER TABLE task_runs ADD COLUMN past_attempts jsonb;
`;
