import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The whole life of a contract: early ends, successors, documents. */
export class Leasing1764400000005 implements MigrationInterface {
  name = 'Leasing1764400000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ENDINGS);
    await runner.query(LISTS);
    await runner.query(DOCUMENTS);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup to go back.');
  }
}

const ENDINGS = `
  -- What is known of a contract that ended early: its end date has moved, and these say from where and why.
  ALTER TABLE contracts
    ADD COLUMN original_end_date  date,
    ADD COLUMN terminated_at      timestamptz,
    ADD COLUMN terminated_by      text,
    ADD COLUMN termination_reason text,
    ADD CONSTRAINT contracts_termination CHECK (
      num_nonnulls(original_end_date, terminated_at, terminated_by, termination_reason) IN (0, 4)
    ),
    ADD CONSTRAINT contracts_ended_early CHECK (end_date < original_end_date);
`;

const LISTS = `
  -- What people search by, in lower case: to fold 100,000 rows anew for each search takes longer than to read them.
  ALTER TABLE contracts ADD COLUMN search_text text NOT NULL GENERATED ALWAYS AS (
    lower(number || ' ' || coalesce(contact_name, '') || ' ' || coalesce(contact_phone, '') || ' '
          || coalesce(contact_email, ''))
  ) STORED;
  ALTER TABLE tenants ADD COLUMN search_text text NOT NULL GENERATED ALWAYS AS (lower(name)) STORED;

  -- The orders of the list; and which of a shop's contracts holds on a day.
  CREATE INDEX contracts_by_end ON contracts (end_date, id);
  CREATE INDEX contracts_by_start ON contracts (start_date, id);
  CREATE INDEX contracts_of_shop ON contracts (shop_id, start_date)
    WHERE status IN ('ACTIVE', 'EXPIRED', 'TERMINATED', 'RENEWED');
  CREATE INDEX shops_by_name ON shops (name, id);
`;

const DOCUMENTS = `
  -- Files that belong to a contract. They are kept here, in pieces, so that every machine sees them and every backup
  -- has them.
  CREATE TABLE contract_documents (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    contract_id bigint NOT NULL REFERENCES contracts ON DELETE CASCADE,
    -- As its sender calls it: for people only, never a path.
    name        text NOT NULL CHECK (name <> ''),
    media_type  text NOT NULL,
    size_bytes  bigint NOT NULL CHECK (size_bytes > 0),
    sha256      text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    added_by    text NOT NULL,
    added_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT contract_documents_once UNIQUE (contract_id, sha256)
  );

  CREATE TABLE contract_document_chunks (
    document_id bigint NOT NULL REFERENCES contract_documents ON DELETE CASCADE,
    position    integer NOT NULL CHECK (position >= 0),
    bytes       bytea NOT NULL CHECK (length(bytes) > 0),
    PRIMARY KEY (document_id, position)
  );
  -- Such files are compressed already.
  ALTER TABLE contract_document_chunks ALTER COLUMN bytes SET STORAGE EXTERNAL;
`;
