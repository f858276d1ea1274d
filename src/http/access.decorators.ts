import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension, ApiForbiddenResponse } from '@nestjs/swagger';

/** Metadata key of what a route needs, for the guard that heeds it. */
export const ACCESS = Symbol('ACCESS');

/**
 * What a route needs of its caller: nothing, to be signed in, a session of its own (an API key does not do), or a
 * permission.
 */
export type Access =
  | { readonly to: 'everybody'; readonly unlimited: boolean }
  | { readonly to: 'signed-in' }
  | { readonly to: 'session'; readonly withOldPassword: boolean }
  | { readonly to: 'permitted'; readonly permission: string };

/**
 * Marks a route, or all routes of a controller, as open to callers who have not signed in.
 * @param options.unlimited however often they ask: for what watches over the program.
 */
export function Public(options: { unlimited?: boolean } = {}): ClassDecorator & MethodDecorator {
  const { unlimited = false } = options;
  return SetMetadata(ACCESS, { to: 'everybody', unlimited } satisfies Access);
}

/** Marks a route as open to whoever has signed in, whatever the role, and to any API key. */
export function ForSignedIn(): MethodDecorator {
  return SetMetadata(ACCESS, { to: 'signed-in' } satisfies Access);
}

/**
 * Marks a route that is about the caller's own account: for a person who has signed in, and for no API key.
 * @param options.withOldPassword also for those who have to choose another password first.
 */
export function ForSession(options: { withOldPassword?: boolean } = {}): MethodDecorator {
  const { withOldPassword = false } = options;
  return applyDecorators(
    SetMetadata(ACCESS, { to: 'session', withOldPassword } satisfies Access),
    ApiForbiddenResponse({ description: 'Asked with an API key' }),
  );
}

/**
 * Marks a route as open to callers with a permission.
 * @param also what else the request may need, for people who read OpenAPI; the handler checks it.
 */
export function ForPermitted(permission: string, also?: string): MethodDecorator {
  return applyDecorators(
    SetMetadata(ACCESS, { to: 'permitted', permission } satisfies Access),
    ApiExtension('x-permission', permission),
    ApiForbiddenResponse({
      description: `Needs the permission ${permission}${also === undefined ? '' : ` and ${also}`}`,
    }),
  );
}
