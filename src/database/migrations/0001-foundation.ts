import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The whole first schema. Constraints carry the promises of the product: keys make a second bill, slot or notice
 * impossible, an exclusion keeps the terms of one shop's contracts apart, and checks keep money consistent whatever
 * the code above them does.
 */
export class Foundation1764000000001 implements MigrationInterface {
  name = 'Foundation1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ACCESS);
    await runner.query(TASKS);
    await runner.query(SCHEDULES);
    await runner.query(MALL);
    await runner.query(NOTICES_REPORTS_BACKUPS);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup to go back.');
  }
}

const ACCESS = `
  -- Equality on a bigint beside a range in one exclusion constraint needs this extension (contracts, below).
  CREATE EXTENSION IF NOT EXISTS btree_gist;

  -- One row: tells this installation from others that use the same broker, whatever address the database goes by.
  CREATE TABLE installation (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    -- When the demo mall was offered to this database: once, so that one that was removed does not come back.
    demo_added_at timestamptz,
    created_at    timestamptz NOT NULL DEFAULT now()
  );
  CREATE UNIQUE INDEX installation_only_one ON installation ((true));
  INSERT INTO installation DEFAULT VALUES;

  CREATE TABLE users (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    username      text NOT NULL UNIQUE CHECK (username ~ '^[a-z0-9][a-z0-9._-]{1,62}$'),
    password_hash text NOT NULL,
    role          text NOT NULL CHECK (role IN ('administrator')),
    created_at    timestamptz NOT NULL DEFAULT now()
  );

  -- A token is kept as its SHA-256 only: who reads the table cannot sign in with it.
  CREATE TABLE sessions (
    token_hash bytea PRIMARY KEY,
    user_id    bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
  );
  CREATE INDEX sessions_expires_at ON sessions (expires_at);

  -- Sign-ins that failed lately, for the limit on them. What was typed as the username is kept as its SHA-256 only:
  -- it may be a password in the wrong field.
  CREATE TABLE sign_in_failures (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    network       cidr NOT NULL,
    username_hash bytea NOT NULL,
    failed_at     timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX sign_in_failures_network ON sign_in_failures (network, failed_at);
  CREATE INDEX sign_in_failures_failed_at ON sign_in_failures (failed_at);

  -- Who did what. Append-only: nothing in the program updates or deletes a row.
  CREATE TABLE audit_log (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at           timestamptz NOT NULL DEFAULT now(),
    actor        text NOT NULL,
    action       text NOT NULL,
    subject_type text NOT NULL,
    subject_id   text NOT NULL,
    details      jsonb NOT NULL DEFAULT '{}'
  );
  CREATE INDEX audit_log_subject ON audit_log (subject_type, subject_id, id);
`;

