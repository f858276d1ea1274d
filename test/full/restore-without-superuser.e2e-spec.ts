import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { BackupService } from '../../src/backup/index.js';
import { DatabaseRestore } from '../../src/backup/database-restore.js';
import { databaseName } from '../../src/backup/scratch-database.js';
import type { Watcher } from '../../src/backup/watcher.js';
import { rootLogger } from '../../src/logging/index.js';
import { BackupApplication } from '../support/backup-application.js';
import { ChaosServers } from '../support/chaos-servers.js';
import { expectEventually } from '../support/eventually.js';

const ROLE = 'mall';

/** What the documents ask for is CREATEDB: everything must do with that, also while PostgreSQL tidies up by itself. */
describe('backups of a role that is no superuser', () => {
  let servers: ChaosServers;
  let superuser: pg.Client;
  let mall: BackupApplication;
  let name: string;

  beforeAll(async () => {
    servers = await ChaosServers.start();
    await connect();
    // Three would be all at the tables of one database, and none at those of the other.
    await superuser.query('ALTER SYSTEM SET autovacuum_max_workers = 20');
    await servers.restartPostgres();
    await connect();
    await superuser.query(`CREATE ROLE ${ROLE} LOGIN CREATEDB PASSWORD 'mall'`);
    // So slow that a worker is still at it when its database is to be renamed or dropped.
    for (const setting of ['naptime = 1', 'vacuum_cost_delay = 100', 'vacuum_cost_limit = 1']) {
      await superuser.query(`ALTER SYSTEM SET autovacuum_${setting}`);
    }
    await tidyUp('off');
    const url = new URL(servers.databaseUrl);
    [url.username, url.password] = [ROLE, 'mall'];
    process.env.TEST_DATABASE_URL = url.href;
    process.env.TEST_REDIS_URL = servers.broker.settings.REDIS_URL ?? '';
    mall = await BackupApplication.start();
    name = databaseName(mall.database.settings.DATABASE_URL!);
    await mall.database.dataSource.query(`
      INSERT INTO audit_log (actor, action, subject_type, subject_id)
      SELECT repeat('x', 500), 'fill', 'shop', number::text FROM generate_series(1, 20000) AS number`);
    await mall.make();
  }, 120_000);
  afterAll(async () => {
    await tidyUp('off');
    await mall.close();
    await superuser.end();
    await servers.stop();
  });

  const connect = async (): Promise<void> => {
    superuser = new pg.Client({ connectionString: servers.databaseUrl });
    superuser.on('error', () => undefined);
    await superuser.connect();
  };

  const tidyUp = async (what: 'on' | 'off'): Promise<void> => {
    await superuser.query(`ALTER SYSTEM SET autovacuum = ${what}`);
    await superuser.query('SELECT pg_reload_conf()');
    if (what === 'on') return;
    // They would go on with their tables for minutes, and keep databases from being dropped.
    const endTidying = async (): Promise<number> => {
      const { rowCount } = await superuser.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'autovacuum worker'`,
      );
      return rowCount ?? 0;
    };
    await expectEventually(endTidying, 0, 30_000);
  };

  const tidied = async (database: RegExp): Promise<boolean> => {
    const { rows } = await superuser.query<{ datname: string }>(
      `SELECT datname FROM pg_stat_activity WHERE backend_type = 'autovacuum worker' AND datname IS NOT NULL`,
    );
    return rows.some(({ datname }) => database.test(datname));
  };

  /** Has PostgreSQL tidy databases up from the first time on that these words are said. */
  const tidyingUp = (words: string, ...databases: RegExp[]): Watcher => ({
    signal: new AbortController().signal,
    logger: rootLogger(),
    progress: async (_current, _total, said) => {
      if (said !== words) return;
      await tidyUp('on');
      for (const each of databases) await expectEventually(() => tidied(each), true, 30_000);
    },
  });

  it('drops the scratch database though autovacuum is at work in it', async () => {
    const watcher = tidyingUp('comparing the tables', /^mallkeeper_scratch_/);
    const { record } = await mall.application.get(BackupService).verifyNow('latest', watcher);
    await tidyUp('off');
    expect(record.outcome).toBe('VERIFIED');
    const left = await superuser.query(`SELECT FROM pg_database WHERE datname LIKE 'mallkeeper_scratch_%'`);
    expect(left.rows).toEqual([]);
  });

  it('swaps databases in which autovacuum is at work, with the settings that it may give', async () => {
    await superuser.query(`ALTER DATABASE ${name} SET search_path = "$user", public`);
    await superuser.query(`ALTER DATABASE ${name} SET work_mem = '5MB'`);
    await superuser.query(`ALTER DATABASE ${name} SET log_min_duration_statement = '10s'`);
    const restoring = mall.application.get(DatabaseRestore);
    const plan = await restoring.plan('latest');
    const watcher = tidyingUp('swapping the databases', new RegExp(`^${name}$`), /_restoring$/);
    const { replacedDatabase } = await restoring.run(plan, { requestedBy: 'spec' }, watcher);
    await tidyUp('off');
    expect(replacedDatabase).toContain('_replaced_');
    const { rows } = await superuser.query<{ setting: string }>(
      `SELECT unnest(setconfig) AS setting
       FROM pg_db_role_setting
       JOIN pg_database ON pg_database.oid = setdatabase
       WHERE datname = $1
       ORDER BY 1`,
      [name],
    );
    expect(rows.map(({ setting }) => setting)).toEqual(['search_path="$user", public', 'work_mem=5MB']);
  });
});
