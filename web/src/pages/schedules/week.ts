import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import type { RunStatus, Schedule } from '../../api/types';
import { zonedTime } from '../../parts/times';

/** A slot of a week, of one of all schedules. */
export interface WeekSlot {
  readonly schedule: string;
  readonly slot: string;
  /** The run's; null: it was skipped; planned: it is to come; undefined: what became of the run is not known any more. */
  readonly status: RunStatus | 'planned' | null | undefined;
  readonly runId: string | null;
  readonly reason: string | null;
}

/** Firings of a week, past and planned, in the order of their times. @param from its Monday, YYYY-MM-DD. */
export function useWeek(from: string, zone: string) {
  const to = addDays(from, 6);
  return useQuery({
    queryKey: ['/api/v1/schedules', 'week', from, zone],
    refetchInterval: 60_000,
    queryFn: async (): Promise<WeekSlot[]> => {
      const { items } = await answer(api.GET('/api/v1/schedules', { params: { query: { limit: 500 } } }));
      const isInWeek = ({ slot }: WeekSlot): boolean => {
        const { date } = zonedTime(slot, zone);
        return date >= from && date <= to;
      };
      const all = await Promise.all(items.map((schedule) => slotsOf(schedule)));
      return all
        .flat()
        .filter(isInWeek)
        .sort((one, other) => Date.parse(one.slot) - Date.parse(other.slot));
    },
  });
}

async function slotsOf({ name }: Schedule): Promise<WeekSlot[]> {
  const path = { name };
  const [past, coming, runs] = await Promise.all([
    answer(api.GET('/api/v1/schedules/{name}/slots', { params: { path, query: { limit: 200 } } })),
    answer(api.GET('/api/v1/schedules/{name}/next', { params: { path, query: { count: 200 } } })),
    answer(api.GET('/api/v1/runs', { params: { query: { schedule: name, limit: 200 } } })),
  ]);
  const statuses = new Map(runs.items.map(({ id, status }) => [id, status]));
  return [
    ...past.items.map(({ slot, runId, reason }) => ({
      schedule: name,
      slot,
      runId,
      reason,
      status: runId === null ? null : statuses.get(runId),
    })),
    ...coming.next.map((slot) => ({
      schedule: name,
      slot,
      runId: null,
      reason: null,
      status: 'planned' as const,
    })),
  ];
}

/** The Monday of the week that a day is in; both YYYY-MM-DD. */
export function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
}

/** A day so many days later; both YYYY-MM-DD. */
export function addDays(day: string, count: number): string {
  const moved = new Date(`${day}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + count);
  return moved.toISOString().slice(0, 10);
}

/** Items by what they have in common, in the order of their coming. */
export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
