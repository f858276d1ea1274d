import { useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import type { Run } from '../../api/types';
import { useRunEvents } from '../../live/LiveProvider';
import { isFinished } from './run-times';

/** Milliseconds between two looks at a run that is not over, should an event have gone past. */
const LOOK_AGAIN = 10_000;

/** One run, as it is. */
export function useRun(id: string) {
  const client = useQueryClient();
  const key = ['/api/v1/runs', id];
  useRunEvents((events) => {
    const told = events.findLast(({ run }) => run.id === id);
    if (!told) return;
    client.setQueryData<Run>(key, told.run);
    if (events.some(({ run, kind }) => run.id === id && kind !== 'progress')) {
      void client.invalidateQueries({ queryKey: ['/api/v1/runs', id, 'timeline'] });
    }
  });
  return useQuery({
    queryKey: key,
    queryFn: () => answer(api.GET('/api/v1/runs/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data && !isFinished(state.data) ? LOOK_AGAIN : false),
  });
}
