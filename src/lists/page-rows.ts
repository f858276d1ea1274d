import type { DataSource } from 'typeorm';
import type { Conditions } from './conditions.js';

/** What a page is taken from. */
interface PageOf {
  readonly table: string;
  readonly conditions: Conditions;
  readonly order: { readonly sql: string };
  /** Rows of the page at most. */
  readonly limit: number;
}

/** Rows that are found and sorted in less time than a page may take: 100,000 of a million bills take some 60 ms. */
const SORTED_QUICKLY = 120_000;

/**
 * SQL of one page's rows of a large table, for the `FROM` of what joins the rest to them.
 *
 * An index in the list's order finds the page of a filter that lets much through; one that lets little through is better
 * found by its own index, and sorted. PostgreSQL expects what fits the filter to lie everywhere in the order, and reads a
 * million bills by number to find those of the last days: so where it estimates few enough rows, they are found first.
 */
export async function pageRows(
  dataSource: DataSource,
  { table, conditions, order, limit }: PageOf,
): Promise<string> {
  const found = `SELECT * FROM ${table} ${conditions.where()}`;
  const few = conditions.selective && (await estimate(dataSource, found, conditions)) <= SORTED_QUICKLY;
  // Nothing is pushed through an OFFSET, so the order does not choose the index. To materialise them would copy each row.
  const rows = few ? `SELECT * FROM (${found} OFFSET 0) AS ${table}` : found;
  return `(${rows} ORDER BY ${order.sql} LIMIT ${conditions.bind(limit)})`;
}

/** How many rows PostgreSQL expects of a statement, which it does not execute. */
async function estimate(dataSource: DataSource, sql: string, { parameters }: Conditions): Promise<number> {
  // Only what the statement refers to may be bound: of anything else PostgreSQL does not know the type.
  const bound: unknown[] = [];
  const numbered = sql.replace(
    /\$(\d+)/g,
    (_, place: string) => `$${bound.push(parameters[Number(place) - 1])}`,
  );
  const [explained] = await dataSource.query<{ 'QUERY PLAN': { Plan: { 'Plan Rows': number } }[] }[]>(
    `EXPLAIN (FORMAT JSON) ${numbered}`,
    bound,
  );
  return explained?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? Infinity;
}
