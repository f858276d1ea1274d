import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { decodeCursor, type Page, type PageQuery, toPage } from '../http/index.js';
import type { AuditEntry, AuditQuery } from './dto/audit.js';

/** Something that somebody did. */
export interface NewAuditEntry {
  /** A username, or what acted in nobody's name, such as `command line`. */
  readonly actor: string;
  /** What was done to what, such as `contract.approve`. */
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  /** What else there is to know, as JSON. No secrets. */
  readonly details: Record<string, unknown>;
}

/** Who did what. Entries are only ever added. */
@Injectable()
export class AuditLog {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Adds an entry as part of the transaction that does what it tells of. */
  async record(manager: EntityManager, entry: NewAuditEntry): Promise<void> {
    await this.recordAll(manager, [entry]);
  }

  /** Adds entries in one statement, in their order. */
  async recordAll(manager: EntityManager, entries: readonly NewAuditEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await manager.query(
      `INSERT INTO audit_log (actor, action, subject_type, subject_id, details)
       SELECT actor, action, "subjectType", "subjectId", details
       FROM jsonb_to_recordset($1::jsonb)
         AS entry (actor text, action text, "subjectType" text, "subjectId" text, details jsonb)`,
      [JSON.stringify(entries)],
    );
  }

  /** Whether any of these actions was ever done to something. */
  async tells(
    manager: EntityManager,
    subjectType: string,
    subjectId: string,
    actions: readonly string[],
  ): Promise<boolean> {
    const [entry] = await manager.query<object[]>(
      `SELECT
       FROM audit_log
       WHERE subject_type = $1 AND subject_id = $2 AND action = ANY ($3)
       LIMIT 1`,
      [subjectType, subjectId, actions],
    );
    return entry !== undefined;
  }

  /** What was done to one thing, oldest first. */
  async history(subjectType: string, subjectId: string, query: PageQuery): Promise<Page<AuditEntry>> {
    const [after] = decodeCursor(query.cursor, 'id');
    const rows = await this.dataSource.query<AuditEntry[]>(
      `SELECT id, at, actor, action, subject_type AS "subjectType", subject_id AS "subjectId", details
       FROM audit_log
       WHERE subject_type = $1 AND subject_id = $2 AND ($3::bigint IS NULL OR id > $3)
       ORDER BY id
       LIMIT $4`,
      [subjectType, subjectId, after, query.limit + 1],
    );
    return toPage(
      rows,
      query.limit,
      (entry) => [entry.id],
      (entry) => entry,
    );
  }

  /** Newest first. */
  async list(query: AuditQuery): Promise<Page<AuditEntry>> {
    const [before] = decodeCursor(query.cursor, 'id');
    const rows = await this.dataSource.query<AuditEntry[]>(
      `SELECT id, at, actor, action, subject_type AS "subjectType", subject_id AS "subjectId", details
       FROM audit_log
       WHERE ($1::bigint IS NULL OR id < $1)
         AND ($2::text IS NULL OR subject_type = $2)
         AND ($3::text IS NULL OR subject_id = $3)
       ORDER BY id DESC
       LIMIT $4`,
      [before, query.subjectType, query.subjectId, query.limit + 1],
    );
    return toPage(
      rows,
      query.limit,
      (entry) => [entry.id],
      (entry) => entry,
    );
  }
}
