import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Accounts of tenants: an append-only list of entries, and where each payment and credit note went. What was recorded
 * before is entered as it happened.
 */
export class Accounts1764400000004 implements MigrationInterface {
  name = 'Accounts1764400000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(BILLS);
    await runner.query(CREDIT);
    await runner.query(ACCOUNTS);
    await runner.query(CARRIED_OVER);
    await runner.query(INDEXES);
    await runner.query(APPEND_ONLY);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup to go back.');
  }
}

const BILLS = `
  -- Beside the contract's own charges: what a person charges once, and fees for what is paid late.
  ALTER TABLE bills
    DROP CONSTRAINT bills_charge_check,
    DROP CONSTRAINT bills_once,
    -- 0 for the contract's own charges, of which there is one a block. One-off charges are numbered within their block
    -- from 1; for a late fee it is the id of the bill that is paid late, so that there is one a month for each.
    ADD COLUMN line bigint NOT NULL DEFAULT 0 CHECK (line >= 0),
    ADD COLUMN description text,
    -- What a person's system calls a one-off charge: sent twice, it is charged once.
    ADD COLUMN reference text CHECK (reference <> ''),
    ADD CONSTRAINT bills_charge_check CHECK (charge IN ('RENT', 'MANAGEMENT', 'OTHER', 'LATE_FEE')),
    ADD CONSTRAINT bills_line_of_charge CHECK ((charge IN ('RENT', 'MANAGEMENT')) = (line = 0)),
    ADD CONSTRAINT bills_once UNIQUE (contract_id, charge, block, line, issue);
  CREATE UNIQUE INDEX bills_reference ON bills (contract_id, reference) WHERE reference IS NOT NULL;
`;

const CREDIT = `
  -- What is taken back of a bill: all of it (VOID), what lies beyond an early end (TERMINATION), or as much as a person
  -- says (CORRECTION). It settles what is outstanding; what is left of it is the tenant's credit.
  CREATE TABLE credit_notes (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number      text NOT NULL UNIQUE,
    tenant_id   bigint NOT NULL REFERENCES tenants,
    bill_id     bigint NOT NULL REFERENCES bills,
    kind        text NOT NULL CHECK (kind IN ('VOID', 'TERMINATION', 'CORRECTION')),
    amount      numeric(14,2) NOT NULL CHECK (amount > 0),
    reason      text NOT NULL CHECK (reason <> ''),
    -- Of the amount: what has gone to bills and refunds, and the rest, which is the tenant's credit.
    applied     numeric(14,2) NOT NULL DEFAULT 0 CHECK (applied >= 0),
    unapplied   numeric(14,2) NOT NULL GENERATED ALWAYS AS (amount - applied) STORED CHECK (unapplied >= 0),
    -- What a person's system calls it: sent twice, there is one.
    reference   text CHECK (reference <> ''),
    created_by  text NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT credit_notes_once UNIQUE (bill_id, reference)
  );
  CREATE INDEX credit_notes_bill ON credit_notes (bill_id);
  CREATE INDEX credit_notes_credit ON credit_notes (tenant_id) WHERE unapplied > 0;

  ALTER TABLE payments
    ADD COLUMN tenant_id bigint REFERENCES tenants,
    ADD COLUMN applied numeric(14,2) NOT NULL DEFAULT 0 CHECK (applied >= 0),
    -- Paid back to the tenant, from this payment's own rest or from the tenant's other credit.
    ADD COLUMN refunded numeric(14,2) NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND amount),
    ADD COLUMN reversed_at timestamptz,
    ADD COLUMN reversal_reason text,
    ADD CONSTRAINT payments_reversal CHECK ((reversed_at IS NULL) = (reversal_reason IS NULL)),
    ADD CONSTRAINT payments_reversed_whole CHECK (reversed_at IS NULL OR (applied = 0 AND refunded = 0)),
    -- Null: paid on account, for whatever is due.
    ALTER COLUMN bill_id DROP NOT NULL;
  -- Until now every payment settled the bill that it was for. Before the generated column, which writes each row anew.
  UPDATE payments
  SET tenant_id = contracts.tenant_id, applied = payments.amount
  FROM contracts
  WHERE contracts.id = payments.contract_id;
  ALTER TABLE payments
    ALTER COLUMN tenant_id SET NOT NULL,
    ADD COLUMN unapplied numeric(14,2) NOT NULL
      GENERATED ALWAYS AS (CASE WHEN reversed_at IS NULL THEN amount - applied ELSE 0 END) STORED
      CHECK (unapplied >= 0);
  CREATE INDEX payments_credit ON payments (tenant_id) WHERE unapplied > 0;

  CREATE TABLE refunds (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id   bigint NOT NULL REFERENCES tenants,
    payment_id  bigint NOT NULL REFERENCES payments,
    amount      numeric(14,2) NOT NULL CHECK (amount > 0),
    reason      text NOT NULL CHECK (reason <> ''),
    -- The bank's reference of paying it back: recording the same one twice records it once.
    reference   text CHECK (reference <> ''),
    refunded_at timestamptz NOT NULL,
    created_by  text NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT refunds_once UNIQUE (payment_id, reference)
  );

  -- Where a payment or a credit note went: to a bill, or back to the tenant in a refund. Taking it away again is a
  -- negative one.
  CREATE TABLE allocations (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    payment_id     bigint REFERENCES payments,
    credit_note_id bigint REFERENCES credit_notes,
    bill_id        bigint REFERENCES bills,
    refund_id      bigint REFERENCES refunds,
    amount         numeric(14,2) NOT NULL CHECK (amount <> 0),
    -- From when on it counts: of a payment for a bill when it was paid, whenever that was recorded.
    at             timestamptz NOT NULL,
    CHECK (num_nonnulls(payment_id, credit_note_id) = 1),
    CHECK (num_nonnulls(bill_id, refund_id) = 1)
  );
`;

