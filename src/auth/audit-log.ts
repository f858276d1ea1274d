import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { PREPARED } from '../database/index.js';
import { decodeCursor, type Page, type PageQuery, toPage } from '../http/index.js';
import { Conditions, type ListStatement, Order, pageRows, type SortKey } from '../lists/index.js';
import type { AuditEntry, AuditFileQuery, AuditQuery } from './dto/audit.js';

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
         AS entry (actor text, action text, "subjectType" text, "subjectId" text, details jsonb)${PREPARED}`,
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
    const conditions = await this.conditions(query);
    NEWEST_FIRST.goOn(conditions, query.cursor);
    const page = await pageRows(this.dataSource, {
      table: 'audit_log',
      conditions,
      order: NEWEST_FIRST,
      limit: query.limit + 1,
    });
    const rows = await this.dataSource.query<EntryRow[]>(
      `SELECT ${ENTRY}, ${EXACTLY_AT} AS "exactlyAt" FROM ${page} AS audit_log ORDER BY ${NEWEST_FIRST.sql}`,
      conditions.parameters,
    );
    return toPage(rows, query.limit, NEWEST_FIRST.keyOf, (row) => {
      const { id, at, actor, action, subjectType, subjectId, details } = row;
      return { id, at, actor, action, subjectType, subjectId, details };
    });
  }

  /** All of the list, for a file. */
  async all(query: AuditFileQuery): Promise<ListStatement> {
    const conditions = await this.conditions(query);
    return {
      select: `SELECT ${ENTRY} FROM audit_log ${conditions.where()}`,
      order: NEWEST_FIRST.sql,
      parameters: conditions.parameters,
    };
  }

  private async conditions(query: AuditFileQuery): Promise<Conditions> {
    const conditions = new Conditions();
    conditions.add('subject_type = $', query.subjectType);
    conditions.add('subject_id = $', query.subjectId);
    conditions.add('actor = $', query.actor);
    conditions.add('action = $', query.action);
    conditions.add('at >= $', query.from);
    conditions.add('at < $', query.to);
    if (query.q !== undefined) {
      const { actors, actions, subjectTypes, allSubjectTypes } = await this.meantBy(query.q);
      conditions.add(
        `(actor = ANY ($::text[]) OR action = ANY ($::text[]) OR subject_type = ANY ($::text[])
          OR (subject_type = ANY ($::text[]) AND subject_id = $))`,
        actors,
        actions,
        subjectTypes,
        allSubjectTypes,
        query.q,
      );
    }
    return conditions;
  }

  /** Those few actors, actions and kinds of subject that hold a text. */
  private async meantBy(q: string): Promise<Meant> {
    const [meant] = await this.dataSource.query<Meant[]>(
      `SELECT ARRAY(SELECT value FROM (${distinct('actor')}) AS known WHERE position(lower($1) IN lower(value)) > 0) AS actors,
              ARRAY(SELECT value FROM (${distinct('action')}) AS known WHERE position(lower($1) IN lower(value)) > 0) AS actions,
              ARRAY(SELECT value FROM (${distinct('subject_type')}) AS known WHERE position(lower($1) IN lower(value)) > 0)
                AS "subjectTypes",
              ARRAY(${distinct('subject_type')}) AS "allSubjectTypes"`,
      [q],
    );
    return meant ?? { actors: [], actions: [], subjectTypes: [], allSubjectTypes: [] };
  }
}

/** What a text is found in. */
interface Meant {
  readonly actors: string[];
  readonly actions: string[];
  readonly subjectTypes: string[];
  /** Any of the kinds of subject that there are. */
  readonly allSubjectTypes: string[];
}

/** An entry, and when it was written to the microsecond: a `Date` would lose what tells it from its neighbours. */
interface EntryRow extends AuditEntry {
  readonly exactlyAt: string;
}

const ENTRY = 'id, at, actor, action, subject_type AS "subjectType", subject_id AS "subjectId", details';

const EXACTLY_AT = `to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const ORDERS = {
  at: {
    columns: ['audit_log.at', 'audit_log.id'],
    keyOf: ({ exactlyAt, id }) => [exactlyAt, id],
    key: ['time', 'id'],
  },
} satisfies Record<string, SortKey<EntryRow>>;

const NEWEST_FIRST = Order.of(ORDERS, '-at');

/**
 * The distinct values of a column that an index begins with, of which there are few: read from one to the next, however
 * many rows have it.
 */
const distinct = (column: 'actor' | 'action' | 'subject_type'): string => `
  WITH RECURSIVE known AS (
    (SELECT ${column} AS value FROM audit_log ORDER BY ${column} LIMIT 1)
    UNION ALL
    SELECT (SELECT ${column} FROM audit_log WHERE ${column} > known.value ORDER BY ${column} LIMIT 1)
    FROM known
    WHERE known.value IS NOT NULL
  )
  SELECT value FROM known WHERE value IS NOT NULL`;
