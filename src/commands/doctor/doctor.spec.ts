import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import pg from 'pg';
import { OwnServers } from '../../../test/support/servers-with-passwords.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.js';
import { PgProgramsFinder } from '../../backup/index.js';
import { loadSettings, type Settings } from '../../config/index.js';
import { configureLogging } from '../../logging/index.js';
import { missingPgDump } from './backup-checks.js';
import { checkBroker } from './broker-checks.js';
import { findAll } from './checks.js';
import { checkDatabase, serverFindings } from './database-checks.js';
import type { Finding } from './finding.js';
import { checkDisk, checkPort, checkSecretFiles } from './machine-checks.js';
import { checkMail } from './mail-check.js';
import { differences, oldTimeZoneData } from './time-zone-checks.js';

const MAY_MOUNT = process.getuid?.() === 0 && process.platform === 'linux';

/** Longest time for servers to start, in ms. */
const PATIENCE = 60_000;

const codes = (findings: readonly Finding[]): string[] => findings.map(({ code }) => code).sort();

describe('what doctor finds', () => {
  let folder: string;
  beforeAll(() => {
    configureLogging({ level: 'critical', format: 'json' });
    folder = mkdtempSync(join(tmpdir(), 'mallkeeper doctor '));
    // Open to pass through: run by root, the servers run as another user.
    chmodSync(folder, 0o711);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const settingsOf = (environment: NodeJS.ProcessEnv): Settings =>
    loadSettings({ MALLKEEPER_DATA_DIR: join(folder, 'data'), ...environment }, join(folder, 'no.env'));

  describe('of servers with passwords', () => {
    let servers: OwnServers;
    let client: Redis;

    beforeAll(async () => {
      servers = await OwnServers.start(join(folder, 'servers'));
      client = new Redis(servers.redisUrl);
    }, PATIENCE);
    afterAll(async () => {
      client.disconnect();
      await servers.stop();
    }, PATIENCE);

    const settings = (databaseUrl = servers.databaseUrl, redisUrl = servers.redisUrl): Settings =>
      settingsOf({ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl });
    const changed = (url: string, change: (address: URL) => void): string => {
      const address = new URL(url);
      change(address);
      return address.href;
    };

    it('is nothing of a Redis as it should be', async () => {
      expect(await checkBroker(settings())).toEqual([]);
    });

    it('are a Redis that evicts, is nearly full, and keeps nothing', async () => {
      await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
      await client.config('SET', 'appendonly', 'no');
      expect(await checkBroker(settings())).toMatchObject([
        { code: 'redis-evicts', severity: 'warning' },
        { code: 'redis-volatile', severity: 'warning' },
      ]);
      await client.config('SET', 'maxmemory', '900kb');
      expect(await checkBroker(settings())).toMatchObject([
        { code: 'redis-evicts', severity: 'error', mend: { en: expect.stringContaining('noeviction') } },
        { code: 'redis-full' },
        { code: 'redis-volatile' },
      ]);
      await client.config('SET', 'maxmemory', '0');
    });

    it('are wrong passwords, names that do not exist, and servers that are not there', async () => {
      const wrong = (url: string): string => changed(url, (address) => (address.password = 'wrong'));
      const away = (url: string): string => changed(url, (address) => (address.port = '9'));
      const elsewhere = changed(servers.databaseUrl, (address) => (address.pathname = '/nowhere'));
      expect(codes(await checkDatabase(settings(wrong(servers.databaseUrl))))).toEqual(['database-password']);
      expect(codes(await checkDatabase(settings(elsewhere)))).toEqual(['database-missing']);
      expect(codes(await checkDatabase(settings(away(servers.databaseUrl))))).toEqual(['database-refused']);
      const REDIS_URL = servers.redisUrl;
      const none = changed(REDIS_URL, (address) => (address.password = ''));
      expect(codes(await checkBroker(settings(undefined, wrong(REDIS_URL))))).toEqual(['broker-password']);
      expect(codes(await checkBroker(settings(undefined, none)))).toEqual(['broker-password']);
      const [refused] = await checkBroker(settings(undefined, away(REDIS_URL)));
      expect(refused).toMatchObject({
        code: 'broker-refused',
        mend: { zh: expect.stringContaining('redis-cli ping') },
      });
      expect(JSON.stringify(refused)).not.toContain(new URL(REDIS_URL).password);
    });

    it('is a schema that was never migrated, and both servers at once', async () => {
      const findings = await findAll(settings(undefined, 'redis://127.0.0.1:9/0'));
      expect(codes(findings)).toEqual(['broker-refused', 'migrations-pending']);
    });

    it('is a role that may not create scratch databases for backups', async () => {
      const admin = new pg.Client({ connectionString: servers.databaseUrl });
      await admin.connect();
      await admin.query(`CREATE ROLE modest LOGIN PASSWORD 'modest'`);
      await admin.end();
      const modest = changed(servers.databaseUrl, (address) => {
        address.username = 'modest';
        address.password = 'modest';
      });
      expect(codes(await checkDatabase(settings(modest)))).toEqual(['migrations-pending', 'no-createdb']);
    });
  });

  describe('in the records', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await createTestDatabase({ MALLKEEPER_DATA_DIR: join(folder, 'data'), PORT: '0' });
    }, PATIENCE);
    afterAll(() => database.drop());

    const addNode = (kind: string, queues: string[], clockAheadMs: number) =>
      database.dataSource.query(
        `INSERT INTO nodes (name, kind, host, pid, queues, figures, heartbeat_at)
         VALUES ($1, $2, 'mall', 1, $3, $4, now() + interval '1 hour')`,
        [`${kind}-${randomUUID()}`, kind, queues, { clockAheadMs }],
      );
    const find = async (): Promise<string[]> =>
      codes(await findAll(database.settings)).filter((code) => code !== 'redis-volatile');

    it('is that nobody executes and nobody keeps time', async () => {
      expect(await find()).toEqual(['no-scheduler', 'no-worker']);
    });

    it('are queues that nobody takes from, clocks that are off, held messages, failures that pile up, old backups', async () => {
      await addNode('scheduler', [], 61_000);
      const queues = ['finance', 'store', 'backup', 'core', 'notifications'];
      await addNode('worker', queues, -100);
      const { dataSource } = database;
      await dataSource.query(
        `INSERT INTO queues (name, paused_at, paused_by) VALUES ('store', now(), 'ann')`,
      );
      await dataSource.query(`INSERT INTO notification_hold (reason, held_by) VALUES ('a drill', 'ann')`);
      await dataSource.query(`UPDATE installation SET created_at = now() - interval '9 days'`);
      await dataSource.query(
        `INSERT INTO task_runs (id, task, queue, kwargs, status, max_attempts, finished_at)
         SELECT gen_random_uuid(), 'core.debug', 'core', '{}', 'FAILURE', 1, now() FROM generate_series(1, 10)`,
      );
      const findings = await findAll(database.settings);
      expect(codes(findings).filter((code) => code !== 'redis-volatile')).toEqual([
        'clock-off',
        'failed-runs',
        'messages-held',
        'paused-queues',
        'queue-without-worker',
        'unverified-backup',
      ]);
      const problems = findings.map(({ problem }) => problem.en).join('\n');
      expect(problems).toMatch(/the clock of scheduler-.* is 61\.0 s ahead/);
      expect(problems).toContain('No worker takes from the queue reports; 0 runs wait there.');
    });

    it('is a schema of a newer version', async () => {
      await database.dataSource.query(
        `INSERT INTO schema_migrations (timestamp, name) VALUES (9999999999999, 'FromTheFuture9999999999999')`,
      );
      expect(await find()).toEqual(['migrations-newer']);
    });
  });

  it('is a clock that is off, and connections that run out', () => {
    const state = { now: 1000, connections: 10, mostConnections: 100, mayCreateDatabases: true };
    const find = (change: Partial<typeof state>, here = 1000): string[] =>
      codes(serverFindings({ ...state, ...change }, here, { BACKUP_SCRATCH_URL: undefined }));
    expect(find({}, 1001)).toEqual([]);
    expect(find({}, 1003)).toEqual(['clock-off']);
    expect(find({}, 997)).toEqual(['clock-off']);
    expect(find({ connections: 95 })).toEqual(['connections-run-out']);
  });

  it('is time zone data that is old, or not that of the database', () => {
    const now = new Date('2026-11-26T00:00:00Z');
    expect(oldTimeZoneData('2025c', now)).toEqual([]);
    expect(oldTimeZoneData('', now)).toEqual([]);
    expect(codes(oldTimeZoneData('2024a', now))).toEqual(['time-zones-old']);
    const at = new Date('2026-11-26T01:30:00Z');
    expect(differences([{ at, wall: '2026-11-26 09:30' }], 'Asia/Shanghai')).toEqual([]);
    expect(codes(differences([{ at, wall: '2026-11-26 10:30' }], 'Asia/Shanghai'))).toEqual([
      'time-zones-differ',
    ]);
  });

  it('is a pg_dump that is older than the server', async () => {
    const programs = join(folder, 'programs');
    mkdirSync(programs);
    for (const name of ['pg_dump', 'pg_restore']) {
      writeFileSync(join(programs, name), `#!/bin/sh\necho '${name} (PostgreSQL) 14.9'\n`, { mode: 0o755 });
    }
    const finder = new PgProgramsFinder(async () => [programs]);
    expect(await missingPgDump(14, finder)).toEqual([]);
    expect(await missingPgDump(15, finder)).toMatchObject([
      { code: 'no-pg-dump', problem: { en: expect.stringContaining('14.9') } },
    ]);
  });

  describe('of ports', () => {
    let server: Server;
    let port: number;
    beforeAll(async () => {
      server = createServer((socket) =>
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', () => socket.destroy()),
      );
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      ({ port } = server.address() as AddressInfo);
    });

    afterAll(() => void server.close());

    it('is that something else is there, until it goes', async () => {
      const settings = settingsOf({ PORT: String(port) });
      expect(codes(await checkPort(settings))).toEqual(['port-in-use']);
      expect(codes(await checkMail(settingsOf({ SMTP_URL: `smtp://127.0.0.1:${port}` })))).toEqual([
        'mail-unusable',
      ]);
      await new Promise((resolve) => server.close(resolve));
      expect(await checkPort(settings)).toEqual([]);
      const [mail] = await checkMail(settingsOf({ SMTP_URL: `smtp://ann:secret@127.0.0.1:${port}` }));
      expect(mail).toMatchObject({
        severity: 'error',
        problem: { en: expect.stringContaining('ECONNREFUSED') },
      });
      expect(JSON.stringify(mail)).not.toContain('secret');
    });
  });

  it('are files with secrets that others can read', async () => {
    const data = join(folder, 'open');
    mkdirSync(data);
    const file = join(data, 'initial-admin-password');
    writeFileSync(file, 'secret', { mode: 0o600 });
    const settings = settingsOf({ MALLKEEPER_DATA_DIR: data });
    expect(await checkSecretFiles(settings)).toEqual([]);
    chmodSync(file, 0o644);
    expect(await checkSecretFiles(settings)).toMatchObject([
      { code: 'secrets-readable', mend: { en: `chmod 600 ${file}` } },
    ]);
  });

  (MAY_MOUNT ? it : it.skip)(
    'is a disk that is nearly full, and a folder on one that is read-only',
    async () => {
      const disk = join(folder, 'disk');
      mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]);
      try {
        const settings = settingsOf({ BACKUP_REPOSITORY: join(disk, 'backups', 'mall') });
        expect(await checkDisk(settings)).toMatchObject([
          { code: 'disk-low', problem: { en: expect.stringContaining(`${disk} `) } },
        ]);
        execFileSync('mount', ['-o', 'remount,ro', disk]);
        expect(codes(await checkDisk(settings))).toEqual(['folder-unwritable']);
      } finally {
        execFileSync('umount', [disk]);
      }
    },
  );
});