const ACCOUNTS = `
  -- A tenant's account: what it owes is the sum of its entries.
  CREATE TABLE account_entries (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id      bigint NOT NULL REFERENCES tenants,
    kind           text NOT NULL CHECK (kind IN ('BILL', 'CREDIT_NOTE', 'PAYMENT', 'REVERSAL', 'REFUND')),
    -- Above zero what the tenant owes more from then on, below zero what it owes less.
    amount         numeric(14,2) NOT NULL,
    at             timestamptz NOT NULL,
    -- By the database's clock, whatever the program's says: so that it can be told what was there at some moment.
    recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    bill_id        bigint REFERENCES bills,
    credit_note_id bigint REFERENCES credit_notes,
    payment_id     bigint REFERENCES payments,
    refund_id      bigint REFERENCES refunds,
    CHECK (CASE kind
             WHEN 'BILL' THEN amount > 0 AND num_nonnulls(credit_note_id, payment_id, refund_id) = 0
             WHEN 'CREDIT_NOTE' THEN amount < 0 AND num_nonnulls(bill_id, payment_id, refund_id) = 0
             WHEN 'PAYMENT' THEN amount < 0 AND num_nonnulls(bill_id, credit_note_id, refund_id) = 0
             WHEN 'REVERSAL' THEN amount > 0 AND num_nonnulls(bill_id, credit_note_id, refund_id) = 0
             WHEN 'REFUND' THEN amount > 0 AND num_nonnulls(bill_id, credit_note_id, payment_id) = 0
           END),
    CHECK (num_nonnulls(bill_id, credit_note_id, payment_id, refund_id) = 1)
  );
`;

