import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Templates, channels, preferences, and messages that hold several notices. */
export class Notices1764400000006 implements MigrationInterface {
  name = 'Notices1764400000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(MESSAGES);
    await runner.query(CARRIED_OVER);
    await runner.query(NOTICES);
    await runner.query(CIRCUITS);
    await runner.query(SETTLED_BY_PEOPLE);
    await runner.query(BILLS);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup to go back.');
  }
}

const MESSAGES = `
  -- What really goes out: one message to one address, which may tell of several notices. Its id is what a receiver
  -- recognises a repeat by.
  CREATE TABLE messages (
    id         uuid PRIMARY KEY,
    channel    text NOT NULL CHECK (channel IN ('email', 'sms', 'webhook')),
    recipient  text NOT NULL,
    -- Where it goes: an e-mail address, a telephone number, or the name of a group robot (its URL is a secret).
    address    text NOT NULL,
    kind       text NOT NULL,
    -- The mall's day whose notices of this kind it gathers; null: it gathers none, and tells of one notice alone.
    day        date,
    -- Null: it came with its text.
    language   text CHECK (language IN ('zh', 'en')),
    -- What its template is filled with, an entry a notice; of a composed one what its text tells of, until it is sent.
    items      jsonb CHECK (jsonb_typeof(items) = 'array'),
    -- Of each entry of items the notice that it came with.
    notice_ids uuid[],
    -- When it got its text, which stays the same from then on; nothing joins it any more.
    composed_at timestamptz,
    title      text,
    body       text,
    -- DROPPED: what it told of was settled before it went out.
    status     text NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'SENT', 'FAILED', 'DROPPED')),
    attempts   integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    last_error text,
    -- It is not sent before: quiet hours, the next morning, a channel that is out of order.
    not_before timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    sent_at    timestamptz,
    failed_at  timestamptz,
    -- When somebody stopped it: it is DROPPED for ever, and so is what it told of.
    cancelled_at timestamptz,
    -- At most one a day for each kind and address.
    CONSTRAINT messages_once_a_day UNIQUE (kind, recipient, channel, address, day),
    CHECK ((composed_at IS NULL) = (title IS NULL)),
    CHECK (cardinality(notice_ids) = jsonb_array_length(items)),
    CHECK ((status = 'SENT') = (sent_at IS NOT NULL)),
    CHECK ((status = 'FAILED') = (failed_at IS NOT NULL))
  );
  CREATE INDEX messages_waiting ON messages (channel, address) WHERE status = 'PENDING';
  CREATE INDEX messages_sent_at ON messages (sent_at) WHERE sent_at IS NOT NULL;
  CREATE INDEX messages_failed_at ON messages (failed_at) WHERE failed_at IS NOT NULL;
  CREATE INDEX messages_done_with_body ON messages (coalesce(sent_at, failed_at, created_at))
    WHERE (body IS NOT NULL OR items IS NOT NULL) AND status <> 'PENDING';
`;

const CARRIED_OVER = `
  -- An e-mail of before is a message of its own with the id that it had: deliveries under way find it, and one that is
  -- sent once more has the Message-ID that it had.
  INSERT INTO messages (id, channel, recipient, address, kind, composed_at, title, body, status, attempts, last_error,
                        created_at, sent_at, failed_at)
  SELECT id, channel, recipient, address, kind, created_at, title, body, status, attempts, last_error, created_at, sent_at,
         failed_at
  FROM notices
  WHERE channel = 'email';
`;

