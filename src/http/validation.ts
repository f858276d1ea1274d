import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { InvalidInputProblem, type Fault } from './problem.js';

/**
 * What class-validator found, as faults.
 * @param prefix the field that holds the validated object, such as `kwargs`.
 */
export function toFaults(errors: readonly ValidationError[], prefix = ''): Fault[] {
  return errors.flatMap((error) => {
    const field = prefix === '' ? error.property : `${prefix}.${error.property}`;
    const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
      field,
      value: error.value as unknown,
      message: rule === 'whitelistValidation' ? 'is not known here' : message,
    }));
    return [...own, ...toFaults(error.children ?? [], field)];
  });
}

/** Checks every body, query and parameter class at the door. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    exceptionFactory: (errors) => new InvalidInputProblem(toFaults(errors)),
  });
}
