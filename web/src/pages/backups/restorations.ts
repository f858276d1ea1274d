import { answer, api } from '../../api/client';
import { useList } from '../../api/queries';

/** Restorations, newest first; read often while one goes on. */
export function useRestorations() {
  return useList(
    '/api/v1/restorations',
    {},
    (query) => answer(api.GET('/api/v1/restorations', { params: { query } })),
    { limit: 50, refetchInterval: 5_000 },
  );
}
