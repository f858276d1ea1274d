/** What a form asks for; made of a task's JSON Schema. */
export type InputField = Described &
  (
    | {
        readonly kind: 'text';
        readonly minLength?: number;
        readonly maxLength?: number;
        readonly pattern?: string;
      }
    | { readonly kind: 'date' | 'month' | 'moment' | 'boolean' }
    | {
        readonly kind: 'number';
        readonly whole: boolean;
        readonly minimum?: number;
        readonly maximum?: number;
      }
    | { readonly kind: 'choice'; readonly choices: readonly (string | number)[] }
    | {
        readonly kind: 'list';
        readonly of: 'text' | 'number';
        readonly choices: readonly (string | number)[];
      }
    | { readonly kind: 'group'; readonly fields: readonly InputField[] }
    /** What no control fits: lists of objects, free objects, unions. */
    | { readonly kind: 'json' }
  );

interface Described {
  readonly name: string;
  readonly required: boolean;
  readonly description?: string;
  readonly deprecated: boolean;
  readonly default?: unknown;
  readonly example?: unknown;
}

type Schema = Readonly<Record<string, unknown>>;

/** The fields of an object's schema, in its order; those that are required first. */
export function fieldsOf(schema: unknown): InputField[] {
  if (!isObject(schema) || !isObject(schema['properties'])) return [];
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const fields = Object.entries(schema['properties']).map(([name, property]) =>
    fieldOf(name, isObject(property) ? property : {}, required.includes(name)),
  );
  return fields.sort(
    (one, other) =>
      Number(other.required) - Number(one.required) || Number(one.deprecated) - Number(other.deprecated),
  );
}

function fieldOf(name: string, schema: Schema, required: boolean): InputField {
  const described: Described = {
    name,
    required,
    deprecated: schema['deprecated'] === true,
    default: schema['default'],
    example: schema['example'] ?? firstOf(schema['examples']),
    ...textOf(schema, 'description'),
  };
  const choices = choicesOf(schema);
  if (choices.length > 0) return { ...described, kind: 'choice', choices };
  switch (typeOf(schema)) {
    case 'boolean':
      return { ...described, kind: 'boolean' };
    case 'integer':
    case 'number':
      return {
        ...described,
        kind: 'number',
        whole: typeOf(schema) === 'integer',
        ...numberOf(schema, 'minimum'),
        ...numberOf(schema, 'maximum'),
      };
    case 'string':
      return textField(described, schema);
    case 'array':
      return listField(described, schema);
    case 'object': {
      const fields = fieldsOf(schema);
      return fields.length > 0 ? { ...described, kind: 'group', fields } : { ...described, kind: 'json' };
    }
    default:
      return { ...described, kind: 'json' };
  }
}

function textField(described: Described, schema: Schema): InputField {
  if (schema['format'] === 'date') return { ...described, kind: 'date' };
  if (schema['format'] === 'date-time') return { ...described, kind: 'moment' };
  const isMonth = typeof described.example === 'string' && /^\d{4}-(0[1-9]|1[0-2])$/.test(described.example);
  if (isMonth) return { ...described, kind: 'month' };
  return {
    ...described,
    kind: 'text',
    ...numberOf(schema, 'minLength'),
    ...numberOf(schema, 'maxLength'),
    ...textOf(schema, 'pattern'),
  };
}

function listField(described: Described, schema: Schema): InputField {
  const items = isObject(schema['items']) ? schema['items'] : {};
  const type = typeOf(items);
  if (type !== 'string' && type !== 'integer' && type !== 'number') return { ...described, kind: 'json' };
  return {
    ...described,
    ...textOf(items, 'description'),
    ...textOf(schema, 'description'),
    example: described.example ?? items['example'],
    kind: 'list',
    of: type === 'string' ? 'text' : 'number',
    choices: choicesOf(items),
  };
}

/** `['string', 'null']` is a string that may be left out. */
function typeOf(schema: Schema): unknown {
  const type = schema['type'];
  if (!Array.isArray(type)) return type;
  const types: readonly unknown[] = type;
  const real = types.filter((each) => each !== 'null');
  return real.length === 1 ? real[0] : undefined;
}

function choicesOf(schema: Schema): (string | number)[] {
  const choices: unknown = schema['enum'];
  if (!Array.isArray(choices)) return [];
  return choices.filter((each) => typeof each === 'string' || typeof each === 'number');
}

function numberOf<Name extends string>(schema: Schema, name: Name): Partial<Record<Name, number>> {
  const value = schema[name];
  return typeof value === 'number' ? ({ [name]: value } as Record<Name, number>) : {};
}

function textOf<Name extends string>(schema: Schema, name: Name): Partial<Record<Name, string>> {
  const value = schema[name];
  return typeof value === 'string' ? ({ [name]: value } as Record<Name, string>) : {};
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? (value as readonly unknown[])[0] : undefined;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
