import { type ReactNode, useCallback, useMemo } from 'react';
import { answer, api } from '../api/client';
import { useList, useUser } from '../api/queries';
import type { Permission } from './permissions';

/** Whether whoever is signed in may do this. */
export function useMay(permission: Permission): boolean {
  return useMayAll()(permission);
}

/** Says of any permission whether whoever is signed in has it. */
export function useMayAll(): (permission: Permission) => boolean {
  const { data: user } = useUser();
  const permissions = user?.permissions;
  return useCallback((permission) => permissions?.includes(permission) ?? false, [permissions]);
}

/** Says of any task whether whoever is signed in may run it: a task names its own permission. */
export function useMayRun(): (task: string) => boolean {
  const may = useMayAll();
  const tasks = useList('/api/v1/tasks', {}, () => answer(api.GET('/api/v1/tasks')), { staleTime: 60_000 });
  const permissions = useMemo(
    () =>
      new Map(
        tasks.data?.pages.flatMap(({ items }) => items.map(({ name, permission }) => [name, permission])),
      ),
    [tasks.data],
  );
  return (task) => {
    const permission = permissions.get(task);
    return permission !== undefined && may(permission);
  };
}

interface MayProps {
  readonly permission: Permission;
  readonly children: ReactNode;
}

/** What only somebody is shown who has a permission. The server refuses it to anybody else. */
export function May({ permission, children }: MayProps) {
  return useMay(permission) && children;
}
