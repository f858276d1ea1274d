import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataSource } from 'typeorm';
import { connectionEnvironment } from '../src/backup/connection-environment.js';
import { makeBackupKey } from '../src/backup/index.js';
import { PgProgramsFinder } from '../src/backup/pg-programs.js';
import { createTestDatabase, type TestDatabase } from '../test/support/test-database.js';
import type { BackupMeasurement } from './processes/back-up.js';
import type { BenchResult } from './billing.js';

/** Bytes of rows, about; fewer while one works on it. */
const BYTES = Number(process.env.BENCH_BYTES ?? 1_000_000_000);

/** How often what has a limit is measured, in turn; the median counts. The other ways are measured once. */
const TIMES = 3;

/** Of the throughput of pg_dump alone, what a dump of the program has at least. */
const SHARE = 0.8;

/** Megabytes of the whole process that backs up. */
const MEGABYTES = 200;

/** A backup of 1 GB of data, beside pg_dump alone in the same run. */
export async function run(): Promise<BenchResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'mallkeeper-bench-'));
  const database = await createTestDatabase({ MALLKEEPER_DATA_DIR: folder });
  try {
    console.error(`adding ${BYTES / 1e6} MB of rows`);
    const megabytes = await fill(database.dataSource);
    return await measure(database, folder, megabytes);
  } finally {
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(database: TestDatabase, folder: string, megabytes: number): Promise<BenchResult[]> {
  const store = await startObjectStore(folder);
  const environment = {
    DATABASE_URL: database.settings.DATABASE_URL,
    REDIS_URL: database.settings.REDIS_URL,
    MALLKEEPER_DATA_DIR: folder,
  };
  const ways: Record<string, NodeJS.ProcessEnv> = {
    'into a folder': environment,
    encrypted: { ...environment, BACKUP_KEY: await makeBackupKey() },
    'into S3': { ...environment, ...store.environment },
  };
  const alone: number[] = [];
  const made: Record<string, BackupMeasurement[]> = {};
  try {
    for (let time = 0; time < TIMES; time++) {
      // In turn: what else the machine does meanwhile is shared by all.
      alone.push(await dumpAlone(database, folder));
      for (const [way, settings] of Object.entries(ways).slice(0, time === 0 ? undefined : 1)) {
        // Verifying takes longer than all the rest, and once tells as much.
        (made[way] ??= []).push(await backUp(settings, time === 0 ? 'backup' : 'dump'));
        await rm(join(folder, 'backups'), { recursive: true, force: true });
      }
    }
  } finally {
    store.stop();
  }
  return [
    result('size of the database', megabytes, 'MB', null),
    result('pg_dump -Fc alone: time', median(alone), 's', null),
    ...Object.entries(made).flatMap(([way, measured]) => ofWay(way, measured, alone)),
  ];
}

function ofWay(way: string, measured: BackupMeasurement[], alone: number[]): BenchResult[] {
  const of = (part: 'dump' | 'count' | 'verify'): number =>
    median(measured.flatMap(({ seconds }) => seconds[part] ?? []));
  // Each beside the one of its own round.
  const share = median(measured.map(({ seconds }, round) => (alone[round] ?? 0) / (seconds.dump ?? 1)));
  return [
    result(`${way}: dump`, of('dump'), 's', null),
    {
      ...result(
        `${way}: throughput of pg_dump alone`,
        share,
        'times',
        way === 'into a folder' ? SHARE : null,
      ),
      atLeast: true,
    },
    result(`${way}: counts and checksums`, of('count'), 's', null),
    result(`${way}: restoring and comparing`, of('verify'), 's', null),
    result(`${way}: peak memory`, Math.max(...measured.map(({ megabytes }) => megabytes)), 'MB', MEGABYTES),
  ];
}

/** @returns seconds. */
async function dumpAlone({ settings }: TestDatabase, folder: string): Promise<number> {
  const environment = connectionEnvironment(settings.DATABASE_URL ?? '', process.env);
  const { pgDump } = await new PgProgramsFinder().find(15, environment);
  const file = join(folder, 'alone.dump');
  const start = performance.now();
  const child = spawn(pgDump.path, ['--format=custom', `--file=${file}`], {
    env: environment,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0) throw new Error(`pg_dump ended with ${status}`);
  const seconds = (performance.now() - start) / 1000;
  await rm(file);
  return seconds;
}

async function backUp(environment: NodeJS.ProcessEnv, what: 'backup' | 'dump'): Promise<BackupMeasurement> {
  const { PATH, HOME } = process.env;
  const child = fork(fileURLToPath(new URL('processes/back-up.js', import.meta.url)), [what], {
    env: { PATH, HOME, ...environment },
    // Here there is no .env to be read.
    cwd: environment.MALLKEEPER_DATA_DIR,
  });
  const closed = once(child, 'close');
  const told = await Promise.race([
    once(child, 'message') as Promise<[BackupMeasurement]>,
    closed.then(() => undefined),
  ]);
  await closed;
  if (!told) throw new Error('the process that backs up ended without a word');
  return told[0];
}

/** An S3 on loopback, in a process of its own. */
async function startObjectStore(
  folder: string,
): Promise<{ environment: NodeJS.ProcessEnv; stop: () => void }> {
  // npm runs this in the project's folder.
  const program = resolve('test/support/object-store-process.mjs');
  const child = spawn(process.execPath, [program, join(folder, 's3'), '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => child.kill());
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const port = /\d+/.exec(said.toString())?.[0] ?? '';
  return {
    environment: {
      BACKUP_REPOSITORY: 's3://backups/mall',
      BACKUP_S3_ENDPOINT: `http://127.0.0.1:${port}`,
      BACKUP_S3_ACCESS_KEY_ID: 'S3RVER',
      BACKUP_S3_SECRET_ACCESS_KEY: 'S3RVER',
      BACKUP_S3_PATH_STYLE: '1',
    },
    stop: () => void child.kill(),
  };
}

/** A third of it documents, which no compression makes smaller; the rest rows as they come. @returns megabytes. */
async function fill(dataSource: DataSource): Promise<number> {
  const rows = Math.round((BYTES * 2) / 3 / 350);
  await dataSource.query(
    `INSERT INTO audit_log (actor, action, subject_type, subject_id, details)
     SELECT 'somebody-' || number % 50, 'payment.record', 'payment', number::text,
            jsonb_build_object('amount', (random() * 100000)::numeric(14,2)::text, 'reference', md5(number::text),
                               'contract', 'HT2026-' || number % 100000, 'note', md5(random()::text) || ' ' || md5(random()::text))
     FROM generate_series(1, $1::integer) AS number`,
    [rows],
  );
  await dataSource.query(
    `CREATE TABLE documents_of_the_bench AS
     SELECT number, (SELECT string_agg(sha256((number || ' ' || piece)::bytea), '') FROM generate_series(1, 8192) AS piece) AS content
     FROM generate_series(1, $1::integer) AS number`,
    [Math.round(BYTES / 3 / (256 * 1024))],
  );
  await dataSource.query('VACUUM ANALYZE');
  const [size] = await dataSource.query<{ megabytes: number }[]>(
    'SELECT pg_database_size(current_database())::float8 / 1e6 AS megabytes',
  );
  return size?.megabytes ?? 0;
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function result(metric: string, value: number, unit: string, limit: number | null): BenchResult {
  return { bench: 'backup', metric, value, unit, limit, ratio: limit === null ? null : value / limit };
}
