import { SetMetadata } from '@nestjs/common';

/** Metadata key of {@link Public}, for the guard that heeds it. */
export const PUBLIC = Symbol('PUBLIC');

/** Marks a route, or all routes of a controller, as open to callers who have not signed in. */
export function Public(): ClassDecorator & MethodDecorator {
  return SetMetadata(PUBLIC, true);
}
