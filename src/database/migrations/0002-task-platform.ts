import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a task platform needs beyond running tasks: limits, revoking, logs of runs, queues that can be paused, and
 * commands to workers.
 */
export class TaskPlatform1764200000002 implements MigrationInterface {
  name = 'TaskPlatform1764200000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(RUNS);
    await runner.query(INDEXES);
    await runner.query(LIMITS);
    await runner.query(LOGS);
    await runner.query(NODES);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup to go back.');
  }
}

const RUNS = `
  ALTER TABLE task_runs
    -- What this call wants instead of what its task says; times in seconds.
    ADD COLUMN retry           jsonb,
    ADD COLUMN time_limit      float8 CHECK (time_limit > 0),
    ADD COLUMN soft_time_limit float8 CHECK (soft_time_limit > 0),
    -- Runs with a key go to the broker one by one, as the limits allow; of one key at most limit_max run at once.
    ADD COLUMN limit_key       text,
    ADD COLUMN limit_max       integer CHECK (limit_max > 0),
    -- Set when somebody wants a run to end that is being executed: what its error will say.
    ADD COLUMN revocation      text,
    ADD CHECK (limit_max IS NULL OR limit_key IS NOT NULL);

  -- Every run leaves two dead versions of its row. By default a table of a million rows would collect 200,000 of them.
  ALTER TABLE task_runs SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
`;

const INDEXES = `
  -- Due and unpublished, queue by queue, so that a paused queue's runs are not in the way of the others.
  DROP INDEX task_runs_unpublished;
  CREATE INDEX task_runs_unpublished ON task_runs (queue, due_at)
    WHERE status IN ('PENDING', 'RETRY') AND published_at IS NULL AND limit_key IS NULL;
  -- Held back by a limit, in the order in which they will be let go; and let go, to be counted.
  CREATE INDEX task_runs_held ON task_runs (limit_key, priority DESC, due_at, id)
    WHERE status IN ('PENDING', 'RETRY') AND published_at IS NULL AND limit_key IS NOT NULL;
  CREATE INDEX task_runs_admitted ON task_runs (limit_key, task)
    WHERE status IN ('PENDING', 'STARTED', 'RETRY') AND published_at IS NOT NULL AND limit_key IS NOT NULL;
  -- When what waits will be due, whatever holds it.
  CREATE INDEX task_runs_waiting ON task_runs (due_at)
    WHERE status IN ('PENDING', 'RETRY') AND published_at IS NULL;

  -- Whoever asks for a task or for a queue reads it from pair to pair.
  DROP INDEX task_runs_task;
  CREATE INDEX task_runs_queue_task ON task_runs (queue, task, id);

  -- Most runs have no schedule, no key, and end well: indexes that leave those out cost them nothing.
  DROP INDEX task_runs_unfinished_of_schedule;
  CREATE INDEX task_runs_unfinished_of_schedule ON task_runs (schedule)
    WHERE status IN ('PENDING', 'STARTED', 'RETRY') AND schedule IS NOT NULL;
  DROP INDEX task_runs_status;
  CREATE INDEX task_runs_status ON task_runs (status, id) WHERE status IN ('RETRY', 'FAILURE', 'REVOKED');
  ALTER TABLE task_runs DROP CONSTRAINT task_runs_idempotency_key_key;
  CREATE UNIQUE INDEX task_runs_idempotency_key ON task_runs (idempotency_key) WHERE idempotency_key IS NOT NULL;
`;

const LIMITS = `
  CREATE TABLE queues (
    name      text PRIMARY KEY,
    -- While it is set, no run of the queue starts.
    paused_at timestamptz,
    paused_by text
  );

  -- Limits that a task has in code (rate_limit alone), or that a person gave it while everything runs.
  CREATE TABLE task_limits (
    task            text PRIMARY KEY,
    -- '10/m': evenly, one every six seconds; null: none.
    rate_limit      text CHECK (rate_limit ~ '^[1-9][0-9]*/[smh]$'),
    -- Whether rate_limit is a person's, which the code's does not replace.
    rate_limit_set  boolean NOT NULL DEFAULT false,
    -- The next run of the task goes to the broker not before.
    next_start_at   timestamptz NOT NULL DEFAULT '-infinity',
    -- Seconds; null: what the task says.
    time_limit      float8 CHECK (time_limit > 0),
    soft_time_limit float8 CHECK (soft_time_limit > 0),
    changed_at      timestamptz NOT NULL DEFAULT now(),
    changed_by      text
  );
`;

const LOGS = `
  -- What tasks log while they are executed; the newest lines of each run.
  CREATE TABLE task_logs (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id  uuid NOT NULL REFERENCES task_runs ON DELETE CASCADE,
    attempt integer NOT NULL,
    at      timestamptz NOT NULL,
    level   text NOT NULL,
    message text NOT NULL
  );
  CREATE INDEX task_logs_run ON task_logs (run_id, id);
`;

const NODES = `
  ALTER TABLE nodes
    ADD COLUMN pool    text,
    -- What it said of itself at its last heartbeat: load, memory, counts.
    ADD COLUMN figures jsonb NOT NULL DEFAULT '{}';

  -- What somebody wants workers to do, and their answers. NOTIFY wakes them; the rows are what counts.
  CREATE TABLE node_commands (
    id         uuid PRIMARY KEY,
    command    text NOT NULL,
    arguments  jsonb NOT NULL DEFAULT '{}',
    -- Whom it is for; null: everybody.
    nodes      text[],
    created_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX node_commands_created_at ON node_commands (created_at);
  CREATE TABLE node_replies (
    command_id uuid NOT NULL REFERENCES node_commands ON DELETE CASCADE,
    node       text NOT NULL,
    failed     boolean NOT NULL,
    reply      jsonb NOT NULL,
    PRIMARY KEY (command_id, node)
  );
`;
