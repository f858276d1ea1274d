import type { MigrationInterface, QueryRunner } from 'typeorm';

/** That nothing runs while a backup is restored, and that nothing goes out afterwards until somebody says so. */
export class Standstill1764500000010 implements MigrationInterface {
  name = 'Standstill1764500000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(STANDSTILL);
  }

  down(): Promise<void> {
    throw new Error('Migrations go forward only: restore a backup to go back.');
  }
}

const STANDSTILL = `
  -- At most one row. While it holds, no run is claimed, no slot is fired and no request changes anything. Whoever wants the
  -- standstill renews it; when that process dies, everything goes on by itself.
  CREATE TABLE standstill (
    reason text NOT NULL,
    since  timestamptz NOT NULL DEFAULT now(),
    until  timestamptz NOT NULL
  );
  CREATE UNIQUE INDEX standstill_only_one ON standstill ((true));

  -- At most one row. While it is there, no message leaves.
  CREATE TABLE notification_hold (
    reason  text NOT NULL,
    held_by text NOT NULL,
    since   timestamptz NOT NULL DEFAULT now()
  );
  CREATE UNIQUE INDEX notification_hold_only_one ON notification_hold ((true));
`;
