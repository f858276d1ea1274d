import type { Permission } from '../access/permissions';

/** What a route says of itself. */
export interface Handle {
  readonly permission: Permission;
}

/** The permission that a matched route asks for; none where it asks for none. */
export function neededFor(handle: unknown): Permission[] {
  return isHandle(handle) ? [handle.permission] : [];
}

function isHandle(handle: unknown): handle is Handle {
  return typeof handle === 'object' && handle !== null && 'permission' in handle;
}
