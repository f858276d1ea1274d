import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { dropReplaced, replacedDatabases } from '../../src/backup/replaced-databases.js';
import { databaseName, sibling } from '../../src/backup/scratch-database.js';
import { expectEventually } from '../support/eventually.js';
import { Api, Installation } from '../support/installation.js';
import { TestMailServer } from '../support/mail-server.js';

/** A run that a worker was executing in the moment of the backup, and one that delivers a message. */
const [STARTED, DELIVERY] = ['01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000000002'];
const MESSAGE = '01900000-0000-7000-8000-000000000003';

/** Longest time in which something comes about that processes do by themselves, in ms. */
const PATIENCE = 120_000;

/** A server, a worker and a scheduler that know nothing of what is done by another process. */
describe('a restore while everything runs', () => {
  let mall: Installation;
  let mail: TestMailServer;
  let address: string;
  let url: string;

  beforeAll(async () => {
    mail = new TestMailServer();
    await mail.start();
    mall = await Installation.open({ LOG_LEVEL: 'critical', SMTP_URL: `smtp://127.0.0.1:${mail.port}` });
    url = mall.database.settings.DATABASE_URL!;
    await backUp();
    // From here on the world goes on: what is owed is caught up on, the message goes out, the run ends.
    await query(
      `UPDATE task_runs SET status = 'FAILURE', token = NULL, lease_until = NULL, finished_at = now() WHERE id = $1`,
      [STARTED],
    );
    ({ address } = (await mall.start()).api);
    await mail.received(1);
    await expectEventually(isCaughtUp, true, PATIENCE);
    await query(`INSERT INTO shops (code, name, area_sqm) VALUES ('NEW', 'after the backup', 1)`);
  }, 300_000);
  afterAll(async () => {
    for (const { name } of await replacedDatabases(url)) await dropReplaced(url, name);
    await mall.close();
    await mail.stop();
  });

  const query = <Row extends object>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
    mall.database.dataSource.query<Row[]>(sql, parameters);

  /** As of a moment in which a schedule owes five hours, a message is about to go, and a run is being executed. */
  const backUp = async (): Promise<void> => {
    // The administrator is made at the first start.
    await (await mall.start()).running.stop();
    const worker = mall.launch(['worker', '-Q', 'backup', '-l', 'info']);
    await worker.said(/worker ready/);
    const add = ['schedule', 'add', 'hourly', '--task', 'core.debug', '--every', '1h'];
    expect(await mall.run([...add, '--catch-up', 'all', '--overlap', 'allow_all'])).toMatchObject({
      status: 0,
    });
    await query(
      `UPDATE schedules SET owed_from = date_trunc('hour', now()) - interval '4 hours 30 minutes' WHERE name = 'hourly'`,
    );
    await query(
      `INSERT INTO messages (id, channel, recipient, address, kind, title, body, composed_at)
       VALUES ($1, 'email', 'tenant:1', 'a@shop.example', 'report', 'title', 'body', now())`,
      [MESSAGE],
    );
    await query(
      `INSERT INTO task_runs (id, task, queue, kwargs, max_attempts, status)
       VALUES ($1, 'notifications.deliver-notice', 'notifications', $2, $3, 'PENDING')`,
      [DELIVERY, JSON.stringify({ messageId: MESSAGE }), 100],
    );
    await query(
      `INSERT INTO task_runs (id, task, queue, status, token, lease_until, attempt, worker)
       VALUES ($1, 'core.debug', 'core', 'STARTED', gen_random_uuid(), now() + interval '1 day', 1, 'of that time')`,
      [STARTED],
    );
    expect(await mall.run(['backup', 'create'])).toMatchObject({ status: 0 });
    await worker.stop();
  };

  /** Whether the five hours were caught up on; an hour that begins meanwhile is one more. */
  const isCaughtUp = async (): Promise<boolean> => {
    const caughtUp = await query(
      `SELECT FROM schedule_slots JOIN task_runs ON task_runs.id = schedule_slots.run_id
       WHERE schedule_slots.schedule = 'hourly' AND task_runs.status = 'SUCCESS'`,
    );
    return caughtUp.length >= 5;
  };

  const isThere = async (name: string): Promise<boolean> =>
    (await query('SELECT FROM pg_database WHERE datname = $1', [name])).length > 0;

  it(
    'leaves everything as it was when its process is killed in the middle, and things go on',
    async () => {
      const fresh = `${databaseName(url)}_restoring`;
      const restore = mall.launch(['backup', 'restore', 'latest', '--yes']);
      await expectEventually(() => isThere(fresh), true, PATIENCE);
      await restore.stop('SIGKILL');
      const signingIn = await fetch(`${address}/api/v1/auth/login`, { method: 'POST' });
      expect([signingIn.status, signingIn.headers.get('retry-after')]).toEqual([503, '10']);
      expect(await query('SELECT code FROM shops')).toEqual([{ code: 'NEW' }]);
      const again = await mall.run(['backup', 'restore', 'latest', '--yes']);
      expect(again.status).toBe(1);
      expect(again.stderr).toContain('Everything stands still already');
      // The minute after which it ends by itself.
      await query('UPDATE standstill SET until = now()');
      const called = await mall.run(['call', 'core.debug', '--wait', '30']);
      expect(called).toMatchObject({ status: 0 });
      expect(await isThere(fresh)).toBe(true);
    },
    PATIENCE * 2,
  );

  it(
    'puts the past in its place without a restart, and all that is owed since then is done again',
    async () => {
      const restored = await mall.run(['backup', 'restore', 'latest', '--yes', '--json']);
      expect([restored.status, restored.stderr.includes('    at ')]).toEqual([0, false]);
      const { replacedDatabase } = JSON.parse(restored.stdout) as { replacedDatabase: string };
      expect(await isThere(`${databaseName(url)}_restoring`)).toBe(false);
      expect(await query('SELECT code FROM shops')).toEqual([]);
      const before = new pg.Client({ connectionString: sibling(url, replacedDatabase) });
      await before.connect();
      const { rows } = await before.query('SELECT code FROM shops');
      await before.end();
      expect(rows).toEqual([{ code: 'NEW' }]);

      await expectEventually(isCaughtUp, true, PATIENCE);
      const status = async (): Promise<object[]> =>
        query('SELECT status, attempt FROM task_runs WHERE id = $1', [STARTED]);
      await expectEventually(status, [{ status: 'SUCCESS', attempt: 1 }], PATIENCE);
      const api = await Api.signIn(address);
      expect((await api.get<{ items: object[] }>('/api/v1/shops')).items).toEqual([]);
      expect(await api.get('/api/v1/restorations')).toMatchObject({
        items: [{ status: 'DONE', requestedBy: 'command line', replacedDatabase }],
      });
    },
    PATIENCE * 2,
  );

  it(
    'does not send a second time what has gone out since the backup, unless somebody says so',
    async () => {
      const delivery = async (): Promise<object[]> =>
        query(`SELECT status, error->>'type' AS why FROM task_runs WHERE id = $1`, [DELIVERY]);
      await expectEventually(delivery, [{ status: 'RETRY', why: 'HeldBack' }], PATIENCE / 4);
      expect(mail.mails).toHaveLength(1);
      expect((await mall.run(['notices', 'status'])).stdout).toContain('1 message waits');
      expect((await mall.run(['notices', 'release', '--yes'])).status).toBe(0);
      await mail.received(2);
    },
    PATIENCE,
  );
});
