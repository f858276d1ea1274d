import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { decodeCursor, NotFoundProblem, type Page, type PageQuery, toPage } from '../http/index.js';
import type { Digest } from './backup-file.js';
import type { Backup } from './dto/backup.js';

/** What is known of a backup before it begins. */
export interface NewBackup {
  /** UUIDv7. */
  readonly id: string;
  readonly runId: string;
  readonly fileName: string;
}

/** The server that is backed up, and the schema that it holds. */
export interface ServerFacts {
  /** Such as `15.18 (Debian 15.18-0+deb12u1)`. */
  readonly version: string;
  /** Such as 15. */
  readonly major: number;
  /** Name of the last migration. */
  readonly schema: string;
}

/** The record of what was backed up, and of what was tried in vain. */
@Injectable()
export class Backups {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Newest first. @throws InvalidInputProblem for a cursor that is none. */
  async list(query: PageQuery): Promise<Page<Backup>> {
    const [before] = decodeCursor(query.cursor, 'uuid');
    const rows = await this.dataSource.query<Backup[]>(
      `${BACKUP} WHERE $1::uuid IS NULL OR id < $1 ORDER BY id DESC LIMIT $2`,
      [before, query.limit + 1],
    );
    return toPage(
      rows,
      query.limit,
      (backup) => [backup.id],
      (backup) => backup,
    );
  }

  /** @throws NotFoundProblem */
  async get(id: string): Promise<Backup> {
    const [backup] = await this.dataSource.query<Backup[]>(`${BACKUP} WHERE id = $1`, [id]);
    if (!backup) throw new NotFoundProblem(`There is no backup with id ${id}.`);
    return backup;
  }

  /** The whole backup that a run has left already; undefined if it has not come that far. */
  async findOfRun(runId: string): Promise<Backup | undefined> {
    const [backup] = await this.dataSource.query<Backup[]>(
      `${BACKUP} WHERE run_id = $1 AND status IN ('COMPLETE', 'VERIFIED')`,
      [runId],
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

  async serverFacts(): Promise<ServerFacts> {
    const [facts] = await this.dataSource.query<ServerFacts[]>(
      `SELECT current_setting('server_version') AS version,
              current_setting('server_version_num')::integer / 10000 AS major,
              (SELECT name FROM schema_migrations ORDER BY timestamp DESC LIMIT 1) AS schema`,
    );
    if (!facts) throw new Error('the server did not say its version');
    return facts;
  }

  /** Records a backup as RUNNING. */
  async begin(backup: NewBackup, server: ServerFacts): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO backups (id, run_id, file_name, status, schema_version, server_version)
       VALUES ($1, $2, $3, 'RUNNING', $4, $5)`,
      [backup.id, backup.runId, backup.fileName, server.schema, server.version],
    );
  }

  /** RUNNING -> COMPLETE, as part of the transaction. */
  async complete(manager: EntityManager, id: string, digest: Digest, dumpVersion: string): Promise<void> {
    const [, count] = await manager.query<[unknown[], number]>(
      `UPDATE backups
       SET status = 'COMPLETE', size_bytes = $2, sha256 = $3, dump_version = $4, finished_at = clock_timestamp()
       WHERE id = $1 AND status = 'RUNNING'`,
      [id, digest.sizeBytes, digest.sha256, dumpVersion],
    );
    if (count !== 1) throw new Error(`Backup ${id} was given up by another worker while it was written.`);
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

  /**
   * Marks every backup that is still RUNNING as FAILED. To be called by whoever holds the {@link BackupLock}: their
   * workers are dead then.
   * @returns the names of their files.
   */
  async failAbandoned(): Promise<string[]> {
    const [rows] = await this.dataSource.query<[{ fileName: string }[], number]>(
      `UPDATE backups
       SET status = 'FAILED', error = 'Its worker died while it was written.', finished_at = clock_timestamp()
       WHERE status = 'RUNNING'
       RETURNING file_name AS "fileName"`,
    );
    return rows.map((row) => row.fileName);
  }
}

const BACKUP = `
  SELECT id, run_id AS "runId", file_name AS "fileName", status, size_bytes::float8 AS "sizeBytes", sha256,
         schema_version AS "schemaVersion", server_version AS "serverVersion", dump_version AS "dumpVersion", error,
         started_at AS "startedAt", finished_at AS "finishedAt"
  FROM backups`;
