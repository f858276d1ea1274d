import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { BackupApplication, filesOf } from '../../test/support/backup-application.js';
import { expectEventually } from '../../test/support/eventually.js';
import { NotFoundProblem } from '../http/index.js';
import { RunQueries, Worker } from '../tasks/index.js';
import { backupDatabase } from './index.js';

describe('backup.backup-database', () => {
  let mall: BackupApplication;

  beforeAll(async () => {
    mall = await BackupApplication.start();
    await fill(mall.database.dataSource);
  });
  afterAll(() => mall.close());
  beforeEach(() => mall.clear());

  const query = <Row extends object>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
    mall.database.dataSource.query<Row[]>(sql, parameters);

  it('leaves a dump, readable by its owner only, whose size and SHA-256 are recorded', async () => {
    const result = await mall.make();
    expect(result.fileName).toBe(`mallkeeper-20260130-200000-${result.id}.dump`);
    expect(await mall.files()).toEqual(filesOf(result.fileName));
    const path = join(mall.backupFolder, result.fileName);
    const content = await readFile(path);
    expect(result.sizeBytes).toBe(content.length);
    expect(result.sha256).toBe(createHash('sha256').update(content).digest('hex'));
    for (const file of await mall.files()) {
      expect((await stat(join(mall.backupFolder, file))).mode & 0o777).toBe(0o600);
    }
    expect(await mall.backups.get(result.id)).toMatchObject({
      fileName: result.fileName,
      sizeBytes: result.sizeBytes,
      sha256: result.sha256,
      encrypted: false,
      error: null,
      finishedAt: expect.any(Date),
    });
    await expect(mall.backups.get(randomUUID())).rejects.toThrow(NotFoundProblem);
  });

  it('counts as verified once it was restored and compared, every row of every table', async () => {
    const result = await mall.make();
    expect(await mall.backups.get(result.id)).toMatchObject({
      status: 'VERIFIED',
      verifiedAt: expect.any(Date),
    });
    const tables = await query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM pg_tables WHERE schemaname = 'public'`,
    );
    expect(result.tables).toBe(tables[0]!.count);
    expect(result.rows).toBeGreaterThan(60);
  });

  it('leaves no scratch database behind', async () => {
    await mall.make();
    // Other specs have theirs on the same server.
    const [own] = await query<{ id: string }>('SELECT id FROM installation');
    const mark = createHash('sha256').update(own!.id).digest('hex').slice(0, 8);
    const left = await query('SELECT datname FROM pg_database WHERE datname LIKE $1', [
      `mallkeeper_scratch_${mark}%`,
    ]);
    expect(left).toEqual([]);
  });

  it('says in its manifest what it was taken from, and seals that', async () => {
    const { fileName } = await mall.make();
    const [line = '', seal = ''] = (
      await readFile(join(mall.backupFolder, filesOf(fileName)[1]!), 'utf8')
    ).split('\n');
    const [version] = await query<{ server: string; schema: string }>(
      `SELECT split_part(current_setting('server_version'), ' ', 1) AS server, name AS schema
       FROM schema_migrations
       ORDER BY timestamp DESC
       LIMIT 1`,
    );
    const manifest = JSON.parse(line) as Record<string, never>;
    expect(manifest).toMatchObject({
      format: 1,
      encryption: 'none',
      serverVersion: version!.server,
      schemaVersion: version!.schema,
      contents: {
        tables: {
          'public.shops': { rows: 20, checksum: expect.stringMatching(/^[0-9a-f]{32}$/) },
          'public.tenants': { rows: 20 },
        },
        objects: { extension: expect.any(Number), index: expect.any(Number), trigger: expect.any(Number) },
      },
    });
    expect(JSON.parse(seal)).toEqual({
      sha256: createHash('sha256').update(line).digest('hex'),
      hmac: null,
    });
  });

  it('makes one at a time, on whatever workers', async () => {
    const other = await mall.startWorker();
    const results = await Promise.all([mall.make(), mall.make(), mall.make()]);
    await mall.stopWorker(other);
    expect(new Set(results.map((each) => each.id)).size).toBe(3);
    const backups = (await mall.backups.list({ limit: 10 })).items.reverse();
    // Each is pruned by the next one of the same day.
    expect(backups.map((each) => each.status)).toEqual(['PRUNED', 'PRUNED', 'VERIFIED']);
    for (const [index, backup] of backups.slice(1).entries()) {
      expect(backup.startedAt.getTime()).toBeGreaterThanOrEqual(backups[index]!.finishedAt!.getTime());
    }
    expect(await mall.files()).toEqual(filesOf(backups.at(-1)!.fileName));
  });

  it('leaves no file and says why when pg_dump dies in the middle', async () => {
    await mall.pretend({
      pg_dump: `head -c 300000 /dev/zero; echo 'server closed the connection' >&2; kill -9 $$`,
    });
    const { id: runId } = await mall.submit();
    const backup = await mall.only('FAILED');
    expect(backup.runId).toBe(runId);
    expect(backup.error).toContain('SIGKILL');
    expect(backup.error).toContain('server closed the connection');
    expect(backup.sizeBytes).toBeNull();
    expect(await mall.files()).toEqual([]);
    await expectEventually(async () => (await mall.application.get(RunQueries).get(runId)).status, 'RETRY');
  });

  it('is not whole when pg_dump gives everything and then an error', async () => {
    await mall.pretend({ pg_dump: `echo PGDMP; exit 3` });
    await mall.submit();
    expect((await mall.only('FAILED')).error).toContain('status 3');
    expect(await mall.files()).toEqual([]);
  });

  it('stays unverified, and is tried again, when it cannot be restored here', async () => {
    await mall.pretend({ pg_dump: 'echo PGDMP', pg_restore: 'echo no space left >&2; exit 1' });
    const { id: runId } = await mall.submit();
    await expectEventually(async () => (await mall.application.get(RunQueries).get(runId)).status, 'RETRY');
    const backup = await mall.only('COMPLETE');
    expect(backup.verifiedAt).toBeNull();
    expect((await mall.application.get(RunQueries).get(runId)).error?.message).toContain('no space left');
  });

  it('is damaged when its copy is not the database, and the managers hear of it', async () => {
    await query(`UPDATE shops SET manager_email = 'manager@mall.example', manager_name = '王经理'`);
    await mall.pretend({ pg_dump: 'echo PGDMP' });
    await mall.submit();
    const backup = await mall.only('DAMAGED');
    expect(backup.error).toContain('The table public.shops is missing.');
    const notices = await query<{ recipient: string; title: string }>(
      `SELECT recipient, title FROM notices WHERE kind = 'backup-trouble'`,
    );
    expect(notices).toEqual([
      { recipient: 'manager:manager@mall.example', title: expect.stringContaining(backup.id) },
    ]);
  });

  it('ends pg_dump and removes the temporary file when the worker has to stop', async () => {
    const pidFile = join(mall.dataFolder, 'pid');
    await mall.pretend({ pg_dump: `echo $$ > '${pidFile}'; head -c 300000 /dev/zero; exec sleep 600` });
    await mall.submit();
    await expectEventually(async () => (await mall.files()).length, 1);
    const pid = Number(await readFile(pidFile, 'utf8'));
    expect(isAlive(pid)).toBe(true);
    await mall.application.get(Worker).stop(0);
    expect((await mall.only('FAILED')).error).toContain('The worker is stopping');
    expect(isAlive(pid)).toBe(false);
    expect(await mall.files()).toEqual([]);

    await mall.stopWorker();
    await query('TRUNCATE task_runs, task_logs, task_steps');
    await mall.startWorker();
  });

  it('gives up when the connection that keeps others waiting is lost', async () => {
    await mall.pretend({ pg_dump: `exec sleep 600` });
    await mall.submit();
    await expectEventually(async () => (await mall.files()).length, 1);
    await query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'mallkeeper backup lock'`,
    );
    expect((await mall.only('FAILED')).error).toContain('was lost');
    expect(await mall.files()).toEqual([]);
  });

  it('clears away what a worker left that died', async () => {
    const dead = randomUUID();
    const fileName = `mallkeeper-20260129-200000-${dead}.dump`;
    await mkdir(mall.backupFolder, { recursive: true });
    // It died between the dump and its manifest; and another one in the middle of the dump.
    await writeFile(join(mall.backupFolder, fileName), 'whole, but no backup');
    await writeFile(join(mall.backupFolder, 'half.dump.tmp'), 'half');
    await query(`INSERT INTO backups (id, run_id, file_name, status) VALUES ($1, $2, $3, 'RUNNING')`, [
      dead,
      randomUUID(),
      fileName,
    ]);
    const result = await mall.make();
    expect(await mall.backups.get(dead)).toMatchObject({
      status: 'FAILED',
      error: expect.stringContaining('worker died'),
    });
    expect(await mall.files()).toEqual(filesOf(result.fileName));
  });

  it('makes no second one for a run whose end alone was not recorded', async () => {
    const first = await mall.submit();
    const result = await first.get({ timeout: 30 });
    await query(`UPDATE task_runs SET status = 'PENDING', result = NULL, finished_at = NULL WHERE id = $1`, [
      first.id,
    ]);
    expect(await first.get({ timeout: 30 })).toEqual({
      ...result,
      seconds: { dump: null, count: null, verify: expect.any(Number) },
    });
    expect(await mall.files()).toEqual(filesOf(result.fileName));
  });

  it('keeps a backup that was whole when its worker died, though the database had not heard of it', async () => {
    const result = await mall.make();
    await query(`UPDATE backups SET status = 'RUNNING', size_bytes = NULL, sha256 = NULL, manifest = NULL`);
    // Of the day before, so that retention keeps both.
    await query(`UPDATE backups SET started_at = started_at - interval '1 day'`);
    await mall.make();
    expect(await mall.backups.get(result.id)).toMatchObject({ status: 'VERIFIED', sha256: result.sha256 });
  });

  it('does not try again where no pg_dump is new enough, and says what to install', async () => {
    await mall.pretend({ pg_dump: '' }, '9.6.24');
    await expect(mall.make()).rejects.toThrow(/TaskRejected: .*pg_dump.*9\.6\.24.*Install/);
    expect((await mall.only('FAILED')).error).toContain('pg_dump');
  });

  it('keeps address and password out of the arguments of pg_dump', async () => {
    const seen = join(mall.dataFolder, 'arguments');
    await mall.pretend({ pg_dump: `echo "$@" > '${seen}'; exit 1` });
    await mall.submit();
    await mall.only('FAILED');
    expect(await readFile(seen, 'utf8')).toMatch(
      /^--format=custom --no-password --snapshot=[0-9A-F-]+( --compress=zstd)?\n$/,
    );
  });

  it('is declared for the queue backup, and never runs twice at once', () => {
    expect(backupDatabase).toMatchObject({ queue: 'backup', concurrency: 1 });
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

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
