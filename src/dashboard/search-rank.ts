import type { Find } from './dto/search.js';

/** How well something fits: 0 it is what was written, 1 it begins with that, 2 it has it in it. */
export type Rank = 0 | 1 | 2;

/** Something that was found, and how well it fits. */
export interface RankedFind extends Find {
  readonly rank: Rank;
}

/** How well a text fits, whatever the case; undefined: not at all. @param q in lower case. */
export function rankOf(text: string, q: string): Rank | undefined {
  const place = text.toLowerCase().indexOf(q);
  if (place < 0) return undefined;
  if (place > 0) return 2;
  return text.length === q.length ? 0 : 1;
}

/** SQL: the same of columns, of which at least one has it in it. @param columns SQL; $1: q in lower case, $2: its LIKE pattern. */
export function rankSql(...columns: string[]): string {
  const any = (condition: string): string =>
    columns.map((column) => `lower(${column}) ${condition}`).join(' OR ');
  return `CASE WHEN ${any('= $1')} THEN 0 WHEN ${any('LIKE $2')} THEN 1 ELSE 2 END`;
}