const CARRIED_OVER = `
  INSERT INTO credit_notes (number, tenant_id, bill_id, kind, amount, reason, applied, created_by, created_at)
  SELECT format('CN1-%s', bills.number), contracts.tenant_id, bills.id, 'VOID', bills.credited, bills.void_reason,
         bills.credited, 'migration', bills.voided_at
  FROM bills
  JOIN contracts ON contracts.id = bills.contract_id
  WHERE bills.voided_at IS NOT NULL AND bills.credited > 0
  ORDER BY bills.voided_at, bills.id;

  INSERT INTO allocations (payment_id, bill_id, amount, at)
  SELECT id, bill_id, amount, paid_at FROM payments ORDER BY id;
  INSERT INTO allocations (credit_note_id, bill_id, amount, at)
  SELECT id, bill_id, amount, created_at FROM credit_notes ORDER BY id;

  INSERT INTO account_entries (tenant_id, kind, amount, at, recorded_at, bill_id, credit_note_id, payment_id)
  SELECT tenant_id, kind, amount, at, recorded_at, bill_id, credit_note_id, payment_id
  FROM (
    SELECT contracts.tenant_id, 'BILL' AS kind, bills.amount, bills.created_at AS at, bills.created_at AS recorded_at,
           bills.id AS bill_id, NULL::bigint AS credit_note_id, NULL::bigint AS payment_id
    FROM bills
    JOIN contracts ON contracts.id = bills.contract_id
    UNION ALL
    SELECT tenant_id, 'CREDIT_NOTE', -amount, created_at, created_at, NULL, id, NULL FROM credit_notes
    UNION ALL
    SELECT tenant_id, 'PAYMENT', -amount, paid_at, created_at, NULL, NULL, id FROM payments
  ) AS entries
  ORDER BY at;
`;

const INDEXES = `
  CREATE INDEX allocations_bill ON allocations (bill_id) WHERE bill_id IS NOT NULL;
  CREATE INDEX allocations_payment ON allocations (payment_id) WHERE payment_id IS NOT NULL;
  CREATE INDEX allocations_credit_note ON allocations (credit_note_id) WHERE credit_note_id IS NOT NULL;
  CREATE INDEX allocations_refund ON allocations (refund_id) WHERE refund_id IS NOT NULL;
  CREATE INDEX allocations_at ON allocations (at) WHERE bill_id IS NOT NULL;
  -- Each is entered once.
  CREATE UNIQUE INDEX account_entries_bill ON account_entries (bill_id) WHERE bill_id IS NOT NULL;
  CREATE UNIQUE INDEX account_entries_credit_note ON account_entries (credit_note_id) WHERE credit_note_id IS NOT NULL;
  CREATE UNIQUE INDEX account_entries_payment ON account_entries (payment_id, kind) WHERE payment_id IS NOT NULL;
  CREATE UNIQUE INDEX account_entries_refund ON account_entries (refund_id) WHERE refund_id IS NOT NULL;
  CREATE INDEX account_entries_tenant ON account_entries (tenant_id, at, id);
  CREATE INDEX account_entries_money ON account_entries (at) WHERE kind IN ('PAYMENT', 'REVERSAL', 'REFUND');
  -- They come in this order, or nearly.
  CREATE INDEX account_entries_recorded ON account_entries USING brin (recorded_at);
  ANALYZE bills, payments, credit_notes, allocations, account_entries;
`;

const APPEND_ONLY = `
  -- What is entered is never changed or deleted; only the demo mall, which is no money, may go as a whole. Of bills, credit
  -- notes and payments what is settled of them changes, and nothing that they say.
  CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'DELETE' AND current_setting('mallkeeper.removes_demo', true) = 'on' THEN
      RETURN OLD;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed or deleted: enter a correction instead', TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END $$;
  CREATE TRIGGER bills_append_only BEFORE DELETE OR UPDATE OF amount, contract_id, charge, block, number ON bills
    FOR EACH ROW EXECUTE FUNCTION append_only();
  CREATE TRIGGER credit_notes_append_only BEFORE DELETE OR UPDATE OF amount, tenant_id, bill_id, number ON credit_notes
    FOR EACH ROW EXECUTE FUNCTION append_only();
  CREATE TRIGGER payments_append_only
    BEFORE DELETE OR UPDATE OF amount, tenant_id, contract_id, bill_id, paid_at, reference ON payments
    FOR EACH ROW EXECUTE FUNCTION append_only();
  CREATE TRIGGER account_entries_append_only BEFORE UPDATE OR DELETE ON account_entries
    FOR EACH ROW EXECUTE FUNCTION append_only();
  CREATE TRIGGER allocations_append_only BEFORE UPDATE OR DELETE ON allocations
    FOR EACH ROW EXECUTE FUNCTION append_only();
  CREATE TRIGGER refunds_append_only BEFORE UPDATE OR DELETE ON refunds
    FOR EACH ROW EXECUTE FUNCTION append_only();
`;
