import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

/**
 * Filters that are kept in the address, so that a link shows the same list and the back button works.
 *
 *     const [filters, setFilters] = useAddress(['status', 'task', 'q'] as const);
 *
 * @returns what is set, and how to set some of them (undefined or '' takes one away).
 */
export function useAddress<const Name extends string>(names: readonly Name[]) {
  const [search, setSearch] = useSearchParams();
  const key = names.map((name) => search.get(name) ?? '').join('\u0000');
  const filters = useMemo(
    () =>
      Object.fromEntries(
        names.flatMap((name) => (search.get(name) ? [[name, search.get(name)]] : [])),
      ) as Partial<Record<Name, string>>,
    // `search` is new whenever anything in the address changes; what counts are these.
    // oxlint-disable-next-line react/exhaustive-deps
    [key],
  );
  const set = useCallback(
    (changes: Partial<Record<Name, string | undefined>>) =>
      setSearch(
        (before) => {
          const after = new URLSearchParams(before);
          for (const [name, value] of Object.entries<string | undefined>(changes)) {
            if (value) after.set(name, value);
            else after.delete(name);
          }
          return after;
        },
        { replace: true },
      ),
    [setSearch],
  );
  return [filters, set] as const;
}
