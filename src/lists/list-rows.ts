import type { DataSource } from 'typeorm';

/** What gives all rows of a list. */
export interface ListStatement {
  /** Without an order. */
  readonly select: string;
  /** What stands behind `ORDER BY`. */
  readonly order: string;
  readonly parameters: readonly unknown[];
}

/** Rows that are fetched together. 500 of the longest take half a megabyte, and a million take 2,000 trips. */
const BATCH = 500;

/** Longest that the database may take for one batch, in ms; the first includes sorting the list. */
const BATCH_TIMEOUT = 100_000;

/**
 * The rows of a list, however many, fetched as they are asked for. They are those of one moment: a transaction that only
 * reads holds a cursor, and a connection, until the last row or until the reader goes away.
 */
export async function* listRows<Row>(
  dataSource: DataSource,
  { select, order, parameters }: ListStatement,
): AsyncGenerator<Row, void, undefined> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    // A cursor's plan is one for its first tenth otherwise: it would look up each row's neighbours one by one.
    await runner.query(
      `SET LOCAL transaction_read_only = on; SET LOCAL cursor_tuple_fraction = 1;
       SET LOCAL statement_timeout = ${BATCH_TIMEOUT}`,
    );
    await runner.query(`DECLARE list NO SCROLL CURSOR FOR ${select} ORDER BY ${order}`, [...parameters]);
    for (;;) {
      const rows = (await runner.query(`FETCH ${BATCH} FROM list`)) as Row[];
      yield* rows;
      if (rows.length < BATCH) return;
    }
  } finally {
    // There is nothing to commit. Of a connection that is lost nothing is to be rolled back, either.
    if (runner.isTransactionActive && !runner.isReleased)
      await runner.rollbackTransaction().catch(() => undefined);
    await runner.release();
  }
}

/** How many rows a list has; no more than `most` are counted. */
export async function countRows(
  dataSource: DataSource,
  { select, parameters }: ListStatement,
  most: number,
): Promise<number> {
  const [counted] = await dataSource.query<{ count: number }[]>(
    `SELECT count(*)::integer AS count FROM (SELECT FROM (${select}) AS list LIMIT ${most}) AS counted`,
    [...parameters],
  );
  return counted?.count ?? 0;
}
