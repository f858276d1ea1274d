import { QueryFailedError, type EntityManager } from 'typeorm';

/** Time that a report waits for money that is being recorded, and money that comes then waits for it, in ms. */
const PATIENCE = 15_000;

/**
 * The moment of a transaction's snapshot, by the database's clock with its microseconds: what `account_entries` was recorded
 * before it is in the snapshot, and what is not in it will have been recorded after it. An import that is halfway through
 * is waited for, or its entries would be of before and yet not be seen; only where that takes too long, they may be.
 * @param manager of a transaction that is REPEATABLE READ and has read nothing yet.
 */
export async function momentOfMoney(manager: EntityManager): Promise<string> {
  await manager.query('SAVEPOINT before_moment');
  try {
    await manager.query(`SET LOCAL lock_timeout = ${PATIENCE}`);
    await manager.query('LOCK TABLE account_entries IN SHARE MODE');
  } catch (error) {
    if (!isLockTimeout(error)) throw error;
    await manager.query('ROLLBACK TO SAVEPOINT before_moment');
  }
  // The snapshot is that of the first statement that reads.
  const [now] = await manager.query<{ moment: string }[]>(
    `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS moment`,
  );
  // Frees the table, and keeps the snapshot.
  await manager.query('ROLLBACK TO SAVEPOINT before_moment');
  if (!now) throw new Error('PostgreSQL did not say what time it is.');
  return now.moment;
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof QueryFailedError && (error.driverError as { code?: string }).code === '55P03';
}
