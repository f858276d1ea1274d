import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsDate } from 'class-validator';
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
