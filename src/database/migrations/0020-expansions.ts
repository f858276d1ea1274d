import type { QueryRunner } from 'typeorm';
import type { ExpandingMigration } from '../expanding-migration.js';

/** Which migrations versions of before them may pass over. */
export class Expansions1764700000020 implements ExpandingMigration {
  name = 'Expansions1764700000020';
  readonly onlyExpands = true;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(EXPANSIONS);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup to go back.');
  }
}

const EXPANSIONS = `
  -- Migrations that only add to the schema: a version that does not know them goes on working beside one that does.
  CREATE TABLE schema_expansions (name text PRIMARY KEY);
`;
