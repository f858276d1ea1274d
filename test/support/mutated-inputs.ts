import { type Chance, oneOf } from './chance.js';

/** What a description of an API says of a value. */
export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
  readonly minimum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: Schema;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
}

/** As much of an OpenAPI document as inputs are made from. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** One request. */
export interface Input {
  /** Such as `GET /api/v1/runs/{id}`. */
  readonly route: string;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly contentType?: string;
  readonly body?: string | FormData;
}

const PATH_LIKE = [
  '../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '/etc/passwd',
  'C:\\windows\\win.ini',
  'file:///etc/passwd',
];
const CODE_LIKE = [
  "' OR 1=1 --",
  '"; DROP TABLE bills; --',
  '{{ 7 | times: 7 }}',
  '${7*7}',
  '<script>alert(1)</script>',
  '=HYPERLINK("http://127.0.0.1")',
  '__proto__',
  'constructor',
  '%s%n',
  '\\',
  '%',
  '_',
];
const TIME_LIKE = [
  '2026-02-30',
  '9999-12-31',
  '0000-00-00',
  '10000-01-01',
  '-000001-01-01T00:00:00Z',
  '2026-13-01T25:61:61+99:00',
  '2026-01-01T00:00:00Z',
  'P1Y',
];
const NUMBER_LIKE = [
  'NaN',
  'Infinity',
  '-1',
  '0',
  '1e400',
  '0x10',
  '9223372036854775808',
  '2147483648',
  '1.5',
  '1,5',
  '-0',
];
const TEXT_LIKE = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u202e',
  '😀',
  '\r\nX: y',
  'x'.repeat(300),
  '汉'.repeat(20_000),
];
const TEXTS = [...PATH_LIKE, ...CODE_LIKE, ...TIME_LIKE, ...NUMBER_LIKE, ...TEXT_LIKE];

const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 31,
  2 ** 53,
  1e308,
  [],
  [null],
  {},
  { __proto__: null, constructor: 1 },
  { $ref: 'x' },
  [[[[[[[[]]]]]]]],
  Array(2_000).fill(0),
];

/** Bodies that are no JSON at all, or none that anybody expects. */
const RAW = ['', '{', '[', 'null', '0', '"text"', '[]', '{"a":1}{"b":2}', '\u0000', '{"a":'.repeat(2_000)];

/** Makes requests from the description of an API, each with something wrong in it. */
export class MutatedInputs {
  /** @param known values that exist, by the names of parameters. */
  constructor(
    private readonly api: OpenApi,
    private readonly known: Readonly<Record<string, readonly string[]>>,
    private readonly chance: Chance,
  ) {}

