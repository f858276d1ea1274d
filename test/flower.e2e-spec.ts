import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Api, Installation } from './support/installation.js';

/** For tests that start a process, in ms. */
const PATIENCE = 120_000;

describe('mallkeeper flower', () => {
  let mall: Installation;

  beforeAll(async () => {
    mall = await Installation.open();
  }, PATIENCE);

  afterAll(() => mall.close());

  it(
    'serves the dashboard and the API where it is told to, keeps no time and executes no run',
    async () => {
      // PORT is for mallkeeper start, whatever it says.
      const flower = mall.launch(
        [
          'flower',
          '--port=0',
          '--address',
          '127.0.0.2',
          '-l',
          'info',
          '--logfile=flower.log',
          '--pidfile=flower.pid',
        ],
        { PORT: '1' },
      );
      const [, address = ''] = await flower.said(/Mallkeeper is ready: (\S+)/);
      expect(address).toMatch(/^http:\/\/127\.0\.0\.2:\d+$/);
      expect(readFileSync(join(mall.dataFolder, 'flower.pid'), 'utf8')).toBe(`${flower.child.pid}\n`);

      // The page where it has been built, or how to build it.
      const page = await fetch(address, { headers: { Accept: 'text/html' } });
      expect(await page.text()).toMatch(page.status === 200 ? /<div id="root">/ : /npm run build/);
      const api = await Api.signIn(address);
      const { body: run } = await api.post<{ id: string }>('/api/v1/tasks/core.debug/runs', {});
      expect(await api.get(`/api/v1/runs/${run.id}`)).toMatchObject({ status: 'PENDING' });
      expect(await api.get('/api/v1/workers')).toMatchObject({ items: [] });
      const nodes = await mall.database.dataSource.query<object[]>('SELECT kind FROM nodes');
      expect(nodes).toEqual([]);

      expect((await flower.stop()).status).toBe(0);
      expect(existsSync(join(mall.dataFolder, 'flower.pid'))).toBe(false);
      expect(readFileSync(join(mall.dataFolder, 'flower.log'), 'utf8')).toContain('stopped');
    },
    PATIENCE,
  );

  it(
    'refuses an option of Flower that means nothing here, and says what to do instead',
    async () => {
      const refused = await mall.run(['flower', '-A', 'config', '--basic_auth=user:password']);
      expect(refused.status).toBe(2);
      expect(refused.stderr).toContain("is an option of Celery's: leave it out");
    },
    PATIENCE,
  );
});
