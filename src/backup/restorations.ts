import type { DataSource } from 'typeorm';
import { STANDING_STILL } from '../database/index.js';
import { decodeCursor, NotFoundProblem, type Page, type PageQuery, toPage } from '../http/index.js';
import type { Restoration } from './dto/restoration.js';

/** How far a restoration is. */
export interface RestorationProgress {
  readonly current: number;
  readonly total: number;
  readonly message: string | null;
}

/** Who wants a backup restored, and how. */
export interface RestoreRequest {
  /** A username, or `command line`. */
  readonly requestedBy: string;
  /** Of the restoration (UUIDv7). */
  readonly id?: string;
  /** What to do while other work on backups goes on. */
  readonly whenBusy?: 'wait' | 'refuse';
  /** Is called when everything stands still, and the restoration is recorded. */
  readonly begun?: () => void;
}

/** The record of restorations: while one goes on, in the database that will be replaced, afterwards in the restored one. */
export class Restorations {
  constructor(private readonly dataSource: DataSource) {}

  /** Newest first. */
  async list(query: PageQuery): Promise<Page<Restoration>> {
    const [before] = decodeCursor(query.cursor, 'uuid');
    const rows = await this.dataSource.query<Restoration[]>(
      `${RESTORATION} WHERE $1::uuid IS NULL OR id < $1 ORDER BY id DESC LIMIT $2`,
      [before, query.limit + 1],
    );
    return toPage(
      rows,
      query.limit,
      (restoration) => [restoration.id],
      (restoration) => restoration,
    );
  }

  /** @throws NotFoundProblem */
  async get(id: string): Promise<Restoration> {
    const [found] = await this.dataSource.query<Restoration[]>(`${RESTORATION} WHERE id = $1`, [id]);
    if (!found) throw new NotFoundProblem(`There is no restoration with id ${id}.`);
    return found;
  }

  /** Records one as RUNNING; those of processes that died are FAILED. For whoever holds the {@link BackupLock}. */
  async begin(id: string, backup: string, requestedBy: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE restorations SET status = 'FAILED', error = 'Its process ended.', finished_at = now() WHERE status = 'RUNNING'`,
    );
    await this.dataSource.query(
      `INSERT INTO restorations (id, backup, requested_by, status) VALUES ($1, $2, $3, 'RUNNING')`,
      [id, backup, requestedBy],
    );
  }

  async show(id: string, progress: RestorationProgress): Promise<void> {
    await this.dataSource.query(
      `UPDATE restorations SET progress = $2 WHERE id = $1 AND status = 'RUNNING'`,
      [id, JSON.stringify(progress)],
    );
  }

  async fail(id: string, error: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE restorations SET status = 'FAILED', error = $2, finished_at = clock_timestamp() WHERE id = $1 AND status = 'RUNNING'`,
      [id, error],
    );
  }
}

/** One goes on only while everything stands still for it: of a process that died nobody else would say so. */
const HAS_DIED = `status = 'RUNNING' AND NOT ${STANDING_STILL}`;

const RESTORATION = `
  SELECT id, backup, requested_by AS "requestedBy", progress, replaced_database AS "replacedDatabase",
         CASE WHEN ${HAS_DIED} THEN 'FAILED' ELSE status END AS status,
         CASE WHEN ${HAS_DIED} THEN 'Its process ended.' ELSE error END AS error,
         started_at AS "startedAt", finished_at AS "finishedAt"
  FROM restorations`;
