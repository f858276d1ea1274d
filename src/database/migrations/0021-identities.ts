import type { QueryRunner } from 'typeorm';
import type { ExpandingMigration } from '../expanding-migration.js';

/** Users who sign in with an OpenID Connect provider. */
export class Identities1764700000021 implements ExpandingMigration {
  name = 'Identities1764700000021';
  readonly onlyExpands = true;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(IDENTITIES);
    await runner.query(SIGN_INS);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup to go back.');
  }
}

const IDENTITIES = `
  -- Who somebody is at the provider. Names and addresses there can be given to others; the subject never is.
  CREATE TABLE user_identities (
    issuer     text NOT NULL,
    subject    text NOT NULL,
    user_id    bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (issuer, subject)
  );
  CREATE INDEX user_identities_of_user ON user_identities (user_id);
`;

const SIGN_INS = `
  -- Sign-ins that have been begun and not come back from the provider yet. Each is taken once.
  CREATE TABLE oidc_sign_ins (
    -- SHA-256 of what the browser keeps meanwhile.
    token_hash    bytea PRIMARY KEY,
    state         text NOT NULL,
    nonce         text NOT NULL,
    code_verifier text NOT NULL,
    return_to     text NOT NULL,
    expires_at    timestamptz NOT NULL
  );
  CREATE INDEX oidc_sign_ins_expiry ON oidc_sign_ins (expires_at);
`;
