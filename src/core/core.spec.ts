import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { withOneConnection } from '../../test/support/one-connection.js';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { AuthModule } from '../auth/index.js';
import { ConfigModule } from '../config/index.js';
import { DatabaseModule } from '../database/index.js';
import { HttpModule, InvalidInputProblem } from '../http/index.js';
import { NotificationsModule } from '../notifications/index.js';
import { SchedulesModule } from '../schedules/index.js';
import { RunLogQueries, RunQueries, TaskClient, TasksModule, Worker } from '../tasks/index.js';
import { cleanupOldData, type CleanupResult, CoreModule, debug, type RetentionKind } from './index.js';

const DAY = 24 * 3600 * 1000;

describe('the core module', () => {
  let database: TestDatabase;
  let application: INestApplicationContext;
  let tasks: TaskClient;
  let dataFolder: string;

  beforeAll(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'mallkeeper-core-'));
    database = await createTestDatabase({ MALLKEEPER_DATA_DIR: dataFolder });
    const module = await Test.createTestingModule({
      imports: [
        ConfigModule.register(database.settings),
        DatabaseModule.register(),
        HttpModule,
        AuthModule,
        TasksModule.register(),
        SchedulesModule,
        NotificationsModule,
        CoreModule,
      ],
    }).compile();
    application = await module.init();
    tasks = application.get(TaskClient);
    await application.get(Worker).start({ queues: ['core'] });
  });

  afterAll(async () => {
    await application.get(Worker).stop(0);
    await application.close();
    await database.drop();
    await rm(dataFolder, { recursive: true });
  });

  const query = <Row extends object>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
    database.dataSource.query<Row[]>(sql, parameters);

  const count = async (table: string): Promise<number> =>
    (await query<{ count: number }>(`SELECT count(*)::integer AS count FROM ${table}`))[0]!.count;

  describe('core.cleanup-old-data', () => {
    beforeEach(async () => {
      await query(`TRUNCATE task_runs, task_logs, task_steps, sessions, sign_in_failures, users, notices, messages,
                            schedule_slots, schedules,
                            audit_log, shops, tenants, contracts, bills, payments, reports, backups CASCADE`);
      await query(`DELETE FROM nodes WHERE heartbeat_at < now() - interval '1 hour'`);
      await rm(join(dataFolder, 'uploads'), { recursive: true, force: true });
      await rm(join(dataFolder, 'backups'), { recursive: true, force: true });
    });

    const cleanUp = async (
      retentionDays: number | undefined,
      dryRun = false,
      retention?: Partial<Record<RetentionKind, number>>,
    ) =>
      (await tasks.delay(cleanupOldData, { retentionDays, dryRun, ...(retention && { retention }) })).get({
        timeout: 20,
      });

    /** What a run says of a kind: rows, and whether it says how large they were. */
    const cleaned = ({ kinds }: CleanupResult, kind: RetentionKind) => {
      const found = kinds.find((each) => each.kind === kind);
      return { rows: found?.rows, sized: (found?.bytes ?? 0) > 0, days: found?.retentionDays };
    };

    /** Adds `number` runs that ended so many days ago. */
    const addRuns = (number: number, daysAgo: number, more: { key?: string; status?: string } = {}) =>
      query(
        `WITH run AS (
           INSERT INTO task_runs (id, task, queue, status, finished_at, idempotency_key)
           SELECT gen_random_uuid(), 'core.debug', 'core', $3, now() - make_interval(days => $2), $4
           FROM generate_series(1, $1)
           RETURNING id
         )
         INSERT INTO task_steps (run_id, step) SELECT id, 0 FROM run`,
        [number, daysAgo, more.status ?? 'SUCCESS', more.key ?? null],
      );

    /** Adds so many lines to every run that there is. */
    const addLines = (number: number) =>
      query(
        `INSERT INTO task_logs (run_id, attempt, at, level, message)
         SELECT task_runs.id, 1, now(), 'info', 'line ' || line FROM task_runs, generate_series(1, $1) AS line`,
        [number],
      );

    const addSignInFailure = (daysAgo: number) =>
      query(
        `INSERT INTO sign_in_failures (network, username_hash, failed_at)
         VALUES ('192.0.2.1', 'somebody', now() - make_interval(days => $1))`,
        [daysAgo],
      );

    const addSession = async (expires: string): Promise<void> => {
      await query(`INSERT INTO users (username, password_hash, role)
                   VALUES ('admin', '', 'administrator') ON CONFLICT DO NOTHING`);
      await query(
        `INSERT INTO sessions (token_hash, user_id, expires_at)
         SELECT $1, id, now() + $2::interval FROM users`,
        [randomBytes(32), expires],
      );
    };

    const addNotice = (subject: string, readAgo: string | null) =>
      query(
        `INSERT INTO notices (id, subject, stage, recipient, channel, kind, title, body, status, sent_at, read_at)
         VALUES (gen_random_uuid(), $1, 'spec', 'manager:m@mall.example', 'in-app', 'spec', 'title', 'body', 'SENT',
                 now() - interval '90 days', now() - $2::interval)`,
        [subject, readAgo],
      );

    /** One that waits for a delivery of which there is no run. */
    const addLostMail = () =>
      query(
        `INSERT INTO messages (id, channel, recipient, address, kind, composed_at, title, body)
         VALUES (gen_random_uuid(), 'email', 'tenant:1', 'tenant@shop.example', 'spec', now(), 'title', 'body')`,
      );

    const addFile = async (folder: string, name: string, daysAgo: number): Promise<void> => {
      await mkdir(join(dataFolder, folder), { recursive: true });
      await writeFile(join(dataFolder, folder, name), '0123456789');
      const time = new Date(Date.now() - daysAgo * DAY);
      await utimes(join(dataFolder, folder, name), time, time);
    };

    it('deletes runs that ended before the retention, with their steps, in more than one batch', async () => {
      await addRuns(1_300, 31);
      await addRuns(700, 40, { status: 'FAILURE' });
      await addRuns(5, 29);
      expect(await cleanUp(30)).toMatchObject({ dryRun: false, runs: 2_000 });
      // The five, and the run that cleaned up.
      expect(await count('task_runs')).toBe(6);
      expect(
        await count(
          `task_steps WHERE run_id <> (SELECT id FROM task_runs WHERE task = 'core.cleanup-old-data')`,
        ),
      ).toBe(5);
      expect(await cleanUp(7)).toMatchObject({ runs: 5 });
    });

    it('keeps 30 days unless told otherwise', async () => {
      await addRuns(1, 31);
      await addRuns(1, 29);
      expect(await cleanUp(undefined)).toMatchObject({ runs: 1 });
    });

    it('keeps what has not ended, however old', async () => {
      await query(`INSERT INTO task_runs (id, task, queue, status, created_at, due_at)
                   SELECT gen_random_uuid(), 'core.debug', 'core', status, now() - interval '1 year',
                          now() + interval '1 year'
                   FROM unnest(ARRAY['PENDING', 'RETRY']) AS status`);
      expect(await cleanUp(1)).toMatchObject({ runs: 0 });
      expect(await count(`task_runs WHERE task = 'core.debug'`)).toBe(2);
    });

    it('keeps a run for a year where its idempotency key may come again', async () => {
      await addRuns(1, 365, { key: 'may come again' });
      await addRuns(1, 367, { key: 'long gone' });
      expect(await cleanUp(30)).toMatchObject({ runs: 1 });
      const again = await tasks.applyAsync(debug, {}, { idempotencyKey: 'may come again' });
      expect(await again.status()).toBe('SUCCESS');
      await query('DELETE FROM task_runs WHERE idempotency_key IS NOT NULL');
      await addRuns(1, 400, { key: 'kept as long as all' });
      expect(await cleanUp(500)).toMatchObject({ runs: 0 });
    });

    it('deletes sessions that have run out and no others', async () => {
      await addSession('-1 minute');
      await addSession('1 minute');
      expect(await cleanUp(30)).toMatchObject({ sessions: 1 });
      expect(await count('sessions')).toBe(1);
    });

    it('removes the bodies of old read notices and keeps every row, so that none is sent twice', async () => {
      await addNotice('read long ago', '31 days');
      await addNotice('read lately', '29 days');
      await addNotice('unread', null);
      expect(await cleanUp(30)).toMatchObject({ noticeBodies: 1 });
      expect(await query('SELECT subject, body FROM notices ORDER BY subject')).toEqual([
        { subject: 'read lately', body: 'body' },
        { subject: 'read long ago', body: null },
        { subject: 'unread', body: 'body' },
      ]);
    });

    it('deletes slots only beyond every catch-up window', async () => {
      await query(
        `INSERT INTO schedules (name, task, cron, timezone, catch_up_window, source, owed_from)
         VALUES ('patient', 'core.debug', '0 3 * * *', 'Asia/Shanghai', $1, 'person', now())`,
        [60 * 86_400],
      );
      await query(`INSERT INTO schedule_slots (schedule, slot, outcome, reason)
                   SELECT 'patient', now() - make_interval(days => days), 'SKIPPED', 'spec'
                   FROM unnest(ARRAY[20, 50, 100]) AS days`);
      expect(await cleanUp(30)).toMatchObject({ slots: 1 });
      expect(await count('schedule_slots')).toBe(2);
    });

    it('forgets processes that have shown no life for a day', async () => {
      await query(`INSERT INTO nodes (name, kind, host, pid, heartbeat_at)
                   SELECT 'node ' || hours, 'worker', 'host', 1, now() - make_interval(hours => hours)
                   FROM unnest(ARRAY[1, 25]) AS hours`);
      expect(await cleanUp(30)).toMatchObject({ nodes: 1 });
      expect(await count(`nodes WHERE name = 'node 25'`)).toBe(0);
      expect(await count(`nodes WHERE name = 'node 1'`)).toBe(1);
    });

    it('removes temporary files older than a day and never a backup', async () => {
      await addFile('uploads', 'old', 2);
      await addFile('uploads', 'fresh', 0);
      await addFile('backups', 'half.dump.tmp', 2);
      await addFile('backups', 'being-written.dump.tmp', 0);
      await addFile('backups', 'whole.dump', 900);
      expect(await cleanUp(30)).toMatchObject({ files: 2, bytes: 20 });
      expect(await readdir(join(dataFolder, 'uploads'))).toEqual(['fresh']);
      expect((await readdir(join(dataFolder, 'backups'))).sort()).toEqual([
        'being-written.dump.tmp',
        'whole.dump',
      ]);
    });

    it('never touches money, contracts, reports, backups or the audit log', async () => {
      const long = `'2001-01-01'::timestamptz`;
      await query(
        `INSERT INTO shops (code, name, created_at, closed_at) VALUES ('L1-101', 'shop', ${long}, ${long})`,
      );
      await query(`INSERT INTO tenants (name, created_at) VALUES ('tenant', ${long})`);
      await query(`INSERT INTO contracts (number, shop_id, tenant_id, start_date, end_date, monthly_rent, billing_cycle,
                                          due_day, status, billing_from, created_at)
                   SELECT 'C-1', shops.id, tenants.id, '2001-01-01', '2001-12-31', 100, 'monthly', 1, 'EXPIRED',
                          '2001-01-01', ${long} FROM shops, tenants`);
      await query(`INSERT INTO bills (number, contract_id, charge, block, period_start, period_end, due_date, amount,
                                      paid, created_at)
                   SELECT 'B200101-C-1-R', id, 'RENT', '2001-01-01', '2001-01-01', '2001-01-31', '2001-01-01', 100,
                          100, ${long} FROM contracts`);
      await query(`INSERT INTO payments (contract_id, tenant_id, bill_id, amount, paid_at, method, reference, created_at)
                   SELECT contract_id, (SELECT min(id) FROM tenants), id, 100, ${long}, 'cash', 'R-1', ${long} FROM bills`);
      await query(`INSERT INTO audit_log (at, actor, action, subject_type, subject_id)
                   VALUES (${long}, 'spec', 'old', 'shop', '1')`);
      await query(`INSERT INTO reports (edition, date, data, created_at)
                   VALUES ('daily', '2001-01-01', '{}', ${long})`);
      await query(
        `INSERT INTO backups (id, run_id, file_name, status, size_bytes, sha256, started_at, finished_at)
                   VALUES ($1, $1, 'old.dump', 'COMPLETE', 1, repeat('0', 64), ${long}, ${long})`,
        [randomUUID()],
      );
      await cleanUp(1);
      for (const table of [
        'shops',
        'tenants',
        'contracts',
        'bills',
        'payments',
        'audit_log',
        'reports',
        'backups',
      ]) {
        expect([table, await count(table)]).toEqual([table, 1]);
      }
    });

    it('deletes what was logged with its run, in more than one batch, or before it', async () => {
      await addRuns(3, 31);
      await addRuns(2, 20);
      await addRuns(1, 200, { key: 'may come again' });
      await addLines(800);
      const first = await cleanUp(30, false, { logs: 10, runs: 25 });
      expect(cleaned(first, 'logs')).toEqual({ rows: 6 * 800, sized: true, days: 10 });
      expect(cleaned(first, 'runs')).toEqual({ rows: 3, sized: true, days: 25 });
      expect(await count(`task_runs WHERE task = 'core.debug'`)).toBe(3);
      await addLines(1);
      // No line outlives its run, whatever was said of lines.
      const second = await cleanUp(30, false, { logs: 100, runs: 15 });
      expect(cleaned(second, 'logs')).toMatchObject({ rows: 3, days: 15 });
      expect(cleaned(second, 'runs')).toMatchObject({ rows: 2 });
    });

    it('keeps each kind for its own days, unless it is told others', async () => {
      await addRuns(1, 60);
      await addSession('-3 days');
      await addSignInFailure(2);
      await addNotice('read lately', '10 days');
      await addFile('uploads', 'old', 2);
      await addFile('backups', 'half.dump.tmp', 2);
      const patient = await cleanUp(90, false, { sessions: 7, signInFailures: 3, uploads: 5 });
      expect(patient).toMatchObject({ runs: 0, sessions: 0, noticeBodies: 0, files: 1 });
      expect(cleaned(patient, 'signInFailures')).toEqual({ rows: 0, sized: false, days: 3 });
      expect(cleaned(patient, 'unfinishedBackups')).toEqual({ rows: 1, sized: true, days: 1 });
      const strict = await cleanUp(90, false, { runs: 45, noticeBodies: 7 });
      expect(strict).toMatchObject({ runs: 1, sessions: 1, noticeBodies: 1, files: 1 });
      expect(cleaned(strict, 'signInFailures')).toEqual({ rows: 1, sized: true, days: 1 });
    });

    it('goes on where it was when it was killed, and tells of all that it has removed', async () => {
      await addRuns(1_500, 31);
      // What a run leaves behind that was killed in its second batch: no mail was lost, no line was old.
      const run = await tasks.applyAsync(cleanupOldData, {}, { eta: new Date(Date.now() + 3_600_000) });
      await query(
        `INSERT INTO task_steps (run_id, step, result)
         VALUES ($1, 0, '0'), ($1, 1, '{"rows": 0, "bytes": 0, "upTo": null}'),
                ($1, 2, '{"rows": 1000, "bytes": 500000, "upTo": null}')`,
        [run.id],
      );
      await query('UPDATE task_runs SET eta = NULL, due_at = now() WHERE id = $1', [run.id]);
      expect(await run.get({ timeout: 20 })).toMatchObject({ runs: 2_500 });
    });

    it('counts what it would remove and removes nothing when it runs dry', async () => {
      await addRuns(3, 31);
      await addLines(400);
      await addSession('-1 minute');
      await addSignInFailure(2);
      await addNotice('read long ago', '31 days');
      await query(`INSERT INTO schedule_slots (schedule, slot, outcome, reason)
                   VALUES ('gone', now() - interval '1 year', 'SKIPPED', 'spec')`);
      await query(`INSERT INTO nodes (name, kind, host, pid, heartbeat_at)
                   VALUES ('gone', 'worker', 'host', 1, now() - interval '2 days')`);
      await addFile('uploads', 'old', 2);
      await addFile('backups', 'half.dump.tmp', 2);
      await addLostMail();
      const { seconds, ...dry } = await cleanUp(30, true);
      expect(seconds).toBeGreaterThan(0);
      expect(dry).toEqual({
        dryRun: true,
        runs: 3,
        sessions: 1,
        noticeBodies: 1,
        slots: 1,
        nodes: 1,
        redelivered: 1,
        files: 2,
        bytes: 20,
        kinds: [
          ['logs', 1_200, 30],
          ['runs', 3, 30],
          ['sessions', 1, 0],
          ['signInFailures', 1, 1],
          ['noticeBodies', 1, 30],
          ['slots', 1, 30],
          ['nodes', 1, 1],
          ['uploads', 1, 1],
          ['unfinishedBackups', 1, 1],
        ].map(([kind, rows, retentionDays]) => ({
          kind,
          rows,
          bytes: expect.any(Number),
          retentionDays,
        })),
      });
      for (const { bytes } of dry.kinds) expect(bytes).toBeGreaterThan(0);
      expect(await count(`task_runs WHERE task = 'core.debug'`)).toBe(3);
      expect(await count(`task_runs WHERE task = 'notifications.deliver-notice'`)).toBe(0);
      expect(await cleanUp(30)).toEqual({ ...dry, dryRun: false, seconds: expect.any(Number) });
      expect(await cleanUp(30)).toEqual({
        dryRun: false,
        runs: 0,
        sessions: 0,
        noticeBodies: 0,
        slots: 0,
        nodes: 0,
        redelivered: 0,
        files: 0,
        bytes: 0,
        kinds: dry.kinds.map((each) => ({ ...each, rows: 0, bytes: 0 })),
        seconds: expect.any(Number),
      });
    });

    it('asks once for the delivery of mails whose delivery got lost', async () => {
      await addLostMail();
      expect(await cleanUp(30)).toMatchObject({ redelivered: 1 });
      expect(await cleanUp(30)).toMatchObject({ redelivered: 0 });
      expect(await count(`task_runs WHERE task = 'notifications.deliver-notice'`)).toBe(1);
    });

    it('takes one connection at a time, also when it runs dry', async () => {
      expect(await withOneConnection(application, () => cleanUp(30, true))).toMatchObject({ runs: 0 });
    });

    it('refuses a retention that would delete everything', async () => {
      await expect(cleanUp(0)).rejects.toThrow(InvalidInputProblem);
      await expect(tasks.submitByName('core.cleanup-old-data', { retentionDays: null })).rejects.toThrow(
        'kwargs.retentionDays',
      );
      for (const [field, retention] of [
        ['retention.runs', { runs: 0 }],
        ['retention.sessions', { sessions: -1 }],
        ['retention.logs', { logs: 1.5 }],
        ['retention.slots', { slots: null }],
        ['retention.bills', { bills: 1 }],
        ['retention', [30]],
        ['retention', null],
      ] as const) {
        await expect(tasks.submitByName('core.cleanup-old-data', { retention })).rejects.toMatchObject({
          faults: expect.arrayContaining([expect.objectContaining({ field: `kwargs.${field}` })]),
        });
      }
    });
  });

  describe('core.debug', () => {
    it('answers with an echo, the run and the process that executed it', async () => {
      const run = await tasks.submitByName('apps.core.tasks.debug_task', { message: '你好' });
      expect(await run.get({ timeout: 10 })).toEqual({
        message: '你好',
        runId: run.id,
        attempt: 1,
        host: hostname(),
        pid: process.pid,
      });
    });

    it('takes the time that it is told to take, and shows how far it is', async () => {
      const run = await tasks.delay(debug, { seconds: 0.2 });
      await run.get({ timeout: 10 });
      const finished = await application.get(RunQueries).get(run.id);
      expect(finished.runtimeMs).toBeGreaterThanOrEqual(200);
      expect(finished.progress).toMatchObject({ current: 1, total: 1, message: '0.2 of 0.2 s' });
    });

    it('fails if asked to, and is tried again like any task', async () => {
      const run = await tasks.delay(debug, { message: 'as you wish', fail: true });
      for (;;) if ((await run.status()) === 'RETRY') break;
      const failed = await application.get(RunQueries).get(run.id);
      expect(failed).toMatchObject({ attempt: 1, maxAttempts: 4 });
      expect(failed.error).toMatchObject({
        type: 'DebugFailure',
        message: 'This run was asked to fail; its message: as you wish',
      });
      await run.revoke();
    });

    it('logs as many lines as it is told to, and holds memory', async () => {
      const run = await tasks.delay(debug, { lines: 3, allocateMb: 1 });
      await run.get({ timeout: 10 });
      const { items } = await application.get(RunLogQueries).list(run.id, { limit: 10 });
      expect(items.map(({ message }) => message)).toEqual([
        'line 1 of 3',
        'line 2 of 3',
        'line 3 of 3',
        'held 1 MB',
      ]);
    });

    it('does not heed its signal if asked not to', async () => {
      const run = await tasks.applyAsync(
        debug,
        { seconds: 0.5, ignoreAbort: true },
        { softTimeLimit: 0.1, timeLimit: 20 },
      );
      expect(await run.get({ timeout: 10 })).toMatchObject({ attempt: 1 });
    });

    it.each([
      ['lines', { lines: -1 }],
      ['lines', { lines: 1.5 }],
      ['allocateMb', { allocateMb: 5000 }],
      ['spin', { spin: 'yes' }],
      ['spin', { spin: true, fail: true }],
      ['crash', { spin: true, crash: true }],
      ['ignoreAbort', { ignoreAbort: null }],
    ])('refuses nonsense in %s: %j', async (field, kwargs) => {
      await expect(tasks.submitByName('core.debug', kwargs)).rejects.toMatchObject({
        faults: [expect.objectContaining({ field: `kwargs.${field}` })],
      });
    });

    it('stops at once when its worker has to stop', async () => {
      const run = await tasks.delay(debug, { seconds: 3600 });
      for (;;) if ((await run.status()) === 'STARTED') break;
      const asked = Date.now();
      await application.get(Worker).stop(0);
      expect(Date.now() - asked).toBeLessThan(5_000);
      expect(await application.get(RunQueries).get(run.id)).toMatchObject({ status: 'PENDING', attempt: 0 });
    });
  });
});
