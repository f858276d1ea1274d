import type { Type } from '@nestjs/common';

/** Where @nestjs/swagger keeps what `@ApiProperty` says of a class and of each of its properties. */
const PROPERTY_NAMES = 'swagger/apiModelPropertiesArray';
const PROPERTY = 'swagger/apiModelProperties';

interface PropertyDescription extends Record<string, unknown> {
  readonly type?: unknown;
  readonly required?: boolean;
  readonly isArray?: boolean;
}

/** The JSON Schema of a task's input, from the `@ApiProperty` decorators of its class. */
export function describeInput(input: Type): object {
  const prototype = input.prototype as object;
  const names = (Reflect.getMetadata(PROPERTY_NAMES, prototype) as string[] | undefined) ?? [];
  const required: string[] = [];
  const properties: Record<string, object> = {};
  for (const name of names.map((each) => each.slice(1))) {
    const description = Reflect.getMetadata(PROPERTY, prototype, name) as PropertyDescription;
    const { type, required: isRequired, isArray, ...rest } = description;
    const schema = { ...(typeName(type) && { type: typeName(type) }), ...rest };
    properties[name] = isArray ? { type: 'array', items: schema } : schema;
    if (isRequired) required.push(name);
  }
  return { type: 'object', properties, required, additionalProperties: false };
}

function typeName(type: unknown): string | undefined {
  if (typeof type === 'string') return type;
  const primitives = new Map<unknown, string>([
    [String, 'string'],
    [Number, 'number'],
    [Boolean, 'boolean'],
  ]);
  return primitives.get(type);
}
