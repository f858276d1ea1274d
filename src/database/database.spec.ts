import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source.js';
import { migrate, pendingMigrations, schemaState } from './migrate.js';
import { migrations } from './migrations/index.js';
import { NewerSchemaError } from './newer-schema.error.js';

describe('migrations', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('have nothing left to do on a migrated database', async () => {
    expect(await migrate(database.settings)).toEqual([]);
  });

  it('carry e-mails of before over to messages with the ids that they had', async () => {
    const name = `mallkeeper_spec_${randomBytes(6).toString('hex')}`;
    await database.dataSource.query(`CREATE DATABASE ${name}`);
    const url = new URL(database.settings.DATABASE_URL ?? '');
    url.pathname = `/${name}`;
    const settings = { ...database.settings, DATABASE_URL: url.href };
    const old = await new DataSource({
      ...dataSourceOptions(settings),
      migrations: migrations.slice(0, 3),
    }).initialize();
    await old.runMigrations();
    await old.query(`
      INSERT INTO notices (id, subject, stage, recipient, channel, kind, address, title, body, status, attempts,
                           last_error, sent_at, failed_at)
      SELECT gen_random_uuid(), status, 'reminder', 'tenant:1', channel, 'payment-reminder',
             CASE channel WHEN 'email' THEN 'a@shop.example' END, 'title', 'body of ' || status, status, 3, 'why',
             CASE status WHEN 'SENT' THEN now() END, CASE status WHEN 'FAILED' THEN now() END
      FROM unnest('{SENT,PENDING,FAILED}'::text[]) AS status, unnest('{email,in-app}'::text[]) AS channel`);
    await old.destroy();
    await migrate(settings);
    const migrated = await new DataSource(dataSourceOptions(settings)).initialize();
    const rows = await migrated.query<object[]>(
      `SELECT notices.subject, notices.channel, notices.body, message_id = notices.id AS same, messages.body AS says,
              messages.status, messages.attempts, messages.last_error AS error
       FROM notices
       LEFT JOIN messages ON messages.id = message_id
       ORDER BY notices.channel, notices.subject`,
    );
    const carried = (status: string): object => ({
      subject: status,
      channel: 'email',
      body: null,
      same: true,
      says: `body of ${status}`,
      status,
      attempts: 3,
      error: 'why',
    });
    const kept = (status: string): object => ({
      subject: status,
      channel: 'in-app',
      body: `body of ${status}`,
      same: null,
      says: null,
      status: null,
      attempts: null,
      error: null,
    });
    const statuses = ['FAILED', 'PENDING', 'SENT'];
    expect(rows).toEqual([...statuses.map(carried), ...statuses.map(kept)]);
    await migrated.destroy();
    await database.dataSource.query(`DROP DATABASE ${name} WITH (FORCE)`);
  });

  it('enter what was billed, paid and void before in the accounts of the tenants', async () => {
    const name = `${new URL(database.settings.DATABASE_URL ?? '').pathname.slice(1)}_accounts`;
    await database.dataSource.query(`CREATE DATABASE ${name}`);
    const url = new URL(database.settings.DATABASE_URL ?? '');
    url.pathname = `/${name}`;
    const settings = { ...database.settings, DATABASE_URL: url.href };
    const old = await new DataSource({
      ...dataSourceOptions(settings),
      migrations: migrations.slice(0, 3),
    }).initialize();
    await old.runMigrations();
    await old.query(`
      INSERT INTO shops (code, name) VALUES ('S1', 'one');
      INSERT INTO tenants (name) VALUES ('Ann');
      INSERT INTO contracts (number, shop_id, tenant_id, start_date, end_date, monthly_rent, billing_cycle, due_day, status,
                             billing_from)
      SELECT 'C1', shops.id, tenants.id, '2026-01-01', '2026-12-31', 100, 'monthly', 5, 'ACTIVE', '2026-01-01'
      FROM shops, tenants;
      INSERT INTO bills (number, contract_id, charge, block, period_start, period_end, due_date, amount, paid, credited,
                         voided_at, void_reason)
      SELECT 'B' || n, contracts.id, 'RENT', date '2026-01-01' + make_interval(months => n), '2026-01-01', '2026-01-31',
             '2026-01-05', 100, CASE n WHEN 1 THEN 60 ELSE 0 END, CASE n WHEN 2 THEN 100 ELSE 0 END,
             CASE n WHEN 2 THEN timestamptz '2026-02-01' END, CASE n WHEN 2 THEN 'wrong' END
      FROM contracts, generate_series(1, 3) AS n;
      INSERT INTO payments (contract_id, bill_id, amount, paid_at, method, reference)
      SELECT contract_id, id, 60, '2026-01-03', 'cash', 'R1' FROM bills WHERE number = 'B1'`);
    await old.destroy();
    await migrate(settings);
    const migrated = await new DataSource(dataSourceOptions(settings)).initialize();
    expect(
      await migrated.query<object[]>(
        `SELECT entries.kind, entries.amount::text, coalesce(bills.number, credit_notes.number, payments.reference) AS of
         FROM account_entries AS entries
         LEFT JOIN bills ON bills.id = entries.bill_id
         LEFT JOIN credit_notes ON credit_notes.id = entries.credit_note_id
         LEFT JOIN payments ON payments.id = entries.payment_id
         ORDER BY entries.kind, of`,
      ),
    ).toEqual([
      { kind: 'BILL', amount: '100.00', of: 'B1' },
      { kind: 'BILL', amount: '100.00', of: 'B2' },
      { kind: 'BILL', amount: '100.00', of: 'B3' },
      { kind: 'CREDIT_NOTE', amount: '-100.00', of: 'CN1-B2' },
      { kind: 'PAYMENT', amount: '-60.00', of: 'R1' },
    ]);
    expect(
      await migrated.query(
        `SELECT bills.number, sum(allocations.amount)::text AS settled, max(payments.unapplied)::text AS credit
         FROM allocations
         JOIN bills ON bills.id = allocations.bill_id
         LEFT JOIN payments ON payments.id = allocations.payment_id
         GROUP BY bills.number
         ORDER BY bills.number`,
      ),
    ).toEqual([
      { number: 'B1', settled: '60.00', credit: '0.00' },
      { number: 'B2', settled: '100.00', credit: null },
    ]);
    await migrated.destroy();
    await database.dataSource.query(`DROP DATABASE ${name} WITH (FORCE)`);
  });

  it('are missing, or of a newer version, for whoever asks how the schema stands', async () => {
    const { dataSource } = database;
    expect(await schemaState(dataSource)).toBe('current');
    const undo = dataSource.createQueryRunner();
    const asked = {
      migrations: dataSource.migrations,
      query: undo.query.bind(undo),
    } as unknown as DataSource;
    await undo.startTransaction();
    await undo.query(`INSERT INTO schema_migrations (timestamp, name) VALUES (9999999999999, 'Newer')`);
    expect(await schemaState(asked)).toBe('newer');
    await undo.query(`DELETE FROM schema_migrations WHERE name LIKE 'Observability%'`);
    expect(await schemaState(asked)).toBe('pending');
    await undo.rollbackTransaction();
    await undo.release();
  });

  it('go on with what a newer version has only added', async () => {
    const { dataSource } = database;
    await dataSource.query(
      `INSERT INTO schema_migrations (timestamp, name) VALUES (9999999999998, 'Added9999999999998')`,
    );
    await dataSource.query(`INSERT INTO schema_expansions VALUES ('Added9999999999998')`);
    expect(await migrate(database.settings)).toEqual([]);
    expect(await pendingMigrations(database.settings)).toEqual([]);
  });

  it('refuse a database that a newer version has migrated', async () => {
    await database.dataSource.query(
      `INSERT INTO schema_migrations (timestamp, name) VALUES (9999999999999, 'FromTheFuture9999999999999')`,
    );
    await expect(migrate(database.settings)).rejects.toThrow(NewerSchemaError);
  });
});
