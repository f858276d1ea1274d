import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { registerDecorator, ValidateIf } from 'class-validator';
import { BadCell, type CellType } from '../../imports/index.js';

interface FieldOptions {
  readonly description?: string;
  readonly example?: string | number;
  /** May be left out. */
  readonly optional?: boolean;
  /** May be null, which clears it. */
  readonly nullable?: boolean;
}

/** A field of a request that is held to what a cell of a file is held to, and normalised like it. */
export function Field(type: CellType, options: FieldOptions = {}): PropertyDecorator {
  const { optional = false, nullable = false, description, example } = options;
  return applyDecorators(
    ApiProperty({ type: String, description, example, required: !optional, nullable }),
    ValidateIf(
      (_: object, value: unknown) => !(optional && value === undefined) && !(nullable && value === null),
    ),
    Transform(({ value }: { value: unknown }) => normalise(type, value, nullable)),
    isOf(type),
  );
}

/** What cannot be read stays as it is, for the validator to refuse. */
function normalise(type: CellType, value: unknown, nullable: boolean): unknown {
  const text = asText(value);
  if (text === undefined) return value;
  if (text === '') return nullable ? null : '';
  return read(type, text).value ?? value;
}

function isOf(type: CellType): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isOf',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) => reasonAgainst(type, value) === undefined,
        defaultMessage: (subject) => reasonAgainst(type, subject?.value) ?? 'cannot be used',
      },
    });
  };
}

function reasonAgainst(type: CellType, value: unknown): string | undefined {
  const text = asText(value);
  if (text === undefined) return value === undefined || value === null ? 'is required' : 'is not a text';
  return text === '' ? 'must not be empty' : read(type, text).reason;
}

/** A number in JSON is taken for the digits that were written: 15 of them survive exactly. */
function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' ? String(value) : undefined;
}

function read(type: CellType, text: string): { value?: string; reason?: string } {
  try {
    return { value: type.parse(text) };
  } catch (error) {
    if (!(error instanceof BadCell)) throw error;
    return { reason: error.message };
  }
}
