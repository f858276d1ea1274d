import type { QueryRunner } from 'typeorm';
import type { ExpandingMigration } from '../expanding-migration.js';

/** Where in a trace runs were submitted, and what this program has found wrong with itself. */
export class Observability1764700000018 implements ExpandingMigration {
  name = 'Observability1764700000018';
  readonly onlyExpands = true;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TRACES);
    await runner.query(INCIDENTS);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup to go back.');
  }
}

const TRACES = `
  -- W3C Trace Context: {"traceparent": ..., "tracestate": ...}. NULL: nobody traced it.
  ALTER TABLE task_runs ADD COLUMN trace_context jsonb;
`;

const INCIDENTS = `
  -- Something that is wrong, from when it was first seen until it has not been for a while.
  CREATE TABLE incidents (
    id        uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    kind      text NOT NULL,
    -- Of a schedule, worker or task its name; '' where there is one only.
    subject   text NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT now(),
    seen_at   timestamptz NOT NULL DEFAULT now(),
    -- When managers were told; NULL: it has not lasted long enough.
    told_at   timestamptz,
    closed_at timestamptz
  );
  -- One at a time of the same.
  CREATE UNIQUE INDEX incidents_open ON incidents (kind, subject) WHERE closed_at IS NULL;
  CREATE INDEX incidents_closed ON incidents (closed_at) WHERE closed_at IS NOT NULL;
`;
