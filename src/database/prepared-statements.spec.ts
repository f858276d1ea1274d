import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { dataSourceOptions } from './data-source.js';
import { PREPARED } from './prepared-statements.js';

describe('a statement that is marked', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  /** Executes it six times on one connection, and says how often the connection has planned it, and for how many all the same. */
  const executed = async (pooler: boolean): Promise<object[]> => {
    const { settings } = database;
    const dataSource = await new DataSource(
      dataSourceOptions({
        ...settings,
        DATABASE_POOL_SIZE: 1,
        DATABASE_DIRECT_URL: pooler ? settings.DATABASE_URL : undefined,
      }),
    ).initialize();
    try {
      for (let time = 1; time <= 6; time += 1) {
        expect(await dataSource.query(`SELECT $1::integer AS time ${PREPARED}`, [time])).toEqual([{ time }]);
        expect(await dataSource.query('SELECT $1::integer AS time', [time])).toEqual([{ time }]);
      }
      return await dataSource.query<object[]>(
        'SELECT statement, custom_plans::integer AS custom, generic_plans::integer AS generic FROM pg_prepared_statements',
      );
    } finally {
      await dataSource.destroy();
    }
  };

  it('is prepared once for each connection, and no other is', async () => {
    expect(await executed(false)).toEqual([
      { statement: 'SELECT $1::integer AS time /* prepared */', custom: 5, generic: 1 },
    ]);
  });

  it('is not prepared behind a pooler, which may not know of it', async () => {
    expect(await executed(true)).toEqual([]);
  });
});