  /** Every route, as `METHOD /path`. */
  routes(): string[] {
    return Object.entries(this.api.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
  }

  make(route: string): Input {
    const [method = '', path = ''] = route.split(' ');
    const operation = this.api.paths[path]?.[method.toLowerCase()] ?? {};
    const parameters = operation.parameters ?? [];
    const filled = parameters
      .filter((each) => each.in === 'path')
      .reduce(
        (url, each) => url.replace(`{${each.name}}`, encodeURIComponent(wellFormed(this.pathValue(each)))),
        path,
      );
    const query = parameters.filter((each) => each.in === 'query').flatMap((each) => this.queryValue(each));
    const url = query.length > 0 ? `${filled}?${query.join('&')}` : filled;
    return { route, method, path: url, ...this.body(operation) };
  }

  private pathValue({ name, schema }: Parameter): string {
    const known = oneOf(this.known[name] ?? [], this.chance);
    if (known !== undefined && this.likely(0.6)) return known;
    return this.likely(0.3) ? asText(this.value(schema)) : this.text();
  }

  private queryValue({ name, required, schema }: Parameter): string[] {
    if (required !== true && this.likely(0.6)) return [];
    const value = this.likely(0.3) ? this.value(schema) : this.text();
    const text = encodeURIComponent(wellFormed(asText(value)));
    const key = this.likely(0.05) ? `${name}[a]` : name;
    return this.likely(0.05) ? [`${key}=${text}`, `${key}=${text}`] : [`${key}=${text}`];
  }

  private body({ requestBody }: Operation): Pick<Input, 'body' | 'contentType'> {
    const [contentType, described] = oneOf(Object.entries(requestBody?.content ?? {}), this.chance) ?? [];
    if (contentType === undefined) return {};
    if (contentType === 'multipart/form-data') return { body: this.form(described?.schema) };
    if (contentType !== 'application/json') return { contentType, body: this.lines() };
    if (this.likely(0.1)) return { contentType, body: oneOf(RAW, this.chance) };
    const otherType = this.likely(0.03);
    return {
      contentType: otherType ? 'application/xml' : contentType,
      body: JSON.stringify(this.mutate(this.value(described?.schema))),
    };
  }

  private form(schema: Schema | undefined): FormData {
    const form = new FormData();
    for (const [name, property] of Object.entries(this.resolve(schema).properties ?? {})) {
      if (this.likely(0.2)) continue;
      if (property.format === 'binary' || this.likely(0.1))
        form.append(name, new Blob([this.lines()]), this.text());
      else form.append(name, this.text());
    }
    return form;
  }

  private lines(): string {
    const line = (): string => Array.from({ length: 4 }, () => this.text().slice(0, 200)).join(',');
    return Array.from({ length: 1 + Math.floor(5 * this.chance()) }, line).join('\n');
  }

  /** With one thing in it changed, taken away or added. */
  private mutate(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.wrong();
    const fields: Record<string, unknown> = { ...value };
    const names = Object.keys(fields);
    const name = oneOf(names, this.chance);
    if (name === undefined || this.likely(0.1)) fields[this.text() || 'unknown'] = this.wrong();
    // Left out where it is written as JSON.
    else if (this.likely(0.15)) fields[name] = undefined;
    else if (typeof fields[name] === 'object' && this.likely(0.5)) fields[name] = this.mutate(fields[name]);
    else fields[name] = this.wrong();
    return fields;
  }

  /** As it is described, more or less. */
  private value(schema: Schema | undefined, depth = 0): unknown {
    const resolved = this.resolve(schema);
    if (depth > 6) return null;
    if (resolved.enum) return oneOf(resolved.enum, this.chance);
    if (resolved.example !== undefined && this.likely(0.7)) return resolved.example;
    switch (resolved.type) {
      case 'boolean':
        return this.likely(0.5);
      case 'integer':
      case 'number':
        return (resolved.minimum ?? 0) + Math.floor(3 * this.chance());
      case 'array':
        return [this.value(resolved.items, depth + 1)];
      case 'string':
        return this.string(resolved);
      default:
        return Object.fromEntries(
          Object.entries(resolved.properties ?? {})
            .filter(() => this.likely(0.8))
            .map(([name, property]) => [name, this.value(property, depth + 1)]),
        );
    }
  }

  private string({ format }: Schema): string {
    if (format === 'date') return '2026-03-01';
    if (format === 'date-time') return '2026-03-01T08:00:00+08:00';
    if (format === 'uuid') return '00000000-0000-7000-8000-000000000000';
    return 'text';
  }

  private resolve(schema: Schema = {}): Schema {
    if (schema.$ref !== undefined) {
      return this.resolve(this.api.components.schemas[schema.$ref.replace('#/components/schemas/', '')]);
    }
    const [choice] = [...(schema.allOf ?? []), ...(schema.oneOf ?? [])];
    return choice ? this.resolve(choice) : schema;
  }

  private wrong(): unknown {
    return this.likely(0.5) ? this.text() : oneOf(VALUES, this.chance);
  }

  private text(): string {
    return oneOf(TEXTS, this.chance) ?? '';
  }

  private likely(probability: number): boolean {
    return this.chance() < probability;
  }
}

/** A lone surrogate cannot stand in an address, and a server cuts off those that are too long before the program sees them. */
function wellFormed(text: string): string {
  return Buffer.from(text.slice(0, 300)).toString();
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
