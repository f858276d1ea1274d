import { ValidateIf } from 'class-validator';

/**
 * A field that may be left out. Nothing else stands for "not given": null is refused, which class-validator's
 * `IsOptional` would let past every other check.
 */
export function MayBeLeftOut(): PropertyDecorator {
  return ValidateIf((_input: object, value: unknown) => value !== undefined);
}

/** A field that may be left out, which leaves it as it is, or be null, which takes away what there is. */
export function MayBeCleared(): PropertyDecorator {
  return ValidateIf((_input: object, value: unknown) => value !== undefined && value !== null);
}
