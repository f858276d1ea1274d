import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { SETTINGS, type Settings } from '../config/index.js';
import { type RowsAndBytes, rowsAndBytes, TOTAL } from '../database/index.js';
import type { User } from './user.js';

/** What somebody who signs in is given. */
export interface NewSession {
  /** 256 random bits; not kept anywhere, only its SHA-256 is. */
  readonly token: string;
  readonly expiresAt: Date;
}

/** Who has signed in, and until when. All times are the database's. */
@Injectable()
export class Sessions {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async open(manager: EntityManager, userId: string): Promise<NewSession> {
    const token = randomBytes(32).toString('base64url');
    const [session] = await manager.query<{ expiresAt: Date }[]>(
      `INSERT INTO sessions (token_hash, user_id, expires_at)
       VALUES ($1, $2, now() + make_interval(hours => $3))
       RETURNING expires_at AS "expiresAt"`,
      [digest(token), userId, this.settings.SESSION_HOURS],
    );
    if (!session) throw new Error('a new session was not returned');
    return { token, expiresAt: session.expiresAt };
  }

  /** Whose token it is; undefined when it is nobody's, or no longer. */
  async find(token: string): Promise<User | undefined> {
    const [user] = await this.dataSource.query<User[]>(
      `SELECT users.username, users.role
       FROM sessions
       JOIN users ON users.id = sessions.user_id
       WHERE sessions.token_hash = $1 AND sessions.expires_at > now()`,
      [digest(token)],
    );
    return user;
  }

  async close(manager: EntityManager, token: string): Promise<void> {
    await manager.query('DELETE FROM sessions WHERE token_hash = $1', [digest(token)]);
  }

  /** What {@link deleteExpired} would delete if it had no limit. */
  countExpired(manager: EntityManager, retentionDays: number): Promise<RowsAndBytes> {
    return rowsAndBytes(
      manager,
      `SELECT ${TOTAL} FROM (SELECT ${BYTES} AS bytes FROM sessions WHERE ${EXPIRED}) AS expired`,
      [retentionDays],
    );
  }

  /**
   * Deletes sessions that have run out, so many days ago, the oldest first.
   * @returns fewer rows than `limit` when no more are left.
   */
  deleteExpired(manager: EntityManager, retentionDays: number, limit: number): Promise<RowsAndBytes> {
    return rowsAndBytes(
      manager,
      `WITH expired AS (
         SELECT token_hash, ${BYTES} AS bytes
         FROM sessions
         WHERE ${EXPIRED}
         ORDER BY expires_at
         LIMIT $2
       ), deleted AS (
         DELETE FROM sessions USING expired WHERE sessions.token_hash = expired.token_hash RETURNING bytes
       )
       SELECT ${TOTAL} FROM deleted`,
      [retentionDays, limit],
    );
  }
}

/** Of a row: a header, a hash, an id and two moments. */
const BYTES = 88;

/** $1: days. */
const EXPIRED = 'expires_at <= now() - make_interval(days => $1)';

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
