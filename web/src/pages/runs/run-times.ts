import type { Run } from '../../api/types';

/** Milliseconds from when a run could start to its start; undefined: it has not, or only the server knows. */
export function queueTime({ createdAt, eta, startedAt, attempt }: Run): number | undefined {
  // A retry waits for a delay first, which the run does not tell.
  if (startedAt === null || attempt > 1) return undefined;
  const due = Math.max(Date.parse(createdAt), eta === null ? 0 : Date.parse(eta));
  return Math.max(0, Date.parse(startedAt) - due);
}

export function isFinished({ status }: Run): boolean {
  return status === 'SUCCESS' || status === 'FAILURE' || status === 'REVOKED';
}
