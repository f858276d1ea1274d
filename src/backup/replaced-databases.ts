import { NotFoundProblem } from '../http/index.js';
import { replacedName } from './database-swap.js';
import { databaseName, drop, withServer } from './scratch-database.js';

/** A database that a restored backup has replaced. */
export interface ReplacedDatabase {
  readonly name: string;
  readonly sizeBytes: number;
}

/** The databases that restores have put aside, oldest first. @param url of the database that replaced them. */
export function replacedDatabases(url: string): Promise<ReplacedDatabase[]> {
  const pattern = replacedName(databaseName(url), new Date(0))
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\d{14}$/, '[0-9]{14}');
  return withServer(url, async (client) => {
    const { rows } = await client.query<ReplacedDatabase>(
      `SELECT datname AS name, pg_database_size(oid)::float8 AS "sizeBytes"
       FROM pg_database
       WHERE datname ~ $1
       ORDER BY datname`,
      [`^${pattern}$`],
    );
    return rows;
  });
}

/** Drops one of them, for ever. @throws NotFoundProblem for any other database. */
export async function dropReplaced(url: string, name: string): Promise<void> {
  const replaced = await replacedDatabases(url);
  if (!replaced.some((each) => each.name === name)) {
    throw new NotFoundProblem(
      `No restore has put a database ${name} aside. ` +
        (replaced.length > 0
          ? `Those there are: ${replaced.map((each) => each.name).join(', ')}.`
          : 'There is none.'),
    );
  }
  await withServer(url, (client) => drop(client, name));
}
