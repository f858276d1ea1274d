import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { BackupArchive } from '../../src/backup/backup-archive.js';
import type { Manifest } from '../../src/backup/manifest.js';
import { openRepository } from '../../src/backup/repositories/open-repository.js';
import { loadSettings } from '../../src/config/index.js';
import type { BackupChaosStage } from './backup-chaos-stage.js';
import { descendantsOf } from './process-tree.js';

/** Asks the database. */
type Query = <Row extends object>(sql: string) => Promise<Row[]>;

/** Looks after backups: as the program does, and by hand, knowing nothing of it but the format of its files. */
export class BackupChaosChecks {
  readonly archive: BackupArchive;

  constructor(
    private readonly stage: BackupChaosStage,
    private readonly query: Query,
  ) {
    this.archive = new BackupArchive(openRepository(loadSettings(stage.environment)), undefined);
  }

  /** Backups that have their final name and are not whole. Whatever has a manifest must be what that says. */
  async halves(): Promise<string[]> {
    const wrong: string[] = [];
    const byHand = this.files().filter((file) => file.endsWith('.manifest'));
    const listed = (await this.archive.names()).map((name) => `${name}.manifest`);
    if (byHand.sort().join() !== listed.sort().join())
      wrong.push(`listed are ${listed.join()}, there are ${byHand.join()}`);
    for (const file of byHand) {
      try {
        await this.archive.manifest(file.replace(/\.manifest$/, ''));
        wrong.push(...(await this.wrongByHand(file)));
      } catch (error) {
        wrong.push(`${file}: ${String(error)}`);
      }
    }
    return wrong;
  }

  /** What a run that succeeded must have cleared away, whoever left it, and what it must not have left itself. */
  async leftovers(): Promise<string[]> {
    const files = this.files();
    const left = files.filter((file) => {
      const [name = ''] = file.split('.');
      return !files.includes(`${name}.manifest`) || file.endsWith('.tmp');
    });
    if (existsSync(this.stage.uploads)) {
      const uploads = readdirSync(this.stage.uploads);
      left.push(...uploads.filter((id) => existsSync(join(this.stage.uploads, id, 'key'))));
    }
    const records = await this.query<{ what: string }>(
      `SELECT 'database ' || datname AS what FROM pg_database WHERE datname LIKE 'mallkeeper_scratch_%'
       UNION ALL
       SELECT file_name || ' is RUNNING' FROM backups WHERE status = 'RUNNING'`,
    );
    return [...left, ...records.map(({ what }) => what)];
  }

  /** Whatever is still open or held although nothing goes on; asked more than once, since an end takes a moment. */
  async held(): Promise<string[]> {
    const sessions = await this.query<{ what: string }>(
      `SELECT 'connection of ' || application_name AS what
       FROM pg_stat_activity
       WHERE application_name ~ '^(mallkeeper backup|pg_dump|pg_restore)'
       UNION ALL
       SELECT 'advisory lock ' || objid FROM pg_locks WHERE locktype = 'advisory' AND objid = 7264010`,
    );
    const programs = descendantsOf(this.stage.workerPids()).filter(({ command }) =>
      command.startsWith('pg_'),
    );
    return [...sessions.map(({ what }) => what), ...programs.map(({ command }) => `process ${command}`)];
  }

  /** Counts every table of a restored database, and compares the ballast with what it was made from. */
  async differences(
    manifest: Manifest,
    restoredUrl: string,
  ): Promise<{ differences: string[]; tablesCompared: number }> {
    const client = new pg.Client({ connectionString: restoredUrl });
    await client.connect();
    try {
      const differences: string[] = [];
      let tablesCompared = 0;
      for (const [table, { rows }] of Object.entries(manifest.contents.tables)) {
        if (CHANGED_BY_A_RESTORE.has(table)) continue;
        const counted = await client.query<{ rows: number }>(
          `SELECT count(*)::integer AS rows FROM ${table}`,
        );
        tablesCompared++;
        if (counted.rows[0]?.rows !== rows)
          differences.push(`${table}: ${counted.rows[0]?.rows}, not ${rows}`);
      }
      const [before] = await this.query<{ sum: string }>(BALLAST_SUM);
      const after = await client.query<{ sum: string }>(BALLAST_SUM);
      if (before === undefined || before.sum !== after.rows[0]?.sum) differences.push('the ballast differs');
      return { differences, tablesCompared };
    } finally {
      await client.end();
    }
  }

  /** Names as the repository knows them, from the disk itself. */
  private files(): string[] {
    const { files, suffix } = this.stage;
    if (!existsSync(files)) return [];
    return readdirSync(files)
      .filter((file) => file.endsWith(suffix))
      .map((file) => file.slice(0, file.length - suffix.length));
  }

  /** Two lines of JSON: what it says, and the SHA-256 of that; and a dump of that size and SHA-256. */
  private async wrongByHand(manifestFile: string): Promise<string[]> {
    const path = (file: string): string => join(this.stage.files, file + this.stage.suffix);
    const [line = '', seal = ''] = readFileSync(path(manifestFile), 'utf8').split('\n');
    const { dump } = JSON.parse(line) as Manifest;
    const { sha256 } = JSON.parse(seal) as { sha256: string };
    const wrong: string[] = [];
    if (createHash('sha256').update(line).digest('hex') !== sha256) wrong.push(`seal of ${manifestFile}`);
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of createReadStream(path(dump.file)) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
    }
    if (bytes !== dump.sizeBytes)
      wrong.push(`${dump.file} has ${bytes} bytes, its manifest says ${dump.sizeBytes}`);
    if (hash.digest('hex') !== dump.sha256) wrong.push(`SHA-256 of ${dump.file}`);
    return wrong;
  }
}

/** Some 30 MB that hardly compress, so that a dump takes long enough to be hit; nobody changes it. */
export const BALLAST = `
  CREATE TABLE chaos_ballast AS
  SELECT number, encode(sha512(random()::text::bytea), 'base64') AS one,
         encode(sha512(random()::text::bytea), 'base64') AS two
  FROM generate_series(1, 150000) AS number`;

const BALLAST_SUM = `SELECT md5(string_agg(one || two, ',' ORDER BY number)) AS sum FROM chaos_ballast`;

/** What is put right in a restored database, see restored-past.ts. */
const CHANGED_BY_A_RESTORE = new Set([
  'public.audit_log',
  'public.backups',
  'public.nodes',
  'public.node_commands',
  'public.node_replies',
  'public.notification_hold',
  'public.restorations',
  'public.sessions',
  'public.standstill',
]);
