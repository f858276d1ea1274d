/** Channels on which ids of runs are announced, comma-separated, each when the change is committed. */
export const NEWS = {
  submitted: 'mallkeeper_runs_submitted',
  started: 'mallkeeper_runs_started',
  progress: 'mallkeeper_runs_progress',
  retried: 'mallkeeper_runs_retried',
  finished: 'mallkeeper_runs_finished',
} as const;

export type NewsKind = keyof typeof NEWS;

/**
 * SQL that announces the ids that a query finds, as many to a message as the payload's 8,000 bytes hold. It is executed
 * only if the statement around it reads it: see {@link heard}.
 * @param rows a query with a column `id`.
 */
export function announce(kind: NewsKind, rows: string): string {
  return `
    SELECT pg_notify('${NEWS[kind]}', string_agg(id::text, ','))
      FROM (SELECT id, (row_number() OVER () - 1) / 200 AS part FROM (${rows}) AS changed) AS numbered
     GROUP BY part`;
}

/** SQL of a column that makes sure that the announcement of this name is made. */
export function heard(announcement: string): string {
  return `(SELECT count(*) FROM ${announcement}) AS ${announcement}`;
}