const TASKS = `
  CREATE TABLE task_runs (
    id              uuid PRIMARY KEY,
    task            text NOT NULL,
    queue           text NOT NULL,
    status          text NOT NULL DEFAULT 'PENDING'
                    CHECK (status IN ('PENDING', 'STARTED', 'RETRY', 'SUCCESS', 'FAILURE', 'REVOKED')),
    kwargs          jsonb NOT NULL DEFAULT '{}',
    result          jsonb,
    error           jsonb,
    priority        smallint NOT NULL DEFAULT 0 CHECK (priority BETWEEN 0 AND 9),
    -- Tries begun and not lost; a claim whose worker died counts in deliveries instead.
    attempt         integer NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    max_attempts    integer NOT NULL DEFAULT 1 CHECK (max_attempts >= 1),
    deliveries      integer NOT NULL DEFAULT 0 CHECK (deliveries >= 0),
    eta             timestamptz,
    expires         timestamptz,
    -- When the run may start (again): its eta, its creation, or the end of a retry's delay.
    due_at          timestamptz NOT NULL DEFAULT now(),
    -- The broker's copy: published_at is null while none is known to exist; publication numbers the copies.
    published_at    timestamptz,
    publication     integer NOT NULL DEFAULT 0,
    -- Held by the one worker that executes the run, for as long as it keeps the lease.
    token           uuid,
    lease_until     timestamptz,
    worker          text,
    schedule        text,
    slot            timestamptz,
    idempotency_key text UNIQUE,
    submitted_by    text,
    progress        jsonb,
    created_at      timestamptz NOT NULL DEFAULT now(),
    started_at      timestamptz,
    finished_at     timestamptz,
    CHECK ((status = 'STARTED') = (token IS NOT NULL)),
    CHECK ((status = 'STARTED') = (lease_until IS NOT NULL)),
    CHECK ((status IN ('SUCCESS', 'FAILURE', 'REVOKED')) = (finished_at IS NOT NULL))
  );
  -- What the reconciler looks for: due and unpublished; published but not begun; begun with a lease run out.
  CREATE INDEX task_runs_unpublished ON task_runs (due_at)
    WHERE status IN ('PENDING', 'RETRY') AND published_at IS NULL;
  CREATE INDEX task_runs_published ON task_runs (published_at)
    WHERE status IN ('PENDING', 'RETRY') AND published_at IS NOT NULL;
  CREATE INDEX task_runs_leases ON task_runs (lease_until) WHERE status = 'STARTED';
  CREATE INDEX task_runs_expires ON task_runs (expires)
    WHERE status IN ('PENDING', 'RETRY') AND expires IS NOT NULL;
  CREATE INDEX task_runs_unfinished_of_schedule ON task_runs (schedule)
    WHERE status IN ('PENDING', 'STARTED', 'RETRY');
  CREATE INDEX task_runs_schedule ON task_runs (schedule, id) WHERE schedule IS NOT NULL;
  CREATE INDEX task_runs_task ON task_runs (task, id);
  CREATE INDEX task_runs_status ON task_runs (status, id);
  CREATE INDEX task_runs_finished_at ON task_runs (finished_at) WHERE finished_at IS NOT NULL;

  -- What a run has committed so far through context.transaction, so that a later attempt goes on from there
  -- instead of doing it again.
  CREATE TABLE task_steps (
    run_id uuid NOT NULL REFERENCES task_runs ON DELETE CASCADE,
    step   integer NOT NULL,
    result jsonb,
    PRIMARY KEY (run_id, step)
  );

  -- Heartbeats of the processes that work (workers) and that keep time (schedulers).
  CREATE TABLE nodes (
    name         text PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('worker', 'scheduler')),
    host         text NOT NULL,
    pid          integer NOT NULL,
    queues       text[] NOT NULL DEFAULT '{}',
    concurrency  integer,
    started_at   timestamptz NOT NULL DEFAULT now(),
    heartbeat_at timestamptz NOT NULL DEFAULT now()
  );
`;

const SCHEDULES = `
  CREATE TABLE schedules (
    name            text PRIMARY KEY CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,99}$'),
    description     text NOT NULL DEFAULT '',
    task            text NOT NULL,
    kwargs          jsonb NOT NULL DEFAULT '{}',
    queue           text,
    priority        smallint NOT NULL DEFAULT 0 CHECK (priority BETWEEN 0 AND 9),
    cron            text NOT NULL,
    timezone        text NOT NULL,
    enabled         boolean NOT NULL DEFAULT true,
    overlap         text NOT NULL DEFAULT 'skip' CHECK (overlap IN ('skip', 'allow_all')),
    catch_up        text NOT NULL DEFAULT 'latest' CHECK (catch_up IN ('none', 'latest', 'all')),
    catch_up_window integer NOT NULL DEFAULT 604800 CHECK (catch_up_window >= 0), -- seconds
    source          text NOT NULL CHECK (source IN ('code', 'person')),
    -- A default that a person changed is theirs until reset: the code's declaration no longer overwrites it.
    customised      boolean NOT NULL DEFAULT false,
    -- Slots are owed after this moment: creation, enabling or the last change of timing, whichever came last. Null: from
    -- when an engine sees it.
    owed_from       timestamptz,
    -- Every slot up to this one has its row.
    last_slot       timestamptz,
    run_count       bigint NOT NULL DEFAULT 0,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now()
  );

  -- A change past the program, in SQL by hand, shows in that it leaves updated_at alone. Slots of a new timing, or of a
  -- schedule that is enabled again, are then owed from when an engine sees the change, and never those of the past.
  CREATE FUNCTION schedules_owe_anew() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    NEW.owed_from := NULL;
    NEW.updated_at := now();
    RETURN NEW;
  END $$;
  CREATE TRIGGER schedules_owe_anew BEFORE UPDATE ON schedules FOR EACH ROW
    WHEN (NEW.owed_from = OLD.owed_from
          AND NEW.updated_at = OLD.updated_at
          AND ((NEW.cron, NEW.timezone) <> (OLD.cron, OLD.timezone) OR (NEW.enabled AND NOT OLD.enabled)))
    EXECUTE FUNCTION schedules_owe_anew();

  -- Tells the engines of changes, whoever makes them; not of slots that were fired.
  CREATE FUNCTION schedules_tell() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_notify('mallkeeper_schedules', '');
    RETURN NULL;
  END $$;
  CREATE TRIGGER schedules_tell AFTER INSERT OR DELETE OR UPDATE OF cron, timezone, enabled ON schedules
    FOR EACH STATEMENT EXECUTE FUNCTION schedules_tell();

  -- One row for every slot that was owed: a run, or the reason why there is none. It outlives its schedule and run.
  CREATE TABLE schedule_slots (
    schedule   text NOT NULL,
    slot       timestamptz NOT NULL,
    outcome    text NOT NULL CHECK (outcome IN ('RUN', 'SKIPPED')),
    reason     text,
    run_id     uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (schedule, slot),
    CHECK ((outcome = 'RUN') = (run_id IS NOT NULL)),
    CHECK ((outcome = 'SKIPPED') = (reason IS NOT NULL))
  );
  CREATE INDEX schedule_slots_slot ON schedule_slots (slot);
`;

