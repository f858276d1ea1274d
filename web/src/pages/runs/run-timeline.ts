import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client';

/** The life of a run; read again when something happens to it (see `useRun`). */
export function useTimeline(id: string) {
  return useQuery({
    queryKey: ['/api/v1/runs', id, 'timeline'],
    queryFn: () => answer(api.GET('/api/v1/runs/{id}/timeline', { params: { path: { id } } })),
  });
}
