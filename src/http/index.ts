import type { ValidationError } from 'class-validator';
import type { Fault } from './problem.js';
export * from './page.js';
export * from './problem.js';

export function toFaults(errors: ValidationError[], prefix = ''): Fault[] {
  return errors.flatMap((error) => {
    const field = prefix ? `${prefix}.${error.property}` : error.property;
    const own = Object.values(error.constraints ?? {}).map((message) => ({ field, value: error.value as unknown, message }));
    return [...own, ...toFaults(error.children ?? [], field)];
  });
}
