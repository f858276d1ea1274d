import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { databaseContents, type DatabaseContents, differences } from './database-contents.js';
import { drop, sibling, withServer } from './scratch-database.js';

const TABLES = `
  CREATE TABLE bills (
    id bigint PRIMARY KEY, due date, at timestamptz, amount numeric(12,2), share float8, term interval, paper bytea,
    notes jsonb, tags text[], remark text, twice numeric GENERATED ALWAYS AS (amount * 2) STORED
  );
  CREATE TABLE old_bills (LIKE bills INCLUDING ALL);
  CREATE TABLE doubled (word text);
  CREATE SCHEMA "Odd schema";
  CREATE TABLE "Odd schema"."a ""table""" (" " text);
  CREATE TABLE no_columns ();
  CREATE TABLE places (code text) PARTITION BY LIST (code);
  CREATE TABLE places_a PARTITION OF places FOR VALUES IN ('a');
  CREATE VIEW seen AS SELECT id FROM bills;
  CREATE TEMPORARY TABLE passing (id integer)`;

const rows = (order: 'ASC' | 'DESC'): string => `
  INSERT INTO bills
  SELECT number, date '2026-01-30' + number, timestamptz '2026-01-30 20:00+08' + number * interval '1 hour', number / 3.0,
         0.1 * number, number * interval '26 hours', decode(md5(number::text), 'hex'),
         jsonb_build_object('number', number), ARRAY['a', NULL, number::text], nullif('店铺 ' || number, '店铺 7')
  FROM generate_series(1, 50) AS number
  ORDER BY number ${order};
  INSERT INTO doubled VALUES ('x'), ('x'), ('y');
  INSERT INTO places VALUES ('a');
  INSERT INTO "Odd schema"."a ""table""" VALUES ('z')`;

