import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
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
  const heard = useRef<{ readonly run: Run; readonly at: number }>(undefined);
  useRunEvents((events) => {
    const told = events.findLast(({ run }) => run.id === id);
    if (!told) return;
    heard.current = { run: told.run, at: Date.now() };
    client.setQueryData<Run>(key, told.run);
    if (events.some(({ run, kind }) => run.id === id && kind !== 'progress')) {
      void client.invalidateQueries({ queryKey: ['/api/v1/runs', id, 'timeline'] });
    }
  });
  return useQuery({
    queryKey: key,
    queryFn: async () => {
      const asked = Date.now();
      const read = await answer(api.GET('/api/v1/runs/{id}', { params: { path: { id } } }));
      // What was heard while the answer was under way may be newer than the answer.
      const told = heard.current;
      return told?.run.id === id && told.at >= asked ? told.run : read;
    },
    refetchInterval: ({ state }) => (state.data && !isFinished(state.data) ? LOOK_AGAIN : false),
  });
}
