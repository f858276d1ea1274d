import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { BackupApplication, filesOf } from '../support/backup-application.js';
import { expectEventually } from '../support/eventually.js';
import { NewerSchemaError, Standstill } from '../../src/database/index.js';
import { rootLogger } from '../../src/logging/index.js';
import { NotificationHold } from '../../src/notifications/index.js';
import { RunQueries } from '../../src/tasks/index.js';
import { type BackupArchive, BackupArchives } from '../../src/backup/backup-archive.js';
import { backupName, dumpFile } from '../../src/backup/backup-name.js';
import { BackupDamagedError, RestoreRefusedError } from '../../src/backup/backup.errors.js';
import { connectionEnvironment } from '../../src/backup/connection-environment.js';
import { databaseContents } from '../../src/backup/database-contents.js';
import { DatabaseRestore, type RestoreResult } from '../../src/backup/database-restore.js';
import { DumpDigest } from '../../src/backup/dump-digest.js';
import { runPgDump } from '../../src/backup/dump-process.js';
import { PgProgramsFinder } from '../../src/backup/pg-programs.js';
import { dropReplaced, replacedDatabases } from '../../src/backup/replaced-databases.js';
import { Restorations } from '../../src/backup/restorations.js';
import { databaseName, drop, sibling, withServer } from '../../src/backup/scratch-database.js';
import { sealed } from '../../src/backup/sealed-file.js';
import { withSnapshot } from '../../src/backup/snapshot.js';
import type { Watcher } from '../../src/backup/watcher.js';

const WATCHER: Watcher = {
  signal: new AbortController().signal,
  logger: rootLogger(),
  progress: async () => undefined,
};

