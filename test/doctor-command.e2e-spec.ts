import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Installation } from './support/installation.js';

/** For tests that start many processes, in ms. */
const PATIENCE = 120_000;

interface Found {
  readonly code: string;
  readonly severity: string;
  readonly problem: string;
  readonly meaning: string;
  readonly mend: string;
}

describe('mallkeeper doctor and migrate --check', () => {
  let mall: Installation;
  beforeAll(async () => {
    mall = await Installation.open();
  }, PATIENCE);
  afterAll(() => mall.close());

  /** Redis of the tests keeps nothing, as they want it. */
  const doctor = async (environment: NodeJS.ProcessEnv = {}, ...args: string[]): Promise<Found[]> => {
    const { status, stdout, stderr } = await mall.run(['doctor', '--json', ...args], environment);
    expect(stderr).toBe('');
    const found = JSON.parse(stdout) as Found[];
    expect(status).toBe(found.length > 0 ? 1 : 0);
    return found.filter(({ code }) => code !== 'redis-volatile');
  };

  it(
    'finds nothing where everything runs',
    async () => {
      const { running } = await mall.start();
      await running.said(/worker ready/);
      expect(await doctor()).toEqual([]);
      await running.stop();
    },
    PATIENCE,
  );

  it(
    'tells of servers that are out of reach, and of settings, where it would die of them otherwise',
    async () => {
      const away = await doctor({
        DATABASE_URL: 'postgres://mall:secret@127.0.0.1:9/mall',
        BROKER_URL: 'redis://:secret@127.0.0.1:9/0',
      });
      expect(away.map(({ code }) => code).sort()).toEqual(['broker-refused', 'database-refused']);
      expect(JSON.stringify(away)).not.toContain('secret');
      expect(await doctor({ PORT: 'high' })).toMatchObject([{ code: 'invalid-settings' }]);
    },
    PATIENCE,
  );

  it(
    'says it in words, errors first, in the language that is asked for',
    async () => {
      const zh = await mall.run(['doctor', '--lang', 'zh']);
      expect(zh.stdout).toMatch(/^错误 没有 worker 在运行.*\[no-worker\]\n {4}.*\n {4}-> mallkeeper worker/);
      const en = await mall.run(['doctor', '--lang', 'en']);
      expect(en.stdout).toMatch(
        /^ERROR {3}No worker is running.*\n {4}Runs are recorded and not executed\.\n/,
      );
      expect(en.status).toBe(1);
    },
    PATIENCE,
  );

  it(
    'names migrations that are pending, and changes nothing',
    async () => {
      expect(await mall.run(['migrate', '--check'])).toMatchObject({ status: 0 });
      const [last] = await mall.database.dataSource
        .query<{ name: string }[]>(
          `DELETE FROM schema_migrations WHERE id = (SELECT max(id) FROM schema_migrations) RETURNING name`,
        )
        .then(([rows]) => rows as unknown as { name: string }[]);
      const { status, stdout } = await mall.run(['migrate', '--check', '--json']);
      expect([status, JSON.parse(stdout)]).toEqual([1, { pending: [last!.name] }]);
      expect(await doctor()).toMatchObject([{ code: 'migrations-pending', mend: 'mallkeeper migrate' }]);
    },
    PATIENCE,
  );
});
