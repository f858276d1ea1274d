import { beginningWith, type Conditions } from '../lists/index.js';
import type { RunsFileQuery } from './dto/runs.query.js';
import { isFinished, RUN_STATUSES, type RunStatus, WAITING_IDS, waitingIds } from './run.js';
import { smallestIdAfter, smallestIdFrom } from './run-ids.js';
import { SEARCHED_TEXT } from './run-search-index.js';

/** Days before the end of the time that is asked for from which on much is looked for, unless it is said from when on. */
const LOOK_BACK = 7;

/** A text that may be the beginning of an id; a shorter one would be that of all ids of some hours. */
const BEGINNING_OF_ID = /^[\da-f]{8}[\da-f-]{0,28}$/i;

/** What the index knows of a text: three letters or digits in a row. */
const INDEXED_WORD = /[\p{L}\p{N}]{3}/u;

/** Characters that the index is asked for: it looks up each three in a row, and so many of them are rare enough. */
const INDEXED_LENGTH = 16;

/** What runs are asked for by, beside the time. */
export type RunFilter = Pick<
  RunsFileQuery,
  'task' | 'queue' | 'status' | 'worker' | 'schedule' | 'q' | 'due' | 'finishedFrom' | 'finishedTo' | 'sort'
>;

/** The time of which runs are asked for: created at or after `from`, and before `to`. */
export interface RunRange {
  readonly from?: Date;
  readonly to?: Date;
}

/** What is asked for by text or worker is looked for in the last days, unless it is said from when on. */
export function rangeOf(query: RunRange & RunFilter): RunRange {
  const { from, to, q, worker, due } = query;
  const isSearched = (q !== undefined || worker !== undefined) && due === undefined && !isByEnd(query);
  return { from: from ?? (isSearched ? lookBack(to) : undefined), to };
}

/** Whether runs are asked for by the time at which they ended. */
export function isByEnd({ finishedFrom, finishedTo, sort }: RunFilter): boolean {
  return finishedFrom !== undefined || finishedTo !== undefined || sort?.endsWith('finishedAt') === true;
}

/**
 * The time in which runs ended that are asked for by it. An index has runs in the order of their ends, with their status at
 * most: what else is asked for is looked at run by run, so not without a beginning. None ends before it was created.
 */
function endRangeOf(query: RunRange & RunFilter): RunRange {
  const { from, finishedFrom = from, finishedTo: to, task, queue, worker, schedule, q } = query;
  const isSifted = [task, queue, worker, schedule, q].some((each) => each !== undefined);
  return { from: finishedFrom ?? (isSifted ? lookBack(to) : undefined), to };
}

function lookBack(to = new Date()): Date {
  return new Date(to.getTime() - LOOK_BACK * 86_400_000);
}

/** @param id what the table calls ids. */
export function addRange(conditions: Conditions, { from, to }: RunRange, id = 'id'): void {
  conditions.add(`${id} >= $::uuid`, from && smallestIdFrom(from));
  conditions.add('created_at >= $', from);
  conditions.add(`${id} < $::uuid`, to && smallestIdAfter(to));
  conditions.add('created_at < $', to);
}

/** Runs that ended when they are asked to have, on columns of `task_runs`. */
export function addEnd(conditions: Conditions, query: RunRange & RunFilter): void {
  if (!isByEnd(query)) return;
  const { from, to } = endRangeOf(query);
  conditions.add('finished_at IS NOT NULL');
  conditions.add('finished_at >= $', from);
  conditions.add('finished_at < $', to);
}

/** What has to be looked at run by run: the filter, on columns of `task_runs`. */
export function addFilter(conditions: Conditions, filter: RunFilter): void {
  addColumns(conditions, filter);
  // In words, so that PostgreSQL sees which indexes hold all of them; in our words, whatever was asked for.
  const statuses = RUN_STATUSES.filter((each) => filter.status?.includes(each));
  if (filter.status)
    conditions.add(`status IN (${statuses.map((each) => `'${each}'`).join(', ') || 'NULL'})`);
  if (filter.due)
    conditions.add(`id IN (${waitingIds(`due_at ${filter.due === 'now' ? '<=' : '>'} now()`)})`);
  if (filter.q === undefined) return;
  const text = `${SEARCHED_TEXT} LIKE lower($)`;
  const ids = idsBeginningWith(filter.q);
  if (ids) conditions.add(`(${text} OR id BETWEEN $::uuid AND $::uuid)`, containing(filter.q), ...ids);
  else conditions.add(text, containing(filter.q));
}

/** The same on columns of `run_search`, of runs that have ended. */
export function addSearch(conditions: Conditions, filter: RunFilter): void {
  addColumns(conditions, filter);
  conditions.add('status = ANY ($::text[])', filter.status?.filter(isFinished));
  if (filter.q === undefined) return;
  // Of shorter words the index knows nothing: asked for them, it would be read from one end to the other for each span.
  const beginning = Array.from(filter.q).slice(0, INDEXED_LENGTH).join('');
  const isIndexed = INDEXED_WORD.test(beginning);
  if (isIndexed) conditions.add('text LIKE lower($)', containing(beginning));
  if (!isIndexed || beginning !== filter.q) conditions.add('position(lower($) IN text) > 0', filter.q);
}

/**
 * SQL of whether a run has a status. Most runs have ended well, and no index lists what every run is for a moment: those that
 * wait or run are found by the indexes of those who look for them anyway.
 */
export function hasStatus(status: RunStatus): string {
  const found: Partial<Record<RunStatus, string>> = {
    PENDING: WAITING_IDS,
    STARTED: `SELECT id FROM task_runs WHERE status = 'STARTED'`,
  };
  const ids = found[status];
  return ids === undefined ? `status = '${status}'` : `status = '${status}' AND id IN (${ids})`;
}

/** The smallest and the largest id that begin with a text; undefined where it is not the beginning of one. */
export function idsBeginningWith(text: string): [string, string] | undefined {
  const digits = text.replaceAll('-', '');
  if (!BEGINNING_OF_ID.test(text) || digits.length > 32) return undefined;
  return [digits.padEnd(32, '0'), digits.padEnd(32, 'f')];
}

function addColumns(conditions: Conditions, { task, queue, worker, schedule }: RunFilter): void {
  conditions.add('task = $', task);
  conditions.add('queue = $', queue);
  conditions.add('worker = $', worker);
  conditions.add('schedule = $', schedule);
}

function containing(text: string): string {
  return `%${beginningWith(text)}`;
}
