import type { ClientBase } from 'pg';

/** How many rows a table has, and what they are. */
export interface TableContents {
  readonly rows: number;
  /** The same for the same rows in whatever order; 32 hexadecimal digits. */
  readonly checksum: string;
}

/** What a database holds, so that a copy can be compared with it. */
export interface DatabaseContents {
  /** By name, such as `public.bills`. */
  readonly tables: Readonly<Record<string, TableContents>>;
  /** How many there are of what is no table: `index`, `constraint`, `trigger`, ... */
  readonly objects: Readonly<Record<string, number>>;
}

/** How values are written as text, whatever server, role and machine: checksums are over that text. */
const WAY_OF_WRITING = `
  SET LOCAL timezone = 'UTC';
  SET LOCAL datestyle = 'ISO, YMD';
  SET LOCAL intervalstyle = 'postgres';
  SET LOCAL bytea_output = 'hex';
  SET LOCAL extra_float_digits = 1;
  SET LOCAL xmlbinary = 'base64';
  SET LOCAL search_path = pg_catalog;
  SET LOCAL jit = off`;

const TABLES = `
  SELECT format('%s.%s', nspname, relname) AS name, format('%I.%I', nspname, relname) AS identifier,
         coalesce(
           (SELECT string_agg(format('line.%I', attname), ', ' ORDER BY attnum)
            FROM pg_attribute
            WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''),
           ''
         ) AS columns
  FROM pg_class
  JOIN pg_namespace ON pg_namespace.oid = relnamespace
  WHERE relkind = 'r' AND relpersistence <> 't' AND nspname !~ '^pg_' AND nspname <> 'information_schema'
    AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')
  ORDER BY 1`;

/**
 * Two halves of each row's MD5, added up: neither order nor parallel workers matter, and equal rows count. Generated columns
 * follow from the others, and may differ where the copy sorts texts in another way.
 */
const contentsOf = (identifier: string, columns: string): string => `
  SELECT count(*)::text AS rows,
         coalesce(sum(('x' || substr(hash, 1, 16))::bit(64)::bigint), 0)::text AS "first",
         coalesce(sum(('x' || substr(hash, 17, 16))::bit(64)::bigint), 0)::text AS "second"
  FROM (SELECT md5(ROW(${columns})::text) AS hash FROM ONLY ${identifier} AS line) AS hashes`;

/** Of what belongs to an extension the extension alone counts. NOT NULL is a constraint in some versions of PostgreSQL. */
const OBJECTS = `
  WITH own AS (
    SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
  ), of_extensions AS (
    SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
  ), objects AS (
    SELECT CASE relkind WHEN 'i' THEN 'index' WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' ELSE 'materialized view' END AS kind,
           oid, 'pg_class'::regclass AS class
    FROM pg_class WHERE relkind IN ('i', 'S', 'v', 'm') AND relnamespace IN (SELECT oid FROM own)
    UNION ALL
    SELECT 'constraint', oid, 'pg_constraint'::regclass
    FROM pg_constraint WHERE contype <> 'n' AND connamespace IN (SELECT oid FROM own)
    UNION ALL
    SELECT 'trigger', oid, 'pg_trigger'::regclass FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT 'function', oid, 'pg_proc'::regclass FROM pg_proc WHERE pronamespace IN (SELECT oid FROM own)
    UNION ALL
    SELECT 'extension', oid, 'pg_extension'::regclass FROM pg_extension
  )
  SELECT kind, count(*)::integer AS count
  FROM objects
  WHERE (class, oid) NOT IN (SELECT classid, objid FROM of_extensions)
  GROUP BY kind
  ORDER BY kind`;

/**
 * Counts and sums a database, in the transaction that the client is in: under REPEATABLE READ as of one moment.
 * @param done is told after each table, with how many of how many are done.
 */
export async function databaseContents(
  client: ClientBase,
  done: (tables: number, of: number) => Promise<void> = async () => undefined,
): Promise<DatabaseContents> {
  await client.query(WAY_OF_WRITING);
  const names = await client.query<{ name: string; identifier: string; columns: string }>(TABLES);
  const tables: Record<string, TableContents> = {};
  for (const [index, { name, identifier, columns }] of names.rows.entries()) {
    const { rows } = await client.query<{ rows: string; first: string; second: string }>(
      contentsOf(identifier, columns),
    );
    const [counted] = rows;
    if (!counted) throw new Error(`the server did not count ${name}`);
    tables[name] = { rows: Number(counted.rows), checksum: half(counted.first) + half(counted.second) };
    await done(index + 1, names.rows.length);
  }
  const objects = await client.query<{ kind: string; count: number }>(OBJECTS);
  return { tables, objects: Object.fromEntries(objects.rows.map(({ kind, count }) => [kind, count])) };
}

/** What differs between what a database should hold and what it holds, in words; nothing when they are the same. */
export function differences(expected: DatabaseContents, found: DatabaseContents): string[] {
  const words: string[] = [];
  for (const [name, { rows, checksum }] of Object.entries(expected.tables)) {
    const table = found.tables[name];
    if (!table) words.push(`The table ${name} is missing.`);
    else if (table.rows !== rows) words.push(`The table ${name} has ${table.rows} rows instead of ${rows}.`);
    else if (table.checksum !== checksum) words.push(`Rows of the table ${name} differ.`);
  }
  for (const name of Object.keys(found.tables)) {
    if (!expected.tables[name]) words.push(`There is a table ${name} that should not be there.`);
  }
  for (const kind of new Set([...Object.keys(expected.objects), ...Object.keys(found.objects)])) {
    const [wanted, there] = [expected.objects[kind] ?? 0, found.objects[kind] ?? 0];
    if (wanted !== there) words.push(`Of the kind ${kind} there are ${there} objects instead of ${wanted}.`);
  }
  return words;
}

/** A sum of 64-bit numbers, as 16 hexadecimal digits. */
function half(sum: string): string {
  return BigInt.asUintN(64, BigInt(sum)).toString(16).padStart(16, '0');
}
