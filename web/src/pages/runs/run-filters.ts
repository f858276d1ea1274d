import type { QueryValue } from '../../api/queries';
import type { Run, RunStatus } from '../../api/types';

/** As in the address, and as the API wants them. */
export const FILTER_NAMES = ['status', 'task', 'queue', 'worker', 'schedule', 'from', 'to', 'q'] as const;

type FilterName = (typeof FILTER_NAMES)[number];
export type RunFilters = Partial<Record<FilterName, string>>;

export const STATUSES: readonly RunStatus[] = [
  'PENDING',
  'STARTED',
  'RETRY',
  'SUCCESS',
  'FAILURE',
  'REVOKED',
];

/** What the API takes: an address may say anything. */
export interface RunQuery extends Record<string, QueryValue> {
  readonly status?: RunStatus;
  readonly task?: string;
  readonly queue?: string;
  readonly worker?: string;
  readonly schedule?: string;
  readonly from?: string;
  readonly to?: string;
  readonly q?: string;
}

export function queryOf({ status, ...rest }: RunFilters): RunQuery {
  const known = STATUSES.find((each) => each === status);
  return { ...rest, ...(known && { status: known }) };
}

/** Whether the API would list a run; undefined where only it knows: how it searches for words is its own affair. */
export function matches(run: Run, query: RunQuery): boolean | undefined {
  const created = Date.parse(run.createdAt);
  const isOut =
    (query.status !== undefined && run.status !== query.status) ||
    (query.task !== undefined && run.task !== query.task) ||
    (query.queue !== undefined && run.queue !== query.queue) ||
    (query.worker !== undefined && run.worker !== query.worker) ||
    (query.schedule !== undefined && run.schedule !== query.schedule) ||
    (query.from !== undefined && created < Date.parse(query.from)) ||
    (query.to !== undefined && created >= Date.parse(query.to));
  if (isOut) return false;
  return query.q === undefined ? true : undefined;
}

/** Where words or a worker are looked for, the API goes back 7 days, unless it is told from when on. */
export function looksBack({ q, worker, from }: RunFilters): boolean {
  return (q !== undefined || worker !== undefined) && from === undefined;
}
