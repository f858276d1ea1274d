import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Installation } from './support/installation.js';

/** For tests that start many processes, in ms. */
const PATIENCE = 180_000;

describe('the command line', () => {
  let mall: Installation;

  beforeAll(async () => {
    mall = await Installation.open({});
    expect(await mall.run(['migrate'])).toMatchObject({ status: 0 });
  }, PATIENCE);

  afterAll(() => mall.close());

  beforeEach(() =>
    mall.database.dataSource.query('TRUNCATE standstill, notification_hold, messages, task_runs CASCADE'),
  );

  it(
    'refuses to change anything while everything stands still, says why, and goes on to read',
    async () => {
      await mall.database.dataSource.query(
        `INSERT INTO standstill (reason, until) VALUES ('a backup is being restored', now() + interval '1 hour')`,
      );
      for (const command of [
        ['call', 'core.debug'],
        ['schedule', 'disable', 'backup-database'],
        ['notices', 'hold'],
      ]) {
        const { status, stdout, stderr } = await mall.run(command);
        expect([command, status, stdout]).toEqual([command, 1, '']);
        expect(stderr).toContain('Nothing can be changed for a while: a backup is being restored');
      }
      expect(await mall.run(['inspect', 'scheduled'])).toMatchObject({ status: 0 });
      expect(await mall.database.dataSource.query('SELECT FROM task_runs')).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'holds messages, says how many wait, and releases or discards them',
    async () => {
      const wait = (): Promise<unknown> =>
        mall.database.dataSource.query(
          `INSERT INTO messages (id, channel, recipient, address, kind, title, body, composed_at)
           VALUES (gen_random_uuid(), 'email', 'tenant:1', 'a@shop.example', 'report', 'title', 'body', now())`,
        );
      const said = async (...args: string[]): Promise<string> => {
        const { status, stdout, stderr } = await mall.run(['notices', ...args]);
        if (status !== 0) throw new Error(stderr);
        return stdout;
      };
      expect(await said('status')).toBe('Messages go out.\n0 messages wait.\n');
      await wait();
      expect(await said('hold', '--reason', 'Wrong amounts')).toContain('1 message waits now.');
      expect(await said('status')).toMatch(
        /^Messages are held since 20.* by command line: Wrong amounts\n1 message waits\.\n$/,
      );
      expect(JSON.parse(await said('status', '--json'))).toMatchObject({ held: true, waiting: 1 });
      const unasked = await mall.run(['notices', 'release']);
      expect(unasked).toMatchObject({ status: 2, stderr: expect.stringContaining('--yes') });
      expect(await said('release', '--yes')).toBe('Messages go out again, 1 of before among them.\n');
      await said('hold');
      expect(await said('release', '--discard', '--yes')).toBe(
        'Messages go out again; 1 message will never go out.\n',
      );
      expect(await mall.run(['notices', 'release', '--yes'])).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('nothing to release'),
      });
    },
    PATIENCE,
  );
});
