import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source.js';
import { migrate } from './migrate.js';
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

  it('refuse a database that a newer version has migrated', async () => {
    await database.dataSource.query(
      `INSERT INTO schema_migrations (timestamp, name) VALUES (9999999999999, 'FromTheFuture9999999999999')`,
    );
    await expect(migrate(database.settings)).rejects.toThrow(NewerSchemaError);
  });
});
