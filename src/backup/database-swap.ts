import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { SwapRefusedError } from './backup.errors.js';
import { withServer } from './scratch-database.js';

/** How often those are sent away who are connected to a database that is being renamed, in ms. */
const SEND_AWAY_EVERY = 50;

/** Names in PostgreSQL have so many bytes at most. */
const LONGEST_NAME = 63;

/** What a database is called from when it was replaced. @param at of the replacing. */
export function replacedName(database: string, at: Date): string {
  return withSuffix(database, `_replaced_${at.toISOString().replace(/\D/g, '').slice(0, 14)}`);
}

/** The name of a database with something behind it, cut so that it is one. */
export function withSuffix(database: string, suffix: string): string {
  let stem = database;
  while (Buffer.byteLength(stem + suffix) > LONGEST_NAME) stem = stem.slice(0, -1);
  return stem + suffix;
}

/**
 * Gives a new database the name of another, and that one a name to be kept under: both at once or none. Whoever is
 * connected is sent away, and finds the new one when he connects again; nobody is ever without a database.
 * @param url of any database on the server.
 * @param kept undefined: there is no other one.
 * @throws SwapRefusedError when somebody may not be sent away, or the role may not rename.
 */
export async function swap(
  url: string,
  { fresh, name, kept }: { fresh: string; name: string; kept: string | undefined },
): Promise<void> {
  await withServer(url, (client) =>
    withServer(url, async (other) => {
      try {
        await client.query('BEGIN');
        // It waits some seconds for others to leave, and from then on keeps new ones waiting: so they all can be sent away.
        if (kept !== undefined) await sendingAway(other, name, rename(client, name, kept));
        await sendingAway(other, fresh, rename(client, fresh, name));
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK').catch(() => undefined);
        throw new SwapRefusedError(name, error instanceof Error ? error.message : String(error), {
          cause: error,
        });
      }
    }),
  );
}

async function rename(client: pg.Client, from: string, to: string): Promise<void> {
  await client.query(
    `ALTER DATABASE ${client.escapeIdentifier(from)} RENAME TO ${client.escapeIdentifier(to)}`,
  );
}

async function sendingAway(client: pg.Client, database: string, renaming: Promise<void>): Promise<void> {
  const over = renaming.then(() => true);
  // It is awaited below; until then its failure must not count as unheeded.
  over.catch(() => undefined);
  do {
    // Not autovacuum, which is the superuser's: renaming ends it by itself.
    await client.query(
      `SELECT pg_terminate_backend(pid)
       FROM pg_stat_activity
       WHERE datname = $1 AND pid <> pg_backend_pid() AND backend_type <> 'autovacuum worker'`,
      [database],
    );
  } while (!(await Promise.race([over, sleep(SEND_AWAY_EVERY, false)])));
}
