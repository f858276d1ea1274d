import type { EntityManager } from 'typeorm';

/** How many rows, and about how many bytes they take: as they are stored, without their indexes. */
export interface RowsAndBytes {
  readonly rows: number;
  readonly bytes: number;
}

/** @param sql answers one row of `rows` and `bytes`, such as {@link TOTAL} of something. */
export async function rowsAndBytes(
  manager: EntityManager,
  sql: string,
  parameters: readonly unknown[],
): Promise<RowsAndBytes> {
  const [total] = await manager.query<RowsAndBytes[]>(sql, [...parameters]);
  return { rows: total?.rows ?? 0, bytes: total?.bytes ?? 0 };
}

/** The columns of one row about many, of which each says how many `bytes` it takes. */
export const TOTAL = 'count(*)::float8 AS rows, coalesce(sum(bytes), 0)::float8 AS bytes';