const MALL = `
  CREATE TABLE shops (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code          text NOT NULL UNIQUE CHECK (code <> ''),
    name          text NOT NULL CHECK (name <> ''),
    category      text,
    floor         text,
    area_sqm      numeric(10,2) CHECK (area_sqm > 0),
    manager_name  text,
    manager_email text,
    closed_at     timestamptz,
    -- What the last import of this row said, normalised: an equal row is skipped, a different one needs --update.
    import_digest bytea,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now()
  );

  CREATE TABLE tenants (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text NOT NULL UNIQUE CHECK (name <> ''),
    created_at timestamptz NOT NULL DEFAULT now()
  );

  CREATE TABLE contracts (
    id                 bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number             text NOT NULL UNIQUE CHECK (number <> ''),
    shop_id            bigint NOT NULL REFERENCES shops,
    tenant_id          bigint NOT NULL REFERENCES tenants,
    contact_name       text,
    contact_phone      text,
    contact_email      text,
    start_date         date NOT NULL,
    end_date           date NOT NULL,
    monthly_rent       numeric(14,2) NOT NULL CHECK (monthly_rent >= 0),
    management_fee     numeric(14,2) NOT NULL DEFAULT 0 CHECK (management_fee >= 0),
    billing_cycle      text NOT NULL CHECK (billing_cycle IN ('monthly', 'quarterly', 'yearly')),
    due_day            smallint NOT NULL CHECK (due_day BETWEEN 1 AND 31),
    rent_free_until    date,
    escalation_percent numeric(6,3) NOT NULL DEFAULT 0 CHECK (escalation_percent BETWEEN 0 AND 100),
    deposit            numeric(14,2) NOT NULL DEFAULT 0 CHECK (deposit >= 0),
    status             text NOT NULL
                       CHECK (status IN ('DRAFT', 'PENDING_REVIEW', 'ACTIVE', 'EXPIRED', 'TERMINATED', 'RENEWED')),
    -- First day of the first month whose blocks are billed here.
    billing_from       date NOT NULL CHECK (extract(day FROM billing_from) = 1),
    predecessor_id     bigint UNIQUE REFERENCES contracts,
    import_digest      bytea,
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now(),
    CHECK (start_date <= end_date),
    CONSTRAINT contracts_terms_apart EXCLUDE USING gist (
      shop_id WITH =, daterange(start_date, end_date, '[]') WITH &&
    ) WHERE (status IN ('ACTIVE', 'EXPIRED', 'TERMINATED', 'RENEWED'))
  );
  CREATE INDEX contracts_shop ON contracts (shop_id);
  CREATE INDEX contracts_tenant ON contracts (tenant_id);
  CREATE INDEX contracts_end ON contracts (end_date) WHERE status = 'ACTIVE';

  CREATE TABLE bills (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number       text NOT NULL UNIQUE,
    contract_id  bigint NOT NULL REFERENCES contracts,
    charge       text NOT NULL CHECK (charge IN ('RENT', 'MANAGEMENT')),
    -- First day of the billing block's first month.
    block        date NOT NULL CHECK (extract(day FROM block) = 1),
    -- 1 for the bill itself; a person who reissues a void one makes 2, 3, ...
    issue        smallint NOT NULL DEFAULT 1 CHECK (issue >= 1),
    period_start date NOT NULL,
    period_end   date NOT NULL,
    due_date     date NOT NULL,
    amount       numeric(14,2) NOT NULL CHECK (amount > 0),
    paid         numeric(14,2) NOT NULL DEFAULT 0 CHECK (paid >= 0),
    credited     numeric(14,2) NOT NULL DEFAULT 0 CHECK (credited >= 0),
    outstanding  numeric(14,2) NOT NULL GENERATED ALWAYS AS (amount - paid - credited) STORED
                 CHECK (outstanding >= 0),
    voided_at    timestamptz,
    void_reason  text,
    -- When the tenant was reminded of it, and of how many days overdue the tenant was told last.
    reminded_at  timestamptz,
    alert_stage  smallint NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT bills_once UNIQUE (contract_id, charge, block, issue),
    CHECK (period_start <= period_end),
    CHECK ((voided_at IS NULL) = (void_reason IS NULL)),
    CHECK (voided_at IS NULL OR (paid = 0 AND outstanding = 0))
  );
  CREATE INDEX bills_open_by_due_date ON bills (due_date, id) WHERE outstanding > 0;
  CREATE INDEX bills_due_date ON bills (due_date, id);
  CREATE INDEX bills_block ON bills (block, number);
  CREATE INDEX bills_created_at ON bills (created_at);
  CREATE INDEX bills_voided_at ON bills (voided_at) WHERE voided_at IS NOT NULL;

  CREATE TABLE payments (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    contract_id bigint NOT NULL REFERENCES contracts,
    bill_id     bigint NOT NULL REFERENCES bills,
    amount      numeric(14,2) NOT NULL CHECK (amount > 0),
    paid_at     timestamptz NOT NULL,
    method      text NOT NULL CHECK (method <> ''),
    -- The payer's or the bank's reference: recording the same one twice records it once.
    reference   text NOT NULL CHECK (reference <> ''),
    created_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT payments_once UNIQUE (contract_id, reference)
  );
  CREATE INDEX payments_bill ON payments (bill_id);
  CREATE INDEX payments_paid_at ON payments (paid_at);
`;

