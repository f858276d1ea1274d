import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import type { Shop } from './shop-state';

/** All shops of the mall by code: some hundreds, of which the plan shows every one. */
export function useAllShops() {
  return useQuery({ queryKey: ['/api/v1/shops', 'all'], queryFn: readAllShops, staleTime: 30_000 });
}

async function readAllShops(): Promise<Shop[]> {
  const shops: Shop[] = [];
  let cursor: string | undefined;
  do {
    const page = await answer(
      api.GET('/api/v1/shops', {
        params: { query: { limit: 500, ...(cursor !== undefined && { cursor }) } },
      }),
    );
    shops.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return shops;
}

/** Different values of a field, sorted: what a filter offers. */
export function valuesOf(shops: readonly Shop[], field: 'floor' | 'category'): string[] {
  return [...new Set(shops.flatMap((shop) => shop[field] ?? []))].sort((one, other) =>
    one.localeCompare(other),
  );
}
