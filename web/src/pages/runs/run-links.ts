import type { RunStatus } from '../../api/types';

/** The address of the runs that ended with a status since a moment, as they are counted. @param more filters beside it. */
export function endedRuns(
  status: RunStatus,
  since: string,
  more: { readonly task?: string; readonly worker?: string } = {},
): string {
  return `/runs?${new URLSearchParams({ status, finishedFrom: since, ...more }).toString()}`;
}

/** The address of the runs of a queue that wait. @param due whether they may start now, or their time is yet to come. */
export function waitingRuns(queue: string, due: 'now' | 'later'): string {
  return `/runs?${new URLSearchParams({ queue, due }).toString()}`;
}
