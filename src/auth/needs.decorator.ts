import { ForPermitted } from '../http/index.js';
import type { Permission } from './permissions.js';

/**
 * Says which permission a route needs; each has this, `@ForSignedIn()`, `@ForSession()` or `@Public()`.
 *
 *     @Post(':id/void')
 *     @Needs('bills.void')
 *
 * @param also what else a request may need, for people who read OpenAPI; the handler checks it.
 */
export function Needs(permission: Permission, also?: string): MethodDecorator {
  return ForPermitted(permission, also);
}
