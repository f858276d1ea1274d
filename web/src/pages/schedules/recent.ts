import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import type { RunStatus } from '../../api/types';

/** A slot of the past, and what became of it. */
export interface RecentSlot {
  readonly slot: string;
  /** null: there was no run. */
  readonly status: RunStatus | null;
  readonly runId: string | null;
  readonly reason: string | null;
}

/** How many are shown as dots. */
export const RECENT = 20;

/** The last slots of a schedule, the oldest first. */
export function useRecent(name: string) {
  return useQuery({
    queryKey: ['/api/v1/schedules', name, 'recent'],
    queryFn: async (): Promise<RecentSlot[]> => {
      const path = { name };
      const [slots, runs] = await Promise.all([
        answer(api.GET('/api/v1/schedules/{name}/slots', { params: { path, query: { limit: RECENT } } })),
        answer(api.GET('/api/v1/runs', { params: { query: { schedule: name, limit: RECENT * 2 } } })),
      ]);
      const statuses = new Map(runs.items.map(({ id, status }) => [id, status]));
      return slots.items
        .map(({ slot, runId, reason }) => ({
          slot,
          runId,
          reason,
          status: runId === null ? null : (statuses.get(runId) ?? null),
        }))
        .reverse();
    },
  });
}
