import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is kept of runs that have ended, longer than they are; and how much waited in queues. */
export class Monitor1764600000012 implements MigrationInterface {
  name = 'Monitor1764600000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FIGURES);
    await runner.query(DEPTHS);
    await runner.query(FAILURES);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup to go back.');
  }
}

const FIGURES = `
  -- Of each task how its runs ended in each span of time, and how long they took and had waited. It holds every run that
  -- ended up to run_figures_progress; those after it are counted where they stand.
  CREATE TABLE run_figures (
    -- Seconds. Every run is counted in one row of each length: long times are read from few rows, short ones are deleted soon.
    span           integer NOT NULL CHECK (span IN (300, 3600, 86400)),
    -- The beginning, a multiple of the span since 1970 in UTC.
    at             timestamptz NOT NULL,
    -- '': all tasks together.
    task           text NOT NULL,
    succeeded      integer NOT NULL,
    failed         integer NOT NULL,
    revoked        integer NOT NULL,
    -- How many runs took so long from their last start to their end: the first one below 1 ms, each further one up to
    -- sqrt(2) times as long as the one before, the last one all that took longer. Of runs that succeeded or failed.
    runtime        integer[] NOT NULL CHECK (cardinality(runtime) = 46),
    -- In the same classes how long they had waited from when they could start until they did.
    queued         integer[] NOT NULL CHECK (cardinality(queued) = 46),
    -- Of those that took and had waited longest, in ms; 0: of none it is known.
    longest_run    float8 NOT NULL,
    longest_queued float8 NOT NULL,
    PRIMARY KEY (span, at, task)
  );

  -- One row: every run that ended up to this moment is in run_figures. Null: none is yet.
  CREATE TABLE run_figures_progress (
    up_to timestamptz
  );
  CREATE UNIQUE INDEX run_figures_progress_only_one ON run_figures_progress ((true));
  INSERT INTO run_figures_progress DEFAULT VALUES;

  -- What the last run of each task that failed said.
  CREATE TABLE run_last_errors (
    task        text PRIMARY KEY,
    run_id      uuid NOT NULL,
    finished_at timestamptz NOT NULL,
    message     text
  );
`;

const DEPTHS = `
  -- The most that was in a queue in each minute, of a few looks.
  CREATE TABLE queue_depths (
    at             timestamptz NOT NULL,
    queue          text NOT NULL,
    waiting        integer NOT NULL,
    active         integer NOT NULL,
    -- Seconds for which the first of those that wait had waited.
    oldest_seconds float8 NOT NULL,
    PRIMARY KEY (at, queue)
  );
`;

const FAILURES = `
  -- What failed lately and was not retried; few among many.
  CREATE INDEX task_runs_failed ON task_runs (finished_at) INCLUDE (id) WHERE status = 'FAILURE';
`;
