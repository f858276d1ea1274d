import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { decodeCursor, type Page, toPage } from '../http/index.js';
import { BackupNotFoundProblem } from './backup.errors.js';
import type { Backup, BackupsQuery } from './dto/backup.js';
import type { Manifest, VerificationRecord } from './manifest.js';

/** What is known of a backup before it begins. */
export interface NewBackup {
  /** UUIDv7. */
  readonly id: string;
  readonly runId: string;
  /** Of the dump. */
  readonly fileName: string;
}

/** A whole backup. */
export interface WholeBackup {
  readonly id: string;
  readonly startedAt: Date;
  readonly manifest: Manifest;
}

/** The record of what was backed up, what was tried in vain, and what was proven. */
@Injectable()
export class Backups {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Newest first. @throws InvalidInputProblem for a cursor that is none. */
  async list(query: BackupsQuery): Promise<Page<Backup>> {
    const [before] = decodeCursor(query.cursor, 'uuid');
    const rows = await this.dataSource.query<Backup[]>(
      `${BACKUP}
       WHERE ($1::uuid IS NULL OR id < $1) AND ($3::text IS NULL OR status = $3)
       ORDER BY id DESC
       LIMIT $2`,
      [before, query.limit + 1, query.status],
    );
    return toPage(
      rows,
      query.limit,
      (backup) => [backup.id],
      (backup) => backup,
    );
  }

  /** @throws BackupNotFoundProblem */
  async get(id: string): Promise<Backup> {
    const [backup] = await this.dataSource.query<Backup[]>(`${BACKUP} WHERE id = $1`, [id]);
    if (!backup) throw new BackupNotFoundProblem(`There is no backup with id ${id}.`);
    return backup;
  }

  /** The whole backup that a run has left already; undefined if it has not come that far. */
  async findOfRun(runId: string): Promise<WholeBackup | undefined> {
    const [backup] = await this.dataSource.query<WholeBackup[]>(
      `${WHOLE_BACKUP} AND run_id = $1 AND status IN ('COMPLETE', 'VERIFIED')`,
      [runId],
    );
    return backup;
  }

  /** All that are verified, newest first. */
  verified(): Promise<WholeBackup[]> {
    return this.dataSource.query<WholeBackup[]>(`${WHOLE_BACKUP} AND status = 'VERIFIED' ORDER BY id DESC`);
  }

  /** All whose files should be there, newest first. */
  kept(): Promise<WholeBackup[]> {
    return this.dataSource.query<WholeBackup[]>(
      `${WHOLE_BACKUP} AND status IN ('COMPLETE', 'VERIFIED', 'DAMAGED') ORDER BY id DESC`,
    );
  }

  /** All that are DAMAGED, and of which it is known what they should be. */
  damaged(): Promise<WholeBackup[]> {
    return this.dataSource.query<WholeBackup[]>(`${WHOLE_BACKUP} AND status = 'DAMAGED' ORDER BY id DESC`);
  }

  /**
   * One of those that are verified and not the newest, at random; undefined when there is none.
   * @param encryption only of those that are encrypted so: others the present BACKUP_KEY does not open.
   */
  async anyOlderVerified(encryption: Manifest['encryption']): Promise<WholeBackup | undefined> {
    const [backup] = await this.dataSource.query<WholeBackup[]>(
      `SELECT *
       FROM (${WHOLE_BACKUP} AND status = 'VERIFIED' ORDER BY id DESC OFFSET 1) AS older
       WHERE manifest->>'encryption' = $1
       ORDER BY random()
       LIMIT 1`,
      [encryption],
    );
    return backup;
  }

  /** How large the last whole backup is, in bytes; 0 when there is none. */
  async lastSize(): Promise<number> {
    const [last] = await this.dataSource.query<{ bytes: number }[]>(
      `SELECT size_bytes::float8 AS bytes
       FROM backups
       WHERE status IN ('COMPLETE', 'VERIFIED')
       ORDER BY id DESC
       LIMIT 1`,
    );
    return last?.bytes ?? 0;
  }

