import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsDateString, IsNotEmpty, IsString, Matches, MaxLength } from 'class-validator';

/*
 * What fields of requests about money may hold, whether they are needed or, with MayBeLeftOut, not.
 */

/**
 * An amount of money above zero, a string with at most two decimals. A number in JSON is taken for the digits that were
 * written: 15 of them survive exactly.
 */
export function Amount(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'number' ? String(value) : value)),
    Matches(/^(?!0+(\.0*)?$)\d{1,12}(\.\d{1,2})?$/, {
      message: 'write an amount above 0 with at most two decimals, such as "1234.50"',
    }),
  );
}

/** A day, `YYYY-MM-DD`, that exists. */
export function Day(): PropertyDecorator {
  return applyDecorators(
    Matches(/^\d{4}-\d\d-\d\d$/, { message: 'write a date as YYYY-MM-DD' }),
    IsDateString({ strict: true }, { message: 'is not a day that exists' }),
  );
}

/** A month, `YYYY-MM`. */
export function Month(): PropertyDecorator {
  return Matches(/^\d{4}-(0[1-9]|1[0-2])$/, { message: 'write a month as YYYY-MM' });
}

/** The id of a record. */
export function Id(): PropertyDecorator {
  return Matches(/^[1-9]\d{0,17}$/, { message: 'write an id, a whole number' });
}

/**
 * A line of text that is not empty, without the spaces around it.
 * @param longest in characters.
 * @param missing what an empty one is answered.
 */
export function Line(longest: number, missing?: string): PropertyDecorator {
  return applyDecorators(
    Text(longest, missing),
    Matches(/^[^\p{Cc}]*$/u, { message: 'holds characters that are not text' }),
  );
}

/**
 * Why something was done to money, in some lines.
 * @param missing what an empty one is answered.
 */
export function Reason(missing: string): PropertyDecorator {
  return Text(1000, missing);
}

function Text(longest: number, missing?: string): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value)),
    IsString(),
    IsNotEmpty(missing === undefined ? {} : { message: missing }),
    MaxLength(longest),
  );
}
