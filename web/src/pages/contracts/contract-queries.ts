import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';

export type ContractEvent = Schema<'ContractEvent'>;
export type ContractDocument = Schema<'ContractDocument'>;

/** What happened to a contract, oldest first; the first 500 events, which no contract of a mall reaches. */
export function useHistory(id: string) {
  return useQuery({
    queryKey: ['/api/v1/contracts', id, 'history'],
    queryFn: () =>
      answer(api.GET('/api/v1/contracts/{id}/history', { params: { path: { id }, query: { limit: 500 } } })),
  });
}

/** The files that belong to a contract, in the order in which they came. */
export function useDocuments(id: string) {
  return useQuery({
    queryKey: ['/api/v1/contracts', id, 'documents'],
    queryFn: () =>
      answer(
        api.GET('/api/v1/contracts/{id}/documents', { params: { path: { id }, query: { limit: 500 } } }),
      ),
  });
}