describe('the contents of a database', () => {
  const url = process.env.TEST_DATABASE_URL ?? '';
  const names = [0, 1].map(() => `mallkeeper_spec_${randomBytes(6).toString('hex')}`);
  let client: pg.Client;
  let expected: DatabaseContents;

  const connect = async (name: string): Promise<pg.Client> => {
    const connected = new pg.Client({ connectionString: sibling(url, name) });
    await connected.connect();
    return connected;
  };

  const fill = async (name: string, order: 'ASC' | 'DESC'): Promise<pg.Client> => {
    await withServer(url, (server) => server.query(`CREATE DATABASE ${name}`));
    const connected = await connect(name);
    await connected.query(TABLES);
    await connected.query(rows(order));
    return connected;
  };

  const contents = async (of = client): Promise<DatabaseContents> => {
    await of.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    try {
      return await databaseContents(of);
    } finally {
      await of.query('ROLLBACK');
    }
  };

  /** What differs after a change that is taken back. */
  const after = async (change: string): Promise<string[]> => {
    await client.query('BEGIN');
    try {
      await client.query(change);
      return differences(expected, await databaseContents(client));
    } finally {
      await client.query('ROLLBACK');
    }
  };

  beforeAll(async () => {
    client = await fill(names[0]!, 'ASC');
    expected = await contents();
  });
  afterAll(async () => {
    await client.end();
    await withServer(url, async (server) => {
      for (const name of names) await drop(server, name);
    });
  });

  it('have all tables with their rows, and neither temporary ones nor those that only stand for others', () => {
    expect(
      Object.fromEntries(Object.entries(expected.tables).map(([name, table]) => [name, table.rows])),
    ).toEqual({
      'Odd schema.a "table"': 1,
      'public.bills': 50,
      'public.doubled': 3,
      'public.no_columns': 0,
      'public.old_bills': 0,
      'public.places_a': 1,
    });
    expect(expected.objects).toMatchObject({ index: 2, view: 1 });
  });

  it('are the same for the same rows in another order', async () => {
    const other = await fill(names[1]!, 'DESC');
    try {
      expect(await contents(other)).toEqual(expected);
    } finally {
      await other.end();
    }
  });

  it('are the same in a session that writes values in another way', async () => {
    for (const setting of [
      `timezone = 'America/St_Johns'`,
      `datestyle = 'German, DMY'`,
      `intervalstyle = 'sql_standard'`,
      `bytea_output = 'escape'`,
      `extra_float_digits = -10`,
      `xmlbinary = 'hex'`,
      `search_path = '"Odd schema"'`,
      `enable_seqscan = off`,
    ]) {
      await client.query(`SET ${setting}`);
      expect([setting, await contents()]).toEqual([setting, expected]);
      await client.query('RESET ALL');
    }
  });

  it('leave the session as it was', async () => {
    await client.query(`SET timezone = 'Asia/Tokyo'`);
    await contents();
    expect((await client.query('SHOW timezone')).rows).toEqual([{ TimeZone: 'Asia/Tokyo' }]);
    await client.query('RESET ALL');
  });

  it.each([
    ['a date', 'due = due + 1'],
    ['a moment, by a microsecond', `at = at + interval '1 microsecond'`],
    ['an amount, by a cent', 'amount = amount + 0.01'],
    ['a number, by its last bit', 'share = share + 1e-15'],
    ['an interval', `term = term + interval '1 second'`],
    ['one byte', 'paper = set_byte(paper, 15, get_byte(paper, 15) # 1)'],
    ['a text, by a space', `remark = remark || ' '`],
    ['nothing, which was something', 'remark = NULL'],
    ['JSON', `notes = notes || '{"more": null}'`],
    ['a list', `tags = ARRAY['a', 'NULL', '3']`],
  ])('differ when one value is another one: %s', async (_what, change) => {
    expect(await after(`UPDATE bills SET ${change} WHERE id = 3`)).toEqual([
      'Rows of the table public.bills differ.',
    ]);
  });

  it('tell nothing from the empty text', async () => {
    expect(await after(`UPDATE bills SET remark = '' WHERE id = 7`)).toEqual([
      'Rows of the table public.bills differ.',
    ]);
  });

  it('differ when two rows have exchanged a value', async () => {
    const exchange = `UPDATE bills SET remark = (SELECT remark FROM bills AS other WHERE other.id = 7 - bills.id) WHERE id IN (3, 4)`;
    expect(await after(exchange)).toEqual(['Rows of the table public.bills differ.']);
  });

  it('differ when a row has gone to another table of the same shape', async () => {
    const move = `INSERT INTO old_bills SELECT id, due, at, amount, share, term, paper, notes, tags, remark FROM bills WHERE id = 3; DELETE FROM bills WHERE id = 3`;
    expect(await after(move)).toEqual([
      'The table public.bills has 49 rows instead of 50.',
      'The table public.old_bills has 1 rows instead of 0.',
    ]);
  });

  it('differ when a row is there twice, also in the place of another double', async () => {
    expect(await after(`INSERT INTO doubled VALUES ('y')`)).toEqual([
      'The table public.doubled has 4 rows instead of 3.',
    ]);
    expect(await after(`DELETE FROM doubled; INSERT INTO doubled VALUES ('x'), ('y'), ('y')`)).toEqual([
      'Rows of the table public.doubled differ.',
    ]);
    expect(await after(`DELETE FROM doubled; INSERT INTO doubled VALUES ('y'), ('z'), ('z')`)).toEqual([
      'Rows of the table public.doubled differ.',
    ]);
  });

  it('leave generated columns out, which follow from the others', async () => {
    expect(
      await after(
        'ALTER TABLE bills DROP COLUMN twice; ALTER TABLE bills ADD COLUMN twice numeric GENERATED ALWAYS AS (amount * 3) STORED',
      ),
    ).toEqual([]);
  });

  it('leave out columns that were dropped', async () => {
    expect(
      await after('ALTER TABLE bills ADD COLUMN passing integer; ALTER TABLE bills DROP COLUMN passing'),
    ).toEqual([]);
  });

  it('differ when a table, an index, a trigger or a constraint is missing or added', async () => {
    expect(await after('DROP TABLE old_bills')).toEqual(
      expect.arrayContaining([
        'The table public.old_bills is missing.',
        'Of the kind index there are 1 objects instead of 2.',
      ]),
    );
    expect(await after('CREATE TABLE more ()')).toEqual([
      'There is a table public.more that should not be there.',
    ]);
    expect(await after('ALTER TABLE bills ADD CHECK (amount > 0)')).toEqual([
      'Of the kind constraint there are 3 objects instead of 2.',
    ]);
    expect(await after('DROP VIEW seen')).toEqual(['Of the kind view there are 0 objects instead of 1.']);
    expect(
      await after(
        `CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
         CREATE TRIGGER nothing AFTER INSERT ON bills EXECUTE FUNCTION nothing()`,
      ),
    ).toEqual(
      expect.arrayContaining([
        'Of the kind function there are 1 objects instead of 0.',
        'Of the kind trigger there are 1 objects instead of 0.',
      ]),
    );
  });
});
