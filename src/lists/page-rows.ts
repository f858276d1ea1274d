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
 * million bills by number to find those of the last days: where it is about to, and they are few enough, they are found first.
 */
export async function pageRows(
  dataSource: DataSource,
  { table, conditions, order, limit }: PageOf,
): Promise<string> {
  const found = `SELECT * FROM ${table} ${conditions.where()}`;
  const sorted = `ORDER BY ${order.sql} LIMIT ${conditions.bind(limit)}`;
  if (!conditions.selective) return `(${found} ${sorted})`;
  const sifted = await rowsToSift(dataSource, `${found} ${sorted}`, conditions);
  // Nothing is pushed through an OFFSET, so the order does not choose the index.
  return sifted <= SORTED_QUICKLY
    ? `(SELECT * FROM (${found} OFFSET 0) AS ${table} ${sorted})`
    : `(${found} ${sorted})`;
}

/** A node of a plan, as EXPLAIN has it in JSON. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Plan Rows': number;
  readonly 'Parent Relationship'?: string;
  readonly Filter?: string;
  readonly Plans?: readonly PlanNode[];
}

/**
 * How many rows PostgreSQL expects to fit where it is about to read an index in the list's order and to sift what it reads;
 * infinite where it is not. Nothing is executed.
 */
async function rowsToSift(dataSource: DataSource, sql: string, { parameters }: Conditions): Promise<number> {
  // Only what the statement refers to may be bound: of anything else PostgreSQL does not know the type.
  const bound: unknown[] = [];
  const numbered = sql.replace(
    /\$(\d+)/g,
    (_, place: string) => `$${bound.push(parameters[Number(place) - 1])}`,
  );
  const [explained] = await dataSource.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }[]>(
    `EXPLAIN (FORMAT JSON) ${numbered}`,
    bound,
  );
  let node = inputOf(explained?.['QUERY PLAN'][0]?.Plan);
  // Rows of one day, or one amount, that are put in the order of their ids.
  if (node?.['Node Type'] === 'Incremental Sort') node = inputOf(node);
  const sifts = node?.['Node Type'].startsWith('Index') === true && node.Filter !== undefined;
  return node && sifts ? node['Plan Rows'] : Infinity;
}

function inputOf(node: PlanNode | undefined): PlanNode | undefined {
  return node?.Plans?.find((each) => each['Parent Relationship'] === 'Outer');
}
