import { ForbiddenProblem } from '../http/index.js';
import type { Permission } from './permissions.js';
import type { User } from './user.js';

/** Whoever sends a request: a user, by a session or by an API key. */
export interface Caller {
  readonly user: User;
  readonly by: 'session' | 'key';
  /** Of the session or the key (a UUID). */
  readonly id: string;
}

/**
 * For what a request may need beyond what its route declares.
 * @throws ForbiddenProblem that names the permission.
 */
export function requirePermission({ permissions, username }: User, permission: Permission): void {
  if (permissions.includes(permission)) return;
  throw new ForbiddenProblem(
    `This needs the permission ${permission}, which ${username} does not have here. An administrator can give a role or a key that has it.`,
  );
}
