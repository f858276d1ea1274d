import type { QueryValue } from '../../api/queries';
import type { Run, RunStatus } from '../../api/types';

/** As in the address, and as the API wants them. */
export const FILTER_NAMES = [
  'status',
  'task',
  'queue',
  'worker',
  'schedule',
  'from',
  'to',
  'finishedFrom',
  'finishedTo',
  'due',
  'q',
  'sort',
] as const;

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

export const DUES = ['now', 'later'] as const;
const SORTS = ['-id', 'id', '-finishedAt', 'finishedAt'] as const;
export type RunSort = (typeof SORTS)[number];

/** What the API takes: an address may say anything. */
export interface RunQuery extends Record<string, QueryValue> {
  readonly status?: RunStatus;
  readonly task?: string;
  readonly queue?: string;
  readonly worker?: string;
  readonly schedule?: string;
  readonly from?: string;
  readonly to?: string;
  readonly finishedFrom?: string;
  readonly finishedTo?: string;
  readonly due?: (typeof DUES)[number];
  readonly q?: string;
  readonly sort?: RunSort;
}

export function queryOf(filters: RunFilters): RunQuery {
  const { status, due, sort, ...rest } = filters;
  const known = {
    status: STATUSES.find((each) => each === status),
    due: DUES.find((each) => each === due),
    sort: SORTS.find((each) => each === sort),
  };
  return {
    ...rest,
    ...(known.status && { status: known.status }),
    ...(known.due && { due: known.due }),
    ...(known.sort && { sort: known.sort }),
  };
}

/** How the API sorts them. */
export function sortOf({ sort, ...query }: RunQuery): RunSort {
  return sort ?? (isByEnd(query) ? '-finishedAt' : '-id');
}

/**
 * Whether the API would list a run; undefined where only it knows: how it searches for words is its own affair, and when a
 * run is due.
 */
export function matches(run: Run, query: RunQuery): boolean | undefined {
  const created = Date.parse(run.createdAt);
  const finished = run.finishedAt === null ? Number.NaN : Date.parse(run.finishedAt);
  const isOut =
    (query.status !== undefined && run.status !== query.status) ||
    (query.task !== undefined && run.task !== query.task) ||
    (query.queue !== undefined && run.queue !== query.queue) ||
    (query.worker !== undefined && run.worker !== query.worker) ||
    (query.schedule !== undefined && run.schedule !== query.schedule) ||
    (query.from !== undefined && created < Date.parse(query.from)) ||
    (query.to !== undefined && created >= Date.parse(query.to)) ||
    (isByEnd(query) && run.finishedAt === null) ||
    (query.finishedFrom !== undefined && finished < Date.parse(query.finishedFrom)) ||
    (query.finishedTo !== undefined && finished >= Date.parse(query.finishedTo)) ||
    (query.due !== undefined && run.status !== 'PENDING' && run.status !== 'RETRY');
  if (isOut) return false;
  return query.q === undefined && query.due === undefined ? true : undefined;
}

/** Whether runs are asked for by the time at which they ended. */
function isByEnd({ finishedFrom, finishedTo, sort }: RunQuery): boolean {
  return finishedFrom !== undefined || finishedTo !== undefined || sort?.endsWith('finishedAt') === true;
}

/**
 * By which time the API goes back 7 days, as it does where much is to be looked through, unless it is told from when on.
 */
export function looksBack(filters: RunFilters): 'from' | 'finishedFrom' | undefined {
  const { q, worker, task, queue, schedule, from, finishedFrom, due } = filters;
  if (from !== undefined || finishedFrom !== undefined || due !== undefined) return undefined;
  const isSearched = q !== undefined || worker !== undefined;
  if (!isByEnd(queryOf(filters))) return isSearched ? 'from' : undefined;
  const isSifted = isSearched || [task, queue, schedule].some((each) => each !== undefined);
  return isSifted ? 'finishedFrom' : undefined;
}
