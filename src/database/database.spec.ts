import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { migrate } from './migrate.js';
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

  it('refuse a database that a newer version has migrated', async () => {
    await database.dataSource.query(
      `INSERT INTO schema_migrations (timestamp, name) VALUES (9999999999999, 'FromTheFuture9999999999999')`,
    );
    await expect(migrate(database.settings)).rejects.toThrow(NewerSchemaError);
  });
});
