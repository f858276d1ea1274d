import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { Clock, ConfigModule } from '../config/index.js';
import { DatabaseModule } from '../database/index.js';
import { HttpModule, NotFoundProblem } from '../http/index.js';
import { RunQueries, TaskClient, TasksModule, Worker } from '../tasks/index.js';
import { connectionEnvironment } from './connection-environment.js';
import { backupDatabase, BackupModule, Backups } from './index.js';
import { PgProgramsFinder } from './pg-programs.js';

/** Stands in for pg_dump: gives a version, says that it knows no zstd, then does as told. */
const pretender = (body: string): string => `#!/bin/sh
case "$*" in
  --version) echo 'pg_dump (PostgreSQL) 99.1'; exit ;;
  *--jobs=2) exit 1 ;;
esac
${body}
`;

describe('backup.backup-database', () => {
  let database: TestDatabase;
  let application: INestApplicationContext;
  let dataFolder: string;
  let backupFolder: string;
  let pgPrograms: PgProgramsFinder;

  beforeAll(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'mallkeeper data '));
    backupFolder = join(dataFolder, 'backups');
    database = await createTestDatabase({ MALLKEEPER_DATA_DIR: dataFolder, TASK_LEASE: '2' });
    await fill(database.dataSource);
    application = await start();
  });

  afterAll(async () => {
    await close(application);
    await database.drop();
    await rm(dataFolder, { recursive: true });
  });

  beforeEach(async () => {
    pgPrograms = new PgProgramsFinder();
    await database.dataSource.query('TRUNCATE backups, task_runs, task_logs, task_steps');
    await rm(backupFolder, { recursive: true, force: true });
  });

  /** One process of the installation, with a worker. */
  const start = async (): Promise<INestApplicationContext> => {
    const module = await Test.createTestingModule({
      imports: [
        ConfigModule.register(database.settings),
        DatabaseModule.register(),
        HttpModule,
        TasksModule.register(),
        BackupModule,
      ],
    })
      .overrideProvider(Clock)
      .useValue(new FixedClock(new Date('2026-01-30T20:00:00+08:00')))
      .overrideProvider(PgProgramsFinder)
      .useValue({ find: (...question: Parameters<PgProgramsFinder['find']>) => pgPrograms.find(...question) })
      .compile();
    const started = await module.init();
    await started.get(Worker).start({ name: `worker ${randomUUID()}` });
    return started;
  };

  const close = async (started: INestApplicationContext): Promise<void> => {
    await started.get(Worker).stop(0);
    await started.close();
  };

  /** From here on a script stands in for pg_dump. */
  const pretend = async (script: string): Promise<void> => {
    await writeFile(join(dataFolder, 'pg_dump'), script);
    await chmod(join(dataFolder, 'pg_dump'), 0o755);
    await writeFile(join(dataFolder, 'pg_restore'), `#!/bin/sh\necho 'pg_restore (PostgreSQL) 99.1'`);
    await chmod(join(dataFolder, 'pg_restore'), 0o755);
    pgPrograms = new PgProgramsFinder(() => Promise.resolve([dataFolder]));
  };

  const submit = () => application.get(TaskClient).delay(backupDatabase, {});

  const makeBackup = async () => (await submit()).get({ timeout: 20 });

  /** The only backup there is, once it is what is expected. */
  const onlyBackup = async (status: string) => {
    const backups = application.get(Backups);
    await expectEventually(
      async () => (await backups.list({ limit: 10 })).items.map((each) => each.status),
      [status],
    );
    return (await backups.list({ limit: 10 })).items[0]!;
  };

  const filesLeft = (): Promise<string[]> => readdir(backupFolder).catch(() => []);

  it('leaves one file, readable by its owner only, whose size and SHA-256 are recorded', async () => {
    const result = await makeBackup();
    expect(result.fileName).toBe(`mallkeeper-20260130-200000-${result.id}.dump`);
    expect(await filesLeft()).toEqual([result.fileName]);
    const path = join(backupFolder, result.fileName);
    const content = await readFile(path);
    expect(result.sizeBytes).toBe(content.length);
    expect(result.sha256).toBe(createHash('sha256').update(content).digest('hex'));
    expect((await stat(path)).mode & 0o777).toBe(0o600);

    const [version] = await database.dataSource.query<{ server: string; schema: string }[]>(
      `SELECT current_setting('server_version') AS server, name AS schema
         FROM schema_migrations
        ORDER BY timestamp DESC
        LIMIT 1`,
    );
    expect(await application.get(Backups).get(result.id)).toMatchObject({
      status: 'COMPLETE',
      fileName: result.fileName,
      sizeBytes: result.sizeBytes,
      sha256: result.sha256,
      serverVersion: version!.server,
      schemaVersion: version!.schema,
      error: null,
      finishedAt: expect.any(Date),
    });
    await expect(application.get(Backups).get(randomUUID())).rejects.toThrow(NotFoundProblem);
  });

  it('gives back, restored, every row of every table', async () => {
    const { fileName } = await makeBackup();
    const restored = new URL(database.settings.DATABASE_URL!);
    restored.pathname += '_restored';
    const name = restored.pathname.slice(1);
    await database.dataSource.query(`CREATE DATABASE ${name}`);
    try {
      const { pgRestore } = await pgPrograms.find(15, process.env);
      const restore = spawn(
        pgRestore.path,
        ['--no-password', '--exit-on-error', `--dbname=${name}`, join(backupFolder, fileName)],
        {
          env: connectionEnvironment(restored.href, process.env),
          stdio: ['ignore', 'ignore', 'inherit'],
        },
      );
      expect(await once(restore, 'close')).toEqual([0, null]);
      const copy = await new DataSource({ type: 'postgres', url: restored.href }).initialize();
      const [original, again] = [await contents(database.dataSource), await contents(copy)];
      await copy.destroy();
      expect(original.get('shops')).toMatch(/^20 rows/);
      // What the backup's own run and record became after the snapshot was taken.
      for (const table of ['task_runs', 'task_steps', 'backups', 'nodes']) {
        original.delete(table);
        again.delete(table);
      }
      expect(again).toEqual(original);
    } finally {
      await database.dataSource.query(`DROP DATABASE ${name} WITH (FORCE)`);
    }
  });

  it('makes one at a time, on whatever workers', async () => {
    const other = await start();
    const results = await Promise.all([makeBackup(), makeBackup(), makeBackup()]);
    await close(other);
    expect(new Set(results.map((each) => each.id)).size).toBe(3);
    const backups = (await application.get(Backups).list({ limit: 10 })).items.reverse();
    expect(backups.map((each) => each.status)).toEqual(['COMPLETE', 'COMPLETE', 'COMPLETE']);
    for (const [index, backup] of backups.slice(1).entries()) {
      expect(backup.startedAt.getTime()).toBeGreaterThanOrEqual(backups[index]!.finishedAt!.getTime());
    }
    expect(await filesLeft()).toHaveLength(3);
  });

  it('leaves no file and says why when pg_dump dies in the middle', async () => {
    await pretend(pretender(`head -c 300000 /dev/zero; echo 'server closed the connection' >&2; kill -9 $$`));
    const { id: runId } = await submit();
    const backup = await onlyBackup('FAILED');
    expect(backup.runId).toBe(runId);
    expect(backup.error).toContain('SIGKILL');
    expect(backup.error).toContain('server closed the connection');
    expect(backup.sizeBytes).toBeNull();
    expect(await filesLeft()).toEqual([]);
    await expectEventually(async () => (await application.get(RunQueries).get(runId)).status, 'RETRY');
  });

  it('is not whole when pg_dump gives everything and then an error', async () => {
    await pretend(pretender(`echo PGDMP; exit 3`));
    await submit();
    expect((await onlyBackup('FAILED')).error).toContain('status 3');
    expect(await filesLeft()).toEqual([]);
  });

  it('ends pg_dump and removes the temporary file when the worker has to stop', async () => {
    const pidFile = join(dataFolder, 'pid');
    await pretend(pretender(`echo $$ > '${pidFile}'; head -c 300000 /dev/zero; exec sleep 600`));
    await submit();
    await expectEventually(async () => (await filesLeft()).length, 1);
    const pid = Number(await readFile(pidFile, 'utf8'));
    expect(isAlive(pid)).toBe(true);
    await application.get(Worker).stop(0);
    expect((await onlyBackup('FAILED')).error).toContain('The worker is stopping');
    expect(isAlive(pid)).toBe(false);
    expect(await filesLeft()).toEqual([]);

    await close(application);
    await database.dataSource.query('TRUNCATE task_runs, task_logs, task_steps');
    application = await start();
  });

  it('gives up when the connection that keeps others waiting is lost', async () => {
    await pretend(pretender(`exec sleep 600`));
    await submit();
    await expectEventually(async () => (await filesLeft()).length, 1);
    await database.dataSource.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'mallkeeper backup lock'`,
    );
    expect((await onlyBackup('FAILED')).error).toContain('was lost');
    expect(await filesLeft()).toEqual([]);
  });

  it('clears away what a worker left that died', async () => {
    const dead = randomUUID();
    await mkdir(backupFolder, { recursive: true });
    await writeFile(join(backupFolder, 'half.dump.tmp'), 'half');
    await database.dataSource.query(
      `INSERT INTO backups (id, run_id, file_name, status) VALUES ($1, $2, 'half.dump', 'RUNNING')`,
      [dead, randomUUID()],
    );
    const result = await makeBackup();
    expect(await application.get(Backups).get(dead)).toMatchObject({
      status: 'FAILED',
      error: expect.stringContaining('worker died'),
    });
    expect(await filesLeft()).toEqual([result.fileName]);
  });

  it('makes no second file for a run whose end alone was not recorded', async () => {
    const first = await submit();
    const result = await first.get({ timeout: 20 });
    await database.dataSource.query(
      `UPDATE task_runs SET status = 'PENDING', result = NULL, finished_at = NULL WHERE id = $1`,
      [first.id],
    );
    expect(await first.get({ timeout: 20 })).toEqual(result);
    expect(await filesLeft()).toEqual([result.fileName]);
  });

  it('does not try again where no pg_dump is new enough, and says what to install', async () => {
    await pretend(`#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'`);
    await expect(makeBackup()).rejects.toThrow(
      /TaskRejected: No pg_dump was found that can back up PostgreSQL \d+ \(.*9\.6\.24\)\. Install/,
    );
    expect((await onlyBackup('FAILED')).error).toContain('No pg_dump');
  });

  it('keeps address and password out of the arguments of pg_dump', async () => {
    const seen = join(dataFolder, 'arguments');
    await pretend(pretender(`echo "$@" > '${seen}'; exit 1`));
    await submit();
    await onlyBackup('FAILED');
    expect(await readFile(seen, 'utf8')).toBe('--format=custom --no-password\n');
  });
});

