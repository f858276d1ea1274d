import { answer, api } from '../../api/client';
import type { Run, RunStatus } from '../../api/types';

export type RunAct = 'retry' | 'revoke' | 'terminate';

/** To runs in which states each can be done. */
const STATES: Record<RunAct, readonly RunStatus[]> = {
  retry: ['FAILURE', 'REVOKED'],
  revoke: ['PENDING', 'RETRY'],
  terminate: ['STARTED'],
};

export function canBe(act: RunAct, run: Run): boolean {
  return STATES[act].includes(run.status);
}

/** Does it to one run. @returns the run as it is then. */
export function actOn(act: RunAct, id: string): Promise<Run> {
  const params = { path: { id } };
  if (act === 'retry') return answer(api.POST('/api/v1/runs/{id}/retry', { params }));
  return answer(api.POST('/api/v1/runs/{id}/revoke', { params, body: { terminate: act === 'terminate' } }));
}

/** Submits the same once more, as a run of its own. */
export function runAgain({ task, kwargs, queue, priority }: Run): Promise<Run> {
  return answer(
    api.POST('/api/v1/tasks/{name}/runs', {
      params: { path: { name: task } },
      body: { kwargs, queue, priority },
    }),
  );
}

/** How many requests are under way at once. */
const AT_ONCE = 5;

export interface ActedOn {
  readonly done: number;
  /** What came instead of an answer. */
  readonly failures: readonly unknown[];
}

/** Does it to each of some runs; one that is refused does not stop the others. */
export async function actOnAll(act: RunAct, ids: readonly string[]): Promise<ActedOn> {
  const rest = [...ids];
  const failures: unknown[] = [];
  async function work(): Promise<void> {
    for (let id = rest.shift(); id !== undefined; id = rest.shift()) {
      await actOn(act, id).catch((error: unknown) => failures.push(error));
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { done: ids.length - failures.length, failures };
}