const NOTICES_REPORTS_BACKUPS = `
  CREATE TABLE notices (
    id           uuid PRIMARY KEY,
    -- Promise 5: one notice for one (subject, stage, recipient, channel), for ever. Rows are never deleted.
    subject      text NOT NULL,
    stage        text NOT NULL,
    recipient    text NOT NULL,
    channel      text NOT NULL CHECK (channel IN ('in-app', 'email')),
    -- The tasks' own words for what it is about: payment-reminder, overdue-alert, ...
    kind         text NOT NULL,
    address      text,
    title        text NOT NULL,
    body         text,
    status       text NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'SENT', 'FAILED')),
    attempts     integer NOT NULL DEFAULT 0,
    last_error   text,
    read_at      timestamptz,
    created_at   timestamptz NOT NULL DEFAULT now(),
    sent_at      timestamptz,
    failed_at    timestamptz,
    CONSTRAINT notices_once UNIQUE (subject, stage, recipient, channel),
    CHECK ((status = 'SENT') = (sent_at IS NOT NULL)),
    CHECK ((status = 'FAILED') = (failed_at IS NOT NULL)),
    CHECK ((channel = 'email') = (address IS NOT NULL))
  );
  CREATE INDEX notices_recipient ON notices (recipient, id);
  CREATE INDEX notices_unsent ON notices (created_at) WHERE status <> 'SENT';
  CREATE INDEX notices_created_at ON notices (created_at);
  CREATE INDEX notices_sent_at ON notices (sent_at) WHERE sent_at IS NOT NULL;
  CREATE INDEX notices_failed_at ON notices (failed_at) WHERE failed_at IS NOT NULL;
  CREATE INDEX notices_read_with_body ON notices (read_at) WHERE body IS NOT NULL AND read_at IS NOT NULL;

  CREATE TABLE reports (
    date       date PRIMARY KEY,
    data       jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  );

  CREATE TABLE backups (
    id             uuid PRIMARY KEY,
    -- The run that made it; the backup outlives it.
    run_id         uuid NOT NULL,
    file_name      text NOT NULL UNIQUE,
    status         text NOT NULL CHECK (status IN ('RUNNING', 'COMPLETE', 'VERIFIED', 'FAILED')),
    size_bytes     bigint CHECK (size_bytes > 0),
    sha256         text CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    schema_version text,
    server_version text,
    dump_version   text,
    error          text,
    started_at     timestamptz NOT NULL DEFAULT now(),
    finished_at    timestamptz,
    CHECK (status NOT IN ('COMPLETE', 'VERIFIED') OR (size_bytes IS NOT NULL AND sha256 IS NOT NULL))
  );
  -- However often a run is executed, it leaves one whole backup.
  CREATE UNIQUE INDEX backups_once ON backups (run_id) WHERE status IN ('COMPLETE', 'VERIFIED');
`;
