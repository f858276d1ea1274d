import { type ArgumentMetadata, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { InvalidInputProblem, type Fault } from './problem.js';

/**
 * What class-validator found, as faults.
 * @param prefix the field that holds the validated object, such as `kwargs`.
 */
export function toFaults(errors: readonly ValidationError[], prefix = ''): Fault[] {
  return errors.flatMap((error) => {
    const field = prefix === '' ? error.property : `${prefix}.${error.property}`;
    const own = Object.entries(error.constraints ?? {}).map(([rule, message]) =>
      toFault(field, error.value, rule === 'whitelistValidation' ? 'is not known here' : message),
    );
    return [...own, ...toFaults(error.children ?? [], field)];
  });
}

/**
 * A control character other than tab and line breaks, or half of a surrogate pair: PostgreSQL refuses NUL and such
 * halves, and the others only serve to deceive whoever reads a log on a terminal.
 */
const NOT_TEXT = /(?![\t\n\r])[\p{Cc}\p{Cs}]/u;

/** How deep a request may be nested: whatever walks through it afterwards does so by recursion. */
const DEEPEST = 32;

/** Checks every body, query and parameter at the door, those without a class too. */
export function validationPipe(): ValidationPipe {
  return new DoorPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    exceptionFactory: (errors) => new InvalidInputProblem(toFaults(errors)),
  });
}

class DoorPipe extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // `custom` is what the program itself made of the request, such as its user.
    if (metadata.type !== 'custom') {
      const faults = unreadable(metadata.data ?? '', value);
      if (faults.length > 0) throw new InvalidInputProblem(faults);
    }
    return super.transform(value, metadata);
  }
}

/** What in a value, however deep, cannot be kept. */
function unreadable(field: string, value: unknown, depth = 0): Fault[] {
  if (typeof value === 'string') {
    return NOT_TEXT.test(value) ? [toFault(field, value, 'holds characters that are not text')] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  if (depth === DEEPEST) return [{ field, message: 'is nested too deeply' }];
  return Object.entries(value).flatMap(([key, part]) =>
    unreadable(field === '' ? key : `${field}.${key}`, part, depth + 1),
  );
}

/** What such a field holds is a secret, be the field known or misspelt. */
const SECRET_FIELD = /passw|secret|token|credential/i;

/** No answer repeats a secret: whoever shows or logs answers shows it too. */
function toFault(field: string, value: unknown, message: string): Fault {
  return SECRET_FIELD.test(field) ? { field, message } : { field, value, message };
}
