import type { RunStatus } from '../../api/types';

const STATUSES: Readonly<Record<RunStatus, true>> = {
  PENDING: true,
  STARTED: true,
  RETRY: true,
  SUCCESS: true,
  FAILURE: true,
  REVOKED: true,
};

/** Whether a text is a status of runs. */
export function isRunStatus(text: string): text is RunStatus {
  return Object.hasOwn(STATUSES, text);
}
