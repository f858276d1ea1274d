import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type MallApplication, startMall } from '../../test/support/mall-application.js';
import { BackupModule } from '../backup/index.js';
import { FinanceModule } from '../finance/index.js';
import { openApi } from '../http/index.js';
import { ReportsModule } from './reports.module.js';

/** As much of a schema as is looked at here. */
interface Schema {
  readonly $ref?: string;
  readonly allOf?: Schema[];
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly example?: unknown;
  readonly default?: unknown;
  readonly enum?: unknown[];
  readonly properties?: Record<string, Schema>;
}

interface Operation {
  readonly summary?: string;
  readonly parameters: {
    name: string;
    in: string;
    description?: string;
    example?: unknown;
    schema: Schema;
  }[];
  readonly responses: Record<string, { description: string; content?: Record<string, { schema?: Schema }> }>;
}

describe('the description of the API', () => {
  let mall: MallApplication;
  /** By method and path. */
  let operations: [route: string, operation: Operation][];
  let schemas: [name: string, schema: Schema][];

  beforeAll(async () => {
    mall = await startMall({ today: '2026-03-10', modules: [FinanceModule, ReportsModule, BackupModule] });
    const document = openApi(mall.application);
    operations = Object.entries(document.paths)
      .filter(([path]) => path.startsWith('/api/'))
      .flatMap(([path, item]) =>
        Object.entries(item as Record<string, Operation>).map(([method, operation]): [string, Operation] => [
          `${method.toUpperCase()} ${path}`,
          operation,
        ]),
      );
    schemas = Object.entries(document.components?.schemas ?? {}) as [string, Schema][];
  });

  afterAll(() => mall.close());

  /** What needs no more words: it says what is in it by itself. */
  const explainsItself = (schema: Schema): boolean =>
    schema.$ref !== undefined ||
    schema.allOf !== undefined ||
    schema.enum !== undefined ||
    schema.default !== undefined ||
    ['boolean', 'array', 'object'].includes(schema.type ?? '') ||
    ['date', 'date-time', 'uuid'].includes(schema.format ?? '');

  const isTold = (told: { description?: string; example?: unknown }): boolean =>
    told.description !== undefined || told.example !== undefined;

  it('says of every route what it does and what it answers, and of every list that it comes in pages', () => {
    expect(operations.length).toBeGreaterThan(80);
    const faults = operations.flatMap(([route, { summary, responses }]) => {
      const good = Object.entries(responses).filter(([status]) => status.startsWith('2'));
      const typed = good.some(
        ([status, { content }]) =>
          status === '204' || Object.values(content ?? {}).some(({ schema }) => schema !== undefined),
      );
      return [...(summary ? [] : [`${route}: no summary`]), ...(typed ? [] : [`${route}: no typed answer`])];
    });
    expect(faults).toEqual([]);
  });

  it('says of every parameter and every field what it holds, or shows one', () => {
    const parameters = operations.flatMap(([route, operation]) =>
      operation.parameters
        .filter((parameter) => parameter.in === 'query')
        .filter(
          (parameter) => !isTold(parameter) && !isTold(parameter.schema) && !explainsItself(parameter.schema),
        )
        .map(({ name }) => `${route}: ${name}`),
    );
    const fields = schemas.flatMap(([name, { properties }]) =>
      Object.entries(properties ?? {})
        .filter(([, schema]) => !isTold(schema) && !explainsItself(schema))
        .map(([field]) => `${name}.${field}`),
    );
    expect([...parameters, ...fields]).toEqual([]);
  });

  it('tells of problems as problem documents, of those too that any route may have', () => {
    const faults = operations.flatMap(([route, { responses }]) =>
      Object.entries(responses)
        .filter(([status]) => /^[45]/.test(status))
        .filter(([, { content }]) => content?.['application/problem+json']?.schema?.$ref === undefined)
        .map(([status]) => `${route}: ${status}`),
    );
    expect(faults).toEqual([]);
    const [, bills] = operations.find(([route]) => route === 'GET /api/v1/bills')!;
    expect(Object.keys(bills.responses)).toEqual(expect.arrayContaining(['200', '400', '401']));
  });

  it('offers a file of every list of the business', () => {
    const routes = operations.map(([route]) => route);
    const lists = [
      'shops',
      'contracts',
      'tenants',
      'bills',
      'payments',
      'credit-notes',
      'reports',
      'audit',
      'notifications',
      'runs',
    ];
    for (const list of lists) {
      expect(routes).toContain(`GET /api/v1/${list}.{format}`);
      const [, file] = operations.find(([route]) => route === `GET /api/v1/${list}.{format}`)!;
      const [, page] = operations.find(([route]) => route === `GET /api/v1/${list}`)!;
      const filters = ({ parameters }: Operation) => parameters.map(({ name }) => name).sort();
      expect([...filters(file), 'cursor', 'limit'].sort()).toEqual([...filters(page), 'format'].sort());
    }
  });
});
