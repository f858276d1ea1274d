import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is known of backups that are proven, and of restorations. */
export class Backups1764500000011 implements MigrationInterface {
  name = 'Backups1764500000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(BACKUPS);
    await runner.query(RESTORATIONS);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup to go back.');
  }
}

const BACKUPS = `
  -- DAMAGED: it was restored, and was not what its manifest says. PRUNED: retention has removed its files.
  ALTER TABLE backups
    DROP CONSTRAINT backups_status_check,
    ADD CONSTRAINT backups_status_check
      CHECK (status IN ('RUNNING', 'COMPLETE', 'VERIFIED', 'DAMAGED', 'FAILED', 'PRUNED')),
    -- Null: made by a version that wrote none.
    ADD COLUMN manifest jsonb,
    -- The last time that it was restored and compared, and what differed.
    ADD COLUMN verified_at timestamptz,
    ADD COLUMN pruned_at timestamptz;
  CREATE INDEX backups_status ON backups (status, id);
`;

const RESTORATIONS = `
  CREATE TABLE restorations (
    id                uuid PRIMARY KEY,
    -- The backup's name in the repository; its row may be gone with the database that it replaces.
    backup            text NOT NULL,
    requested_by      text NOT NULL,
    status            text NOT NULL CHECK (status IN ('RUNNING', 'DONE', 'FAILED')),
    progress          jsonb,
    -- What the database that it replaced is called now.
    replaced_database text,
    error             text,
    started_at        timestamptz NOT NULL DEFAULT now(),
    finished_at       timestamptz,
    CHECK ((status = 'RUNNING') = (finished_at IS NULL))
  );
`;
