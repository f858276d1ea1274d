import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What finds runs that have ended by any filter, and by text in them. */
export class RunSearch1764600000015 implements MigrationInterface {
  name = 'RunSearch1764600000015';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SEARCH);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup to go back.');
  }
}

const SEARCH = `
  -- Both come with PostgreSQL, and whoever may create tables in a database may add them to it.
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE EXTENSION IF NOT EXISTS btree_gin;

  -- What runs are looked for by, once they have ended: written behind them, so that to end a run costs nothing more. Every run
  -- that ended up to run_search_progress is here, unless it has started again since.
  CREATE TABLE run_search (
    run_id     uuid PRIMARY KEY,
    -- Which span of time its id is of. Spans are searched one by one, so that a page of what is found often is found soon.
    span       integer NOT NULL,
    created_at timestamptz NOT NULL,
    task       text NOT NULL,
    queue      text NOT NULL,
    status     text NOT NULL,
    worker     text,
    schedule   text,
    text       text NOT NULL
  );
  CREATE INDEX run_search_by_all ON run_search
    USING gin (span, task, queue, status, worker, schedule, text gin_trgm_ops);

  -- One row. Null: none is there yet.
  CREATE TABLE run_search_progress (
    up_to timestamptz
  );
  CREATE UNIQUE INDEX run_search_progress_only_one ON run_search_progress ((true));
  INSERT INTO run_search_progress DEFAULT VALUES;
`;