async function fill(dataSource: DataSource): Promise<void> {
  await dataSource.query(`
    INSERT INTO shops (code, name, area_sqm)
    SELECT 'L1-' || number, '店铺 ' || number, number FROM generate_series(1, 20) AS number`);
  await dataSource.query(`
    INSERT INTO tenants (name) SELECT '租户 ' || number FROM generate_series(1, 20) AS number`);
  await dataSource.query(`
    INSERT INTO audit_log (actor, action, subject_type, subject_id)
    SELECT 'spec', 'fill', 'shop', id::text FROM shops`);
}

/** How many rows each table of a database has, and a checksum of all of them. */
async function contents(dataSource: DataSource): Promise<Map<string, string>> {
  const tables = await dataSource.query<{ name: string }[]>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename`,
  );
  const found = new Map<string, string>();
  for (const { name } of tables) {
    const [row] = await dataSource.query<{ content: string }[]>(
      `SELECT count(*) || ' rows ' || md5(coalesce(string_agg(row::text, ',' ORDER BY row::text), '')) AS content
       FROM ${name} AS row`,
    );
    found.set(name, row!.content);
  }
  return found;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Looks every 20 ms until what is found is what is expected; fails with the difference after 10 s. */
async function expectEventually<Value>(look: () => Promise<Value>, expected: Value): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const found = await look();
    try {
      expect(found).toEqual(expected);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