  /** Records a backup as RUNNING. */
  async begin({ id, runId, fileName }: NewBackup): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO backups (id, run_id, file_name, status) VALUES ($1, $2, $3, 'RUNNING')`,
      [id, runId, fileName],
    );
  }

  /** RUNNING -> COMPLETE. */
  async complete(manifest: Manifest): Promise<void> {
    const [, count] = await this.dataSource.query<[unknown[], number]>(
      `UPDATE backups
       SET status = 'COMPLETE', size_bytes = $2, sha256 = $3, schema_version = $4, server_version = $5,
           dump_version = $6, manifest = $7, finished_at = clock_timestamp()
       WHERE id = $1 AND status = 'RUNNING'`,
      [manifest.id, ...columnsOf(manifest)],
    );
    if (count !== 1)
      throw new Error(`Backup ${manifest.id} was given up by another worker while it was written.`);
  }

  /** RUNNING -> FAILED. @returns false when it is not RUNNING. */
  async fail(id: string, error: string): Promise<boolean> {
    const [, count] = await this.dataSource.query<[unknown[], number]>(
      `UPDATE backups
       SET status = 'FAILED', error = $2, finished_at = clock_timestamp()
       WHERE id = $1 AND status = 'RUNNING'`,
      [id, error],
    );
    return count === 1;
  }

  /** The backups that are RUNNING. For whoever holds the {@link BackupLock}: their workers are dead then. */
  abandoned(): Promise<NewBackup[]> {
    return this.dataSource.query<NewBackup[]>(
      `SELECT id, run_id AS "runId", file_name AS "fileName" FROM backups WHERE status = 'RUNNING'`,
    );
  }

  /** Whether a backup is known to have failed; dumps of versions that wrote no manifest are not. */
  async isFailed(id: string): Promise<boolean> {
    const rows = await this.dataSource.query<unknown[]>(
      `SELECT FROM backups WHERE id = $1 AND status = 'FAILED'`,
      [id],
    );
    return rows.length > 0;
  }

  /** Which of some backups are whole here, or were. */
  async known(ids: readonly string[]): Promise<Set<string>> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      `SELECT id FROM backups WHERE id = ANY ($1::uuid[]) AND status NOT IN ('RUNNING', 'FAILED')`,
      [ids],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Records a whole backup of which the repository alone knows; a run has one, the others stay unknown. */
  async adopt(manifest: Manifest, verification: VerificationRecord | undefined): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO backups (
         id, run_id, file_name, status, size_bytes, sha256, schema_version, server_version, dump_version, manifest,
         started_at, finished_at, verified_at, error
       )
       SELECT $1, $9, $10, $11, $2, $3, $4, $5, $6, $7, $8, $8, $12, $13
       WHERE NOT EXISTS (
         SELECT FROM backups WHERE run_id = $9 AND id <> $1 AND status IN ('COMPLETE', 'VERIFIED')
       )
       ON CONFLICT (id) DO UPDATE
       SET status = excluded.status, size_bytes = excluded.size_bytes, sha256 = excluded.sha256,
           schema_version = excluded.schema_version, server_version = excluded.server_version,
           dump_version = excluded.dump_version, manifest = excluded.manifest, finished_at = excluded.finished_at,
           verified_at = excluded.verified_at, error = excluded.error
       WHERE backups.status IN ('RUNNING', 'FAILED')`,
      [
        ...[manifest.id, ...columnsOf(manifest), manifest.takenAt, manifest.runId, manifest.dump.file],
        verification?.outcome ?? 'COMPLETE',
        verification?.at,
        verification?.outcome === 'DAMAGED' ? verification.findings.join(' ') : null,
      ],
    );
  }

  /** What came of a verification; of a backup that is not known here nothing is recorded. */
  async recordVerification(
    id: string,
    { outcome, at, findings }: VerificationRecord,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<void> {
    await manager.query(
      `UPDATE backups
       SET status = $2, verified_at = $3, error = $4
       WHERE id = $1 AND status IN ('COMPLETE', 'VERIFIED', 'DAMAGED')`,
      [id, outcome, at, outcome === 'DAMAGED' ? findings.join(' ') : null],
    );
  }

  /** Records as PRUNED what a restored database takes for whole, though it was removed since. @param there ids of those that are. */
  async pruneOthers(there: readonly string[]): Promise<void> {
    await this.dataSource.query(
      `UPDATE backups
       SET status = 'PRUNED', pruned_at = clock_timestamp()
       WHERE status IN ('COMPLETE', 'VERIFIED', 'DAMAGED') AND id <> ALL ($1::uuid[])`,
      [there],
    );
  }

  /** VERIFIED -> PRUNED: its files are to go. */
  async prune(id: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE backups SET status = 'PRUNED', pruned_at = clock_timestamp() WHERE id = $1 AND status IN ('VERIFIED', 'DAMAGED')`,
      [id],
    );
  }
}

function columnsOf(manifest: Manifest): unknown[] {
  const { dump, schemaVersion, serverVersion, dumpVersion } = manifest;
  return [dump.sizeBytes, dump.sha256, schemaVersion, serverVersion, dumpVersion, JSON.stringify(manifest)];
}

const WHOLE_BACKUP = `
  SELECT id, started_at AS "startedAt", manifest FROM backups WHERE manifest IS NOT NULL`;

const BACKUP = `
  SELECT id, run_id AS "runId", file_name AS "fileName", status, size_bytes::float8 AS "sizeBytes", sha256,
         schema_version AS "schemaVersion", server_version AS "serverVersion", dump_version AS "dumpVersion",
         coalesce(manifest->>'encryption' = 'age', false) AS encrypted, error, started_at AS "startedAt",
         finished_at AS "finishedAt", verified_at AS "verifiedAt", pruned_at AS "prunedAt"
  FROM backups`;