describe('restoring a backup', () => {
  let mall: BackupApplication;
  let url: string;
  /** A folder with a backup in which there is the old shop alone, and the name of its dump. */
  let prepared: string;
  let fileName: string;
  /** Databases that a test has made. */
  let made: string[];

  beforeAll(async () => {
    mall = await BackupApplication.start();
    url = mall.database.settings.DATABASE_URL!;
    await addOldShop();
    ({ fileName } = await mall.make());
    prepared = join(mall.dataFolder, 'prepared');
    await cp(mall.backupFolder, prepared, { recursive: true });
  }, 60_000);
  afterAll(() => mall.close());

  beforeEach(async () => {
    made = [];
    await mall.clear();
    await query('DELETE FROM shops');
    await query('DELETE FROM notification_hold');
    await addOldShop();
    await cp(prepared, mall.backupFolder, { recursive: true });
  });
  afterEach(async () => {
    // The backup's own run, which begins again in the restored database.
    await expectEventually(
      async () => (await query(`SELECT FROM task_runs WHERE status IN ('PENDING', 'STARTED')`)).length,
      0,
    );
    for (const { name } of await replacedDatabases(url)) await dropReplaced(url, name);
    await withServer(url, async (client) => {
      for (const name of made) await drop(client, name);
    });
  });

  const query = <Row extends object>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
    mall.database.dataSource.query<Row[]>(sql, parameters);

  const addOldShop = (): Promise<object[]> =>
    query(`INSERT INTO shops (code, name, area_sqm) VALUES ('OLD', 'before the backup', 1)`);

  const shops = async (database = url): Promise<string[]> => {
    const client = new pg.Client({ connectionString: database });
    await client.connect();
    try {
      const { rows } = await client.query<{ code: string }>('SELECT code FROM shops ORDER BY code');
      return rows.map(({ code }) => code);
    } finally {
      await client.end();
    }
  };

  const restore = async (reference = 'latest', into?: string, watcher = WATCHER): Promise<RestoreResult> => {
    const restoring = mall.application.get(DatabaseRestore);
    return restoring.run(await restoring.plan(reference, into), { requestedBy: 'spec' }, watcher);
  };

  const addShop = (code: string): Promise<object[]> =>
    query(`INSERT INTO shops (code, name, area_sqm) VALUES ($1, 'later', 1)`, [code]);

  it('brings back what was there, and keeps what came since in the database that it replaces', async () => {
    await addShop('NEW');
    const { replacedDatabase, tables, rows } = await restore();
    expect(await shops()).toEqual(['OLD']);
    expect(await shops(sibling(url, replacedDatabase!))).toEqual(['NEW', 'OLD']);
    expect(tables).toBeGreaterThan(30);
    expect(rows).toBeGreaterThan(0);
    expect((await replacedDatabases(url)).map(({ name }) => name)).toEqual([replacedDatabase]);
  });

  it('lets a worker go on without a restart, and the run that was under way when the backup was made', async () => {
    await rm(mall.backupFolder, { recursive: true });
    const { id } = await mall.make();
    await restore();
    // The backup's own run was being executed in the moment that the database is of.
    await expectEventually(
      async () =>
        (await query<{ status: string }>('SELECT status FROM task_runs')).map(({ status }) => status),
      ['SUCCESS'],
    );
    // It has not made another one, but knows this one; and the next one does not clear it away.
    expect(await mall.backups.get(id)).toMatchObject({ status: 'VERIFIED' });
    const files = await mall.files();
    await query(`UPDATE backups SET started_at = started_at - interval '1 day'`);
    await mall.make();
    expect(await mall.files()).toEqual(expect.arrayContaining(files));
  });

  it('ends all sessions, forgets who worked, and holds what would go out', async () => {
    await query(
      `INSERT INTO users (username, password_hash, role) VALUES ('somebody', 'x', 'administrator') ON CONFLICT DO NOTHING`,
    );
    await query(
      `INSERT INTO sessions (token_hash, user_id, expires_at)
       SELECT '\\x01'::bytea, id, now() + interval '1 hour' FROM users LIMIT 1`,
    );
    await query(
      `INSERT INTO nodes (name, kind, host, pid) VALUES ('a worker of that time', 'worker', 'elsewhere', 1)`,
    );
    const made = await mall.make();
    await query('DELETE FROM sessions');
    await restore();
    expect(await query('SELECT FROM sessions')).toEqual([]);
    expect(await query(`SELECT FROM nodes WHERE host = 'elsewhere'`)).toEqual([]);
    expect(await mall.application.get(NotificationHold).current()).toMatchObject({
      held: true,
      heldBy: 'spec',
      reason: expect.stringContaining(made.fileName.replace('.dump', '')),
    });
    const audited = await query<object>(
      `SELECT actor FROM audit_log WHERE action = 'backup.restore' AND subject_id = $1`,
      [made.fileName.replace('.dump', '')],
    );
    expect(audited).toEqual([{ actor: 'spec' }]);
  });

  it('does not take for whole what was removed since, and finds only the others to verify', async () => {
    const [first, second] = [await mall.make(), await mall.make()];
    // The second one was made while the first one was there, and has removed it.
    await restore(second.fileName);
    expect(await mall.backups.get(first.id)).toMatchObject({ status: 'PRUNED', prunedAt: expect.any(Date) });
    expect(await mall.backups.get(second.id)).toMatchObject({ status: 'VERIFIED' });
    expect(await mall.backups.anyOlderVerified('none')).toBeUndefined();
  });

  it('records the restoration, and lets everything go on', async () => {
    const result = await restore();
    expect(await new Restorations(mall.database.dataSource).get(result.id)).toMatchObject({
      status: 'DONE',
      requestedBy: 'spec',
      replacedDatabase: result.replacedDatabase,
      finishedAt: expect.any(Date),
    });
    expect(await new Standstill(mall.database.dataSource).current()).toBeUndefined();
    // Nobody may work with the old one by mistake.
    const client = new pg.Client({ connectionString: sibling(url, result.replacedDatabase!) });
    await client.connect();
    const { rows } = await client.query(`SELECT until = 'infinity' AS still FROM standstill`);
    await client.end();
    expect(rows).toEqual([{ still: true }]);
  });

  it('stands still meanwhile, and is never without a database', async () => {
    const seen = { still: 0, missing: 0 };
    let over = false;
    const name = databaseName(url);
    const watching = withServer(url, async (client) => {
      while (!over) {
        const { rows } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
        if (rows.length !== 1) seen.missing++;
      }
    });
    await restore('latest', undefined, {
      ...WATCHER,
      progress: async () => {
        const current = await new Standstill(mall.database.dataSource).current();
        if (current?.reason.includes('is being restored')) seen.still++;
      },
    });
    over = true;
    await watching;
    expect(seen.still).toBeGreaterThan(3);
    expect(seen.missing).toBe(0);
  });

  it('sends away whoever else is connected', async () => {
    const other = new pg.Client({ connectionString: url });
    const errors: Error[] = [];
    other.on('error', (error: Error) => errors.push(error));
    await other.connect();
    await other.query('BEGIN');
    await restore();
    expect(errors[0]?.message).toContain('terminating connection');
    expect(await shops()).toEqual(['OLD']);
  });

  it('changes nothing when the backup is damaged, and says why', async () => {
    await addShop('NEW');
    const path = join(mall.backupFolder, fileName);
    const bytes = await readFile(path);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(path, bytes);
    await expect(restore()).rejects.toThrow(BackupDamagedError);
    expect(await shops()).toEqual(['NEW', 'OLD']);
    expect(await replacedDatabases(url)).toEqual([]);
    expect(await query('SELECT status, error FROM restorations')).toEqual([
      { status: 'FAILED', error: expect.stringContaining('is altered in part 1 of 1') },
    ]);
    expect(await new Standstill(mall.database.dataSource).current()).toBeUndefined();
    expect(await query(`SELECT FROM pg_database WHERE datname LIKE '%restoring'`)).toEqual([]);
    // Workers have gone on.
    await mall.make();
  });

  it('changes nothing when it is interrupted, and the next one clears up', async () => {
    await addShop('NEW');
    const interruption = new AbortController();
    const interrupted = restore('latest', undefined, {
      ...WATCHER,
      signal: interruption.signal,
      progress: async (_current, _total, words) => {
        if (words === 'comparing the tables') interruption.abort(new Error('interrupted'));
      },
    });
    await expect(interrupted).rejects.toThrow('interrupted');
    expect(await shops()).toEqual(['NEW', 'OLD']);
    // As if its process had died: nobody dropped what it had begun, and nobody ended the standstill but time.
    const left = `${databaseName(url)}_restoring`;
    await withServer(url, (client) => client.query(`CREATE DATABASE ${client.escapeIdentifier(left)}`));
    await query(
      `INSERT INTO standstill (reason, until) VALUES ('one that died', now() - interval '1 second')`,
    );
    await query(
      `INSERT INTO restorations (id, backup, requested_by, status) VALUES ('ffffffff-0000-7000-8000-000000000000', 'x', 'x', 'RUNNING')`,
    );
    const { items } = await new Restorations(mall.database.dataSource).list({ limit: 1 });
    expect(items[0]).toMatchObject({ status: 'FAILED', error: 'Its process ended.' });
    await restore();
    expect(await shops()).toEqual(['OLD']);
    expect(await query('SELECT FROM pg_database WHERE datname = $1', [left])).toEqual([]);
  });

  it('refuses a backup of a newer version before it does anything', async () => {
    const file = join(mall.backupFolder, filesOf(fileName)[1]!);
    const [line = ''] = (await readFile(file, 'utf8')).split('\n');
    const newer = { ...(JSON.parse(line) as object), schemaVersion: 'FromTheFuture9999999999999' };
    await writeFile(file, sealed(newer, []));
    await expect(restore(fileName)).rejects.toThrow(NewerSchemaError);
    expect(await query('SELECT FROM restorations')).toEqual([]);
  });

  it('makes the database that it is to go into, with an installation of its own', async () => {
    await addShop('NEW');
    const into = sibling(url, `${databaseName(url)}_copy`);
    made.push(databaseName(into));
    const { replacedDatabase } = await restore('latest', into);
    expect(replacedDatabase).toBeNull();
    expect(await shops(into)).toEqual(['OLD']);
    expect(await shops()).toEqual(['NEW', 'OLD']);
    const client = new pg.Client({ connectionString: into });
    await client.connect();
    const { rows } = await client.query<{ id: string }>('SELECT id FROM installation');
    await client.end();
    const [here] = await query<{ id: string }>('SELECT id FROM installation');
    expect(rows[0]!.id).not.toBe(here!.id);
    // Again: this time there is one, which is put aside.
    const again = await restore('latest', into);
    made.push(again.replacedDatabase!);
    expect(await shops(sibling(url, again.replacedDatabase!))).toEqual(['OLD']);
  });

  it("refuses a database of somebody else, and PostgreSQL's own", async () => {
    const foreign = sibling(url, `${databaseName(url)}_foreign`);
    made.push(databaseName(foreign));
    await withServer(url, (client) =>
      client.query(`CREATE DATABASE ${client.escapeIdentifier(databaseName(foreign))}`),
    );
    const client = new pg.Client({ connectionString: foreign });
    await client.connect();
    await client.query('CREATE TABLE theirs ()');
    await client.end();
    await expect(restore('latest', foreign)).rejects.toThrow(RestoreRefusedError);
    await expect(restore('latest', sibling(url, 'postgres'))).rejects.toThrow(RestoreRefusedError);
    expect(await query('SELECT FROM pg_database WHERE datname = $1', [databaseName(foreign)])).toHaveLength(
      1,
    );
  });

  /** Takes back what the last migration did. */
  const UNDO = `
    DELETE FROM schema_migrations WHERE name LIKE 'Backups%';
    DROP TABLE restorations;
    DROP INDEX backups_status;
    ALTER TABLE backups DROP COLUMN manifest, DROP COLUMN verified_at, DROP COLUMN pruned_at`;

  it('brings a backup of an older version up to date', async () => {
    const older = sibling(url, `${databaseName(url)}_older`);
    made.push(databaseName(older));
    await restore('latest', older);
    const client = new pg.Client({ connectionString: older });
    await client.connect();
    await client.query(UNDO);
    await client.end();
    const name = await fileByHand(mall.application.get(BackupArchives).open(), older);
    expect((await restore(name)).migrations).toEqual([expect.stringMatching(/^Backups/)]);
    expect(await shops()).toEqual(['OLD']);
    expect(await query('SELECT status FROM restorations')).toEqual([{ status: 'DONE' }]);
  });

  it('replaces a database of an older version', async () => {
    await addShop('NEW');
    await query(UNDO);
    await restore();
    expect(await shops()).toEqual(['OLD']);
  });

  it('waits for a run to end before it begins', async () => {
    await query(
      `INSERT INTO task_runs (id, task, queue, status, token, lease_until, attempt)
       VALUES (gen_random_uuid(), 'core.debug', 'core', 'STARTED', gen_random_uuid(), now() + interval '3 seconds', 1)`,
    );
    expect(await mall.application.get(RunQueries).executing()).toBe(1);
    const said: (string | undefined)[] = [];
    await restore('latest', undefined, {
      ...WATCHER,
      progress: async (_current, _total, words) => void said.push(words),
    });
    expect(said[0]).toBe('waiting for 1 runs to end');
  });
});

/** A backup of a database that knows none, as the version that it is of would have made it. @returns its name. */
async function fileByHand(archive: BackupArchive, url: string): Promise<string> {
  const { signal } = new AbortController();
  const environment = connectionEnvironment(url, process.env);
  const { pgDump, compression } = await new PgProgramsFinder().find(15, environment);
  const id = uuidv7();
  const name = backupName(id, new Date(), 'UTC');
  const file = dumpFile(name, 'none');
  const digest = new DumpDigest();
  return withSnapshot(url, signal, async (snapshot) => {
    await runPgDump(pgDump.path, [`--snapshot=${snapshot.id}`], environment, signal, (content) =>
      archive.repository.write(file, digest.of(content)),
    );
    const { installation, schemaVersion, serverVersion, locale, databaseBytes, takenAt } = snapshot;
    await archive.fileManifest({
      format: 1,
      ...{ id, name, runId: id, installation, takenAt: takenAt.toISOString(), mallkeeperVersion: '0.0.9' },
      ...{ schemaVersion, serverVersion, dumpVersion: pgDump.version, compression, encryption: 'none' },
      ...{ locale, databaseBytes, dump: { file, ...digest.finish() } },
      contents: await databaseContents(snapshot.client),
    });
    return name;
  });
}
