import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { Matches } from 'class-validator';

/**
 * A field that is an amount of money above zero, a string with at most two decimals. A number in JSON is taken for the
 * digits that were written: 15 of them survive exactly.
 */
export function Amount(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'number' ? String(value) : value)),
    Matches(/^(?!0+(\.0*)?$)\d{1,12}(\.\d{1,2})?$/, {
      message: 'write an amount above 0 with at most two decimals, such as "1234.50"',
    }),
  );
}
