import { answer, api } from '../../api/client';
import type { Run, RunStatus, Schema } from '../../api/types';

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

/** The API takes so many at once. */
const MOST_AT_ONCE = 500;

export interface ActedOn {
  readonly done: number;
  /** Why it was not done to others, in the server's words. */
  readonly problems: readonly string[];
}

/** Does it to each of some runs; one to which it cannot be done does not hinder the others. */
export async function actOnAll(act: RunAct, ids: readonly string[]): Promise<ActedOn> {
  const items = [];
  for (let start = 0; start < ids.length; start += MOST_AT_ONCE) {
    items.push(...(await actOnSome(act, ids.slice(start, start + MOST_AT_ONCE))));
  }
  return {
    done: items.filter(({ done }) => done).length,
    problems: items.flatMap(({ done, problem }) => (done ? [] : [problem ?? ''])),
  };
}

async function actOnSome(act: RunAct, ids: string[]): Promise<Schema<'RunActedOn'>[]> {
  const { items } =
    act === 'retry'
      ? await answer(api.POST('/api/v1/runs/retry', { body: { ids } }))
      : await answer(api.POST('/api/v1/runs/revoke', { body: { ids, terminate: act === 'terminate' } }));
  return items;
}
