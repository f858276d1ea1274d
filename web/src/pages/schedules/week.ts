import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';

export type WeekItem = Schema<'WeekItem'>;
export type DenseDay = Schema<'DenseDay'>;

/** What all schedules did and will do in a week. @param from its Monday, YYYY-MM-DD. */
export function useWeek(from: string) {
  return useQuery({
    queryKey: ['/api/v1/schedules/week', from],
    refetchInterval: 60_000,
    queryFn: () => answer(api.GET('/api/v1/schedules/week', { params: { query: { from, days: 7 } } })),
  });
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
