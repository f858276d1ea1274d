import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsDate, ValidateBy, type ValidationOptions } from 'class-validator';
import { MayBeLeftOut } from './may-be-left-out.js';

/** ISO 8601 with `Z` or an offset: nobody has to guess whose clock is meant. */
const MOMENT = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/i;

/** An optional moment in a request, as a `Date`. */
export function OptionalMoment(description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: String, format: 'date-time', description }),
    MayBeLeftOut(),
    Transform(({ value }: { value: unknown }) => toDate(value)),
    IsDate({ message: 'write a time with its offset, such as 2026-07-01T08:00:00+08:00' }),
  );
}

/** What cannot be read stays as it is, for the validator to refuse. */
function toDate(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const [, date] = MOMENT.exec(value) ?? [];
  const moment = new Date(value);
  return date !== undefined && isDate(date) && !Number.isNaN(moment.getTime()) ? moment : value;
}

/** Whether a text is a day that exists, `YYYY-MM-DD`; 30 February is none. */
export function isDate(text: string): boolean {
  const midnight = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(text);
}

/** As {@link MOMENT}, but with an offset or without; or only a day. */
const LOCAL_MOMENT = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?$/i;

/** What to write, for whoever wrote something that {@link isLocalMoment} refuses. */
export const WRITE_A_MOMENT =
  'write a time such as 2026-07-01T08:00:00+08:00, or 2026-07-01T08:00 in the time zone';

/** Whether a text is a moment, of which a time zone says the offset where it has none. */
export function isLocalMoment(text: unknown): boolean {
  if (typeof text !== 'string') return false;
  const [, date] = LOCAL_MOMENT.exec(text) ?? [];
  return date !== undefined && isDate(date) && !Number.isNaN(new Date(text).getTime());
}

/** Texts that are moments, of which a time zone says the offset where they have none. */
export function IsLocalMoment(options: ValidationOptions = {}): PropertyDecorator {
  return ValidateBy(
    { name: 'isLocalMoment', validator: { validate: isLocalMoment, defaultMessage: () => WRITE_A_MOMENT } },
    options,
  );
}
