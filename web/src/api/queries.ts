import { QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError } from './problem';
import { answer, api } from './client';
import type { Page } from './types';

/** Milliseconds for which what was read is taken as new. */
const FRESH = 5_000;

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH,
        gcTime: 60_000,
        // Bad input stays bad; a server that is away comes back.
        retry: (count, error) =>
          count < 3 && error instanceof ApiError && (error.status === 0 || error.status === 503),
      },
      mutations: { retry: false },
    },
  });
}

/** What a filter of a list may hold. */
export type QueryValue = string | number | boolean | undefined;

/** Milliseconds after which somebody who was signed out, or given another role, is told so at the latest. */
const STILL_IN = 10_000;

/** Who is signed in; null: nobody. */
export function useUser() {
  return useQuery({
    queryKey: ['/api/v1/auth/me'],
    staleTime: Infinity,
    refetchInterval: ({ state }) => (state.data ? STILL_IN : false),
    queryFn: async () => {
      try {
        return await answer(api.GET('/api/v1/auth/me'));
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return null;
        throw error;
      }
    },
  });
}

/** The mall's time zone and date, and the program's version. */
export function useAbout() {
  return useQuery({
    queryKey: ['/api/v1/about'],
    staleTime: 600_000,
    queryFn: () => answer(api.GET('/api/v1/about')),
  });
}

/**
 * A list, page after page, as it is scrolled.
 *
 * @param path also the first part of the query's key: `invalidateQueries({ queryKey: ['/api/v1/runs'] })`.
 * @param read one page.
 */
export function useList<Item>(
  path: string,
  filters: Readonly<Record<string, QueryValue>>,
  read: (query: { limit: number; cursor?: string }) => Promise<Page<Item>>,
  options: {
    readonly limit?: number;
    readonly refetchInterval?: number;
    readonly enabled?: boolean;
    readonly staleTime?: number;
    readonly refetchOnWindowFocus?: boolean;
    readonly refetchOnReconnect?: boolean;
  } = {},
) {
  const { limit = 100, ...rest } = options;
  return useInfiniteQuery({
    queryKey: [path, 'list', filters],
    queryFn: ({ pageParam }) => read({ limit, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    ...rest,
  });
}

/**
 * Something that a person does. What depends on it is read again.
 * @param paths first parts of the keys of the queries that it changes.
 */
export function useAction<Input, Output>(act: (input: Input) => Promise<Output>, paths: readonly string[]) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () => Promise.all(paths.map((path) => client.invalidateQueries({ queryKey: [path] }))),
  });
}
