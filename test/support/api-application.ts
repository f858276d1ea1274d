import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { AppModule } from '../../src/app.module.js';
import { configureHttp, openApi } from '../../src/http/index.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

/** The whole API, as the role `api` serves it, on a database of one spec's own. */
export interface ApiApplication<Operation> {
  readonly application: NestExpressApplication;
  readonly database: TestDatabase;
  /** Without a path. */
  readonly address: string;
  /** As OpenAPI describes them, by `METHOD /path`. */
  readonly operations: ReadonlyMap<string, Operation>;
  close(): Promise<void>;
}

/** @param environment more settings, by their environment names. */
export async function startApi<Operation = object>(
  environment: NodeJS.ProcessEnv = {},
): Promise<ApiApplication<Operation>> {
  const database = await createTestDatabase(environment);
  const tested = await Test.createTestingModule({
    imports: [AppModule.register({ role: 'api', settings: database.settings })],
  }).compile();
  const application = tested.createNestApplication<NestExpressApplication>({ bodyParser: false });
  configureHttp(application);
  await application.listen(0, '127.0.0.1');
  return {
    application,
    database,
    address: await application.getUrl(),
    operations: new Map(
      Object.entries(openApi(application).paths).flatMap(([path, item]) =>
        Object.entries(item as Record<string, Operation>).map(
          ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
        ),
      ),
    ),
    async close() {
      await application.close();
      await database.drop();
    },
  };
}