const NOTICES = `
  ALTER TABLE notices
    -- Checked at the commit: notices are written first, because they decide what is new.
    ADD COLUMN message_id uuid REFERENCES messages DEFERRABLE INITIALLY DEFERRED,
    DROP CONSTRAINT notices_channel_check,
    DROP CONSTRAINT notices_status_check,
    DROP CONSTRAINT notices_check2;
  UPDATE notices SET message_id = id, body = NULL WHERE channel = 'email';
  SET CONSTRAINTS ALL IMMEDIATE;
  ALTER TABLE notices
    ADD CONSTRAINT notices_channel_check CHECK (channel IN ('in-app', 'email', 'sms', 'webhook')),
    ADD CONSTRAINT notices_status_check CHECK (status IN ('PENDING', 'SENT', 'FAILED', 'DROPPED')),
    ADD CONSTRAINT notices_message CHECK ((channel = 'in-app') = (message_id IS NULL)),
    ADD CONSTRAINT notices_address CHECK ((channel = 'in-app') = (address IS NULL)),
    DROP COLUMN attempts,
    DROP COLUMN last_error;
  CREATE INDEX notices_message_id ON notices (message_id) WHERE message_id IS NOT NULL;
  -- What failed is few among many.
  CREATE INDEX notices_failed ON notices (id) WHERE status = 'FAILED';
  CREATE INDEX notices_pending ON notices (id) WHERE status = 'PENDING';
  DROP INDEX notices_unsent, notices_read_with_body;
  CREATE INDEX notices_done_with_body ON notices (coalesce(read_at, created_at))
    WHERE body IS NOT NULL AND (read_at IS NOT NULL OR recipient LIKE 'tenant:%');

  -- A notice's outcome is its message's, whoever changes that; so lists and counts of notices need no join. One that was
  -- settled before its message was composed stays DROPPED.
  CREATE FUNCTION messages_tell_notices() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    UPDATE notices
    SET status = NEW.status, sent_at = NEW.sent_at, failed_at = NEW.failed_at
    WHERE message_id = NEW.id AND (status <> 'DROPPED' OR OLD.status = 'DROPPED');
    RETURN NULL;
  END $$;
  CREATE TRIGGER messages_tell_notices AFTER UPDATE OF status, sent_at, failed_at ON messages FOR EACH ROW
    WHEN ((OLD.status, OLD.sent_at, OLD.failed_at) IS DISTINCT FROM (NEW.status, NEW.sent_at, NEW.failed_at))
    EXECUTE FUNCTION messages_tell_notices();
`;

const CIRCUITS = `
  -- Whether what carries messages works: 'email', 'sms', 'webhook:<robot>'. No row: nothing was ever wrong.
  CREATE TABLE circuits (
    name       text PRIMARY KEY,
    -- In a row, of the transport and not of one address.
    failures   integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
    -- Null: closed. Before it nothing is sent; after it one message is let through, which moves it.
    open_until timestamptz,
    opened_at  timestamptz,
    last_error text,
    CHECK ((open_until IS NULL) = (opened_at IS NULL))
  );
`;

const SETTLED_BY_PEOPLE = `
  -- In place of the texts that come with the program.
  CREATE TABLE notification_templates (
    kind       text NOT NULL,
    channel    text NOT NULL CHECK (channel IN ('in-app', 'email', 'sms', 'webhook')),
    language   text NOT NULL CHECK (language IN ('zh', 'en')),
    title      text NOT NULL,
    body       text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now(),
    changed_by text NOT NULL,
    PRIMARY KEY (kind, channel, language)
  );

  CREATE TABLE notification_preferences (
    recipient   text PRIMARY KEY,
    language    text CHECK (language IN ('zh', 'en')),
    -- By kind the channels beside the inbox over which it may come; a kind that is not named comes over all.
    channels    jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(channels) = 'object'),
    -- In the mall's time zone; the same time twice: never quiet. Null: what the settings say.
    quiet_from  time,
    quiet_until time,
    changed_at  timestamptz NOT NULL DEFAULT now(),
    changed_by  text NOT NULL,
    CHECK ((quiet_from IS NULL) = (quiet_until IS NULL))
  );
`;

const BILLS = `
  -- Notices go tenant by tenant: what is open of a few contracts is found without reading what was paid years ago.
  CREATE INDEX IF NOT EXISTS bills_open_of_contract ON bills (contract_id, due_date) WHERE outstanding > 0;
`;
