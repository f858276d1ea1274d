import type { QueryRunner } from 'typeorm';
import type { ExpandingMigration } from '../expanding-migration.js';

/** Roles, sessions that can be listed and ended, API keys, and an audit log that cannot be rewritten. */
export class Access1764700000017 implements ExpandingMigration {
  name = 'Access1764700000017';
  readonly onlyExpands = true;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(USERS);
    await runner.query(SESSIONS);
    await runner.query(KEYS);
    await runner.query(AUDIT);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup to go back.');
  }
}

const USERS = `
  ALTER TABLE users
    DROP CONSTRAINT users_role_check,
    ADD CONSTRAINT users_role_check
      CHECK (role IN ('viewer', 'operator', 'finance', 'leasing', 'manager', 'administrator')),
    ADD COLUMN name text CHECK (name <> ''),
    ADD COLUMN email text CHECK (email <> ''),
    ADD COLUMN disabled_at timestamptz,
    -- Somebody else has chosen the password: its owner chooses another one before anything else.
    ADD COLUMN must_change_password boolean NOT NULL DEFAULT false;
`;

const SESSIONS = `
  -- A session lasts until expires_at; what its holder shows is in session_tokens. Only versions before this one look for
  -- token_hash, and what they wrote there goes on being valid.
  ALTER TABLE sessions
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    ALTER COLUMN token_hash SET DEFAULT sha256(convert_to(gen_random_uuid()::text, 'UTF8')),
    ADD COLUMN last_used_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN address inet,
    ADD COLUMN user_agent text,
    -- Of one that is prolonged by using it: the moment that it is never prolonged past.
    ADD COLUMN ends_at timestamptz,
    -- Who keeps the token; null: a version that does not know of roles.
    ADD COLUMN client text CHECK (client IN ('browser', 'program'));
  CREATE INDEX sessions_of_user ON sessions (user_id, created_at);

  CREATE TABLE session_tokens (
    token_hash bytea PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    kind       text NOT NULL CHECK (kind IN ('access', 'refresh')),
    expires_at timestamptz NOT NULL,
    -- Of a refresh token: when it was exchanged for another one.
    used_at    timestamptz
  );
  CREATE INDEX session_tokens_session ON session_tokens (session_id);

  -- A version that does not know of roles would let everybody do everything: it lets in administrators only.
  CREATE FUNCTION refuse_roles_unknown() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.client IS NULL AND NOT EXISTS (
      SELECT FROM users
      WHERE id = NEW.user_id AND role = 'administrator' AND disabled_at IS NULL AND NOT must_change_password
    ) THEN
      RAISE EXCEPTION 'this version of the program does not know the role of the user: sign in at a newer one'
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER sessions_of_known_roles BEFORE INSERT ON sessions
    FOR EACH ROW EXECUTE FUNCTION refuse_roles_unknown();

  -- Failures with one username, wherever they come from.
  CREATE INDEX sign_in_failures_username ON sign_in_failures (username_hash, failed_at);
`;

const KEYS = `
  -- What programs show instead of a password, kept as its SHA-256 only. What a key permits is at most what its owner may
  -- do at that moment.
  CREATE TABLE api_keys (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id      bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    name         text NOT NULL CHECK (name <> ''),
    -- The first characters of the key, by which people recognise it.
    prefix       text NOT NULL,
    token_hash   bytea NOT NULL UNIQUE,
    scopes       text[] NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    last_used_at timestamptz,
    revoked_at   timestamptz
  );
  CREATE INDEX api_keys_of_user ON api_keys (user_id, created_at);
`;

const AUDIT = `
  -- What was done stays done. Only whoever owns the table can take this away, and the program never does.
  CREATE FUNCTION audit_log_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'entries of the audit log are never changed or deleted'
      USING ERRCODE = 'integrity_constraint_violation';
  END $$;
  CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_append_only();
`;
