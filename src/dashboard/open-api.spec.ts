import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { AppModule } from '../app.module.js';
import { configureHttp, openApi } from '../http/index.js';

interface Operation {
  readonly operationId: string;
  readonly security?: object[];
}

/** Open to everybody. */
const PUBLIC = /^(GET \/health\/(live|ready)|GET \/metrics|POST \/api\/v1\/auth\/login)$/;

/** The types of the web app are made from it. */
describe('the description of the whole API', () => {
  let database: TestDatabase;
  let application: NestExpressApplication;
  let operations: [route: string, operation: Operation][];

  beforeAll(async () => {
    database = await createTestDatabase();
    const tested = await Test.createTestingModule({
      imports: [AppModule.register({ role: 'api', settings: database.settings })],
    }).compile();
    application = tested.createNestApplication<NestExpressApplication>({ bodyParser: false });
    configureHttp(application);
    await application.init();
    operations = Object.entries(openApi(application).paths).flatMap(([path, item]) =>
      Object.entries(item as Record<string, Operation>).map(([method, operation]): [string, Operation] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
    );
  });

  afterAll(async () => {
    await application.close();
    await database.drop();
  });

  it('names every operation, after its controller and method, and no two alike', () => {
    const names = operations.map(([, { operationId }]) => operationId);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(names.filter((name) => !/^[A-Z]\w*Controller_\w+$/.test(name))).toEqual([]);
    expect(names).toEqual(
      expect.arrayContaining(['SearchController_search', 'SettingsController_list', 'AuthController_me']),
    );
  });

  it('says of every route that is not for everybody that it takes a token or the cookie', () => {
    const faults = operations.filter(
      ([route, { security }]) =>
        !PUBLIC.test(route) && JSON.stringify(security) !== '[{"bearer":[]},{"cookie":[]}]',
    );
    expect(faults.map(([route]) => route)).toEqual([]);
  });
});
