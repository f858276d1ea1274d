import { ValidateIf } from 'class-validator';

/** A field that may be left out; unlike with `@IsOptional()`, null is refused. */
export function MayBeLeftOut(): PropertyDecorator {
  return ValidateIf((_input: object, value: unknown) => value !== undefined);
}
