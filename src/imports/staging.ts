import type { EntityManager } from 'typeorm';
import type { ImportKind } from './import-kind.js';
import { MAX_ERRORS, type RowFault } from './import-problems.js';
import { JsonBatch } from './json-batch.js';
import type { ParsedRow } from './row-parser.js';

/**
 * The two temporary tables that hold a file while it is imported (see {@link StagedImport}). They live in the
 * import's transaction and go with it, so that neither a large file nor a long list of faults is ever in memory.
 */
export class Staging {
  private readonly rows = new JsonBatch();
  private readonly cellFaults = new JsonBatch();

  constructor(
    private readonly manager: EntityManager,
    private readonly kind: ImportKind,
  ) {}

  /** Makes the tables, anew where an earlier import of the same transaction has left its own. */
  async create(): Promise<void> {
    const columns = this.kind.columns.map(({ name, type }) => `${name} ${type.sql}`);
    await this.manager.query(`
      DROP TABLE IF EXISTS pg_temp.import_rows, pg_temp.import_faults;
      CREATE TEMPORARY TABLE import_rows (
        row_number integer PRIMARY KEY,
        faulty     boolean NOT NULL,
        digest     bytea NOT NULL,
        ${columns.join(',\n        ')}
      ) ON COMMIT DROP;
      CREATE TEMPORARY TABLE import_faults (
        row_number  integer NOT NULL,
        column_name text NOT NULL,
        value       text,
        message     text NOT NULL,
        position    integer GENERATED ALWAYS AS IDENTITY
      ) ON COMMIT DROP`);
  }

  /** Stages a row and what is wrong with its cells. {@link flush} after the last one. */
  async add({ number, values, digest, faults }: ParsedRow): Promise<void> {
    let full = this.rows.add({ row_number: number, faulty: faults.length > 0, digest, ...values });
    for (const fault of faults) full = this.cellFaults.add(fault) || full;
    if (full) await this.flush();
  }

  /** Hands over what has been gathered, in one statement for rows and one for faults. */
  async flush(): Promise<void> {
    const columns = this.kind.columns.map(({ name, type }) => `, ${name} ${type.sql}`).join('');
    const names = this.kind.columns.map(({ name }) => `, ${name}`).join('');
    if (!this.rows.isEmpty) {
      await this.manager.query(
        `INSERT INTO import_rows (row_number, faulty, digest${names})
         SELECT row_number, faulty, decode(digest, 'hex')${names}
         FROM json_to_recordset($1::json) AS rows (row_number integer, faulty boolean, digest text${columns})`,
        [this.rows.take()],
      );
    }
    if (!this.cellFaults.isEmpty) {
      await this.manager.query(
        `INSERT INTO import_faults (row_number, column_name, value, message)
         SELECT "row", "column", value, message
         FROM json_to_recordset($1::json) AS faults ("row" integer, "column" text, value text, message text)`,
        [this.cellFaults.take()],
      );
    }
  }

  /** Of two rows of a file with the same key the later is the bad one. */
  async refuseRepeatedKeys(): Promise<void> {
    const { key } = this.kind;
    const shown = key.at(-1) ?? '';
    await this.manager.query('ANALYZE import_rows');
    await this.manager.query(
      `INSERT INTO import_faults (row_number, column_name, value, message)
       SELECT row_number, $1, value, format('is there already, in row %s', first_row)
       FROM (
         SELECT row_number, ${shown}::text AS value,
                min(row_number) OVER (PARTITION BY ${key.join(', ')}) AS first_row
         FROM import_rows
         WHERE ${key.map((column) => `${column} IS NOT NULL`).join(' AND ')}
       ) AS rows
       WHERE row_number > first_row
       ORDER BY row_number`,
      [shown],
    );
  }

  /** How many rows have a fault, how many faults there are, and the first of them by row. */
  async faults(): Promise<{ invalid: number; errorCount: number; errors: RowFault[] }> {
    const [counts] = await this.manager.query<{ invalid: number; faults: number }[]>(
      'SELECT count(DISTINCT row_number)::integer AS invalid, count(*)::integer AS faults FROM import_faults',
    );
    const order = this.kind.columns.map((column) => column.name);
    const errors = await this.manager.query<RowFault[]>(
      `SELECT row_number AS "row", column_name AS "column", coalesce(value, '') AS value, message
       FROM import_faults
       ORDER BY row_number, array_position($1::text[], column_name), position
       LIMIT $2`,
      [order, MAX_ERRORS],
    );
    return { invalid: counts?.invalid ?? 0, errorCount: counts?.faults ?? 0, errors };
  }

  /** Leaves only rows without a fault. */
  async removeFaulty(): Promise<void> {
    await this.manager.query(
      'DELETE FROM import_rows WHERE row_number IN (SELECT row_number FROM import_faults)',
    );
  }
}
