import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiApplication, startApi } from '../../test/support/api-application.js';

interface Operation {
  readonly operationId: string;
  readonly security?: object[];
}

/** Open to everybody. */
const PUBLIC = /^(GET \/health\/(live|ready)|GET \/metrics|POST \/api\/v1\/auth\/(login|refresh))$/;

/** The types of the web app are made from it. */
describe('the description of the whole API', () => {
  let api: ApiApplication<Operation>;
  let operations: [route: string, operation: Operation][];

  beforeAll(async () => {
    api = await startApi<Operation>();
    operations = [...api.operations];
  });

  afterAll(() => api.close());

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
