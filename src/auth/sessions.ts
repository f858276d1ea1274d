import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { SETTINGS, type Settings } from '../config/index.js';
import { PREPARED, type RowsAndBytes, rowsAndBytes, TOTAL } from '../database/index.js';
import { NotFoundProblem, UnauthorizedProblem } from '../http/index.js';
import { AuditLog } from './audit-log.js';
import type { Caller } from './caller.js';
import type { Session } from './dto/session.js';
import { ROLES, type RoleName } from './permissions.js';
import { randomToken, tokenHash } from './secret-token.js';
import { toInet } from './sign-in-limit.js';

/** Days after which a session is over, however much it is used. */
const LONGEST_SESSION = 30;
/** Seconds for which an exchanged refresh token is taken again: two pages of one browser may send it at once. */
const GRACE = 10;
/** Longest name of a browser or program that is kept, in characters. */
const LONGEST_USER_AGENT = 300;

/** What its holder shows. */
export interface Token {
  /** 256 random bits; not kept anywhere, only its SHA-256 is. */
  readonly token: string;
  readonly expiresAt: Date;
}

/** What a browser is given. */
export interface BrowserTokens {
  readonly access: Token;
  /** Good for one exchange. */
  readonly refresh: Token;
}

/** Where somebody signs in from. */
export interface SignInPlace {
  /** IP address. */
  readonly address: string;
  readonly userAgent: string | undefined;
}

interface SessionRow {
  readonly id: string;
  readonly expiresAt: Date;
}

/** Who has signed in, and until when. All times are the database's. */
@Injectable()
export class Sessions {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly audit: AuditLog,
  ) {}

  /** A session for a program: one token for all of it. */
  async openForProgram(manager: EntityManager, userId: string, place: SignInPlace): Promise<Token> {
    const session = await this.open(manager, userId, 'program', place);
    return this.addToken(manager, session, 'access', null);
  }

  /** A session for a browser: a token for some minutes, and another one that is exchanged for the next. */
  async openForBrowser(manager: EntityManager, userId: string, place: SignInPlace): Promise<BrowserTokens> {
    return this.addBrowserTokens(manager, await this.open(manager, userId, 'browser', place));
  }

  /**
   * Exchanges a refresh token for new tokens and prolongs its session. One that comes a second time has been stolen, or is
   * shown by whom it was stolen from: its session ends.
   * @throws UnauthorizedProblem
   */
  async refresh(token: string, { address }: SignInPlace): Promise<BrowserTokens> {
    const tokens = await this.dataSource.transaction(async (manager) => {
      const found = await this.findRefresh(manager, token);
      if (!found) return undefined;
      if (found.stale) {
        await this.endStolen(manager, found, address);
        return undefined;
      }
      return this.exchange(manager, found.id, token, address);
    });
    if (!tokens) throw new UnauthorizedProblem('The session is over: sign in again.');
    return tokens;
  }

  /** Whose token it is; undefined when it is nobody's, or no longer. */
  async find(token: string): Promise<Caller | undefined> {
    const [row] = await this.dataSource.query<CallerRow[]>(
      `WITH shown AS (
         SELECT session_id AS id
         FROM session_tokens
         WHERE token_hash = $1 AND kind = 'access' AND expires_at > now()
         UNION ALL
         SELECT id FROM sessions WHERE token_hash = $1
       )
       SELECT sessions.id, users.username, users.name, users.role, users.must_change_password AS "mustChangePassword",
              sessions.last_used_at < now() - interval '1 min' AS unused
       FROM shown
       JOIN sessions ON sessions.id = shown.id
       JOIN users ON users.id = sessions.user_id
       WHERE sessions.expires_at > now() AND users.disabled_at IS NULL ${PREPARED}`,
      [tokenHash(token)],
    );
    if (!row) return undefined;
    const { id, username, name, role, mustChangePassword, unused } = row;
    if (unused) await this.dataSource.query('UPDATE sessions SET last_used_at = now() WHERE id = $1', [id]);
    const { permissions } = ROLES[role];
    return { by: 'session', id, user: { username, name, role, permissions, mustChangePassword } };
  }

  /** Of these sessions and API keys, those that are still good. */
  async stillGood(ids: readonly string[]): Promise<Set<string>> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      `SELECT sessions.id
       FROM sessions
       JOIN users ON users.id = sessions.user_id
       WHERE sessions.id = ANY ($1::uuid[]) AND sessions.expires_at > now() AND users.disabled_at IS NULL
       UNION ALL
       SELECT api_keys.id
       FROM api_keys
       JOIN users ON users.id = api_keys.user_id
       WHERE api_keys.id = ANY ($1::uuid[]) AND api_keys.expires_at > now() AND revoked_at IS NULL
         AND users.disabled_at IS NULL`,
      [ids],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** The sessions of a user, the newest first. @param current of whoever asks. */
  async list(username: string, current?: string): Promise<Session[]> {
    return this.dataSource.query<Session[]>(
      `SELECT sessions.id, sessions.created_at AS "createdAt", last_used_at AS "lastUsedAt",
              expires_at AS "expiresAt", host(address) AS address, user_agent AS "userAgent",
              client, sessions.id IS NOT DISTINCT FROM $2 AS current
       FROM sessions
       JOIN users ON users.id = sessions.user_id
       WHERE users.username = $1 AND expires_at > now()
       ORDER BY sessions.created_at DESC, sessions.id`,
      [username, current ?? null],
    );
  }

  /** @throws NotFoundProblem when the user has no such session. */
  async end(username: string, id: string, actor: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const [, count] = await manager.query<[unknown, number]>(
        'DELETE FROM sessions USING users WHERE users.id = user_id AND username = $1 AND sessions.id = $2',
        [username, id],
      );
      if (count === 0) throw new NotFoundProblem(`${username} has no session ${id}.`);
      await this.record(manager, actor, 'user.end-session', username, { session: id });
    });
  }

  /** Ends all sessions of a user, but one. @returns how many. */
  async endAll(username: string, actor: string, except?: string): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      const ended = await this.endAllWithin(manager, username, except);
      await this.record(manager, actor, 'user.end-sessions', username, { ended });
      return ended;
    });
  }

  /** {@link endAll} as part of something that is recorded by itself. */
  async endAllWithin(manager: EntityManager, username: string, except?: string): Promise<number> {
    const [, count] = await manager.query<[unknown, number]>(
      `DELETE FROM sessions USING users
       WHERE users.id = user_id AND username = $1 AND sessions.id IS DISTINCT FROM $2`,
      [username, except ?? null],
    );
    return count;
  }

  async close(manager: EntityManager, id: string): Promise<void> {
    await manager.query('DELETE FROM sessions WHERE id = $1', [id]);
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

  private async open(
    manager: EntityManager,
    userId: string,
    client: 'browser' | 'program',
    { address, userAgent }: SignInPlace,
  ): Promise<SessionRow> {
    const [session] = await manager.query<SessionRow[]>(
      `INSERT INTO sessions (user_id, client, address, user_agent, expires_at, ends_at)
       VALUES ($1, $2, $3, $4, now() + make_interval(hours => $5), now() + make_interval(days => $6))
       RETURNING id, expires_at AS "expiresAt"`,
      [
        userId,
        client,
        toInet(address),
        userAgent?.slice(0, LONGEST_USER_AGENT) ?? null,
        this.settings.SESSION_HOURS,
        LONGEST_SESSION,
      ],
    );
    if (!session) throw new Error('a new session was not returned');
    return session;
  }

  private async addBrowserTokens(manager: EntityManager, session: SessionRow): Promise<BrowserTokens> {
    return {
      access: await this.addToken(manager, session, 'access', this.settings.ACCESS_TOKEN_MINUTES),
      refresh: await this.addToken(manager, session, 'refresh', null),
    };
  }

  /** @param minutes for which it is valid; null: as long as the session as it is now. */
  private async addToken(
    manager: EntityManager,
    session: SessionRow,
    kind: 'access' | 'refresh',
    minutes: number | null,
  ): Promise<Token> {
    const token = randomToken();
    const [row] = await manager.query<{ expiresAt: Date }[]>(
      `INSERT INTO session_tokens (token_hash, session_id, kind, expires_at)
       SELECT $1, id, $3, least(expires_at, clock_timestamp() + make_interval(mins => $4))
       FROM sessions
       WHERE id = $2
       RETURNING expires_at AS "expiresAt"`,
      [tokenHash(token), session.id, kind, minutes],
    );
    if (!row) throw new Error('a new token was not returned');
    return { token, expiresAt: row.expiresAt };
  }

  /** Whoever exchanges tokens of one session waits for the others. */
  private async findRefresh(manager: EntityManager, token: string): Promise<RefreshRow | undefined> {
    await manager.query(
      `SELECT FROM sessions
       WHERE id = (SELECT session_id FROM session_tokens WHERE token_hash = $1 AND kind = 'refresh')
       FOR UPDATE`,
      [tokenHash(token)],
    );
    const [row] = await manager.query<RefreshRow[]>(
      `SELECT sessions.id, users.username,
              coalesce(used_at < clock_timestamp() - make_interval(secs => $2), false) AS stale
       FROM session_tokens
       JOIN sessions ON sessions.id = session_id
       JOIN users ON users.id = sessions.user_id
       WHERE session_tokens.token_hash = $1 AND kind = 'refresh' AND sessions.expires_at > clock_timestamp()
         AND users.disabled_at IS NULL`,
      [tokenHash(token), GRACE],
    );
    return row;
  }

  private async exchange(
    manager: EntityManager,
    sessionId: string,
    token: string,
    address: string,
  ): Promise<BrowserTokens> {
    await manager.query(
      'UPDATE session_tokens SET used_at = coalesce(used_at, clock_timestamp()) WHERE token_hash = $1',
      [tokenHash(token)],
    );
    await manager.query(
      `DELETE FROM session_tokens WHERE session_id = $1 AND kind = 'access' AND expires_at < clock_timestamp()`,
      [sessionId],
    );
    const [[session]] = await manager.query<[SessionRow[], number]>(
      `UPDATE sessions
       SET expires_at = least(now() + make_interval(hours => $2), ends_at), last_used_at = now(), address = $3
       WHERE id = $1
       RETURNING id, expires_at AS "expiresAt"`,
      [sessionId, this.settings.SESSION_HOURS, toInet(address)],
    );
    if (!session) throw new Error('a session that was locked is gone');
    return this.addBrowserTokens(manager, session);
  }

  private async endStolen(
    manager: EntityManager,
    { id, username }: RefreshRow,
    address: string,
  ): Promise<void> {
    await this.close(manager, id);
    await this.record(manager, 'system', 'user.refresh-token-reused', username, { session: id, address });
  }

  private record(
    manager: EntityManager,
    actor: string,
    action: string,
    username: string,
    details: Record<string, unknown>,
  ): Promise<void> {
    return this.audit.record(manager, { actor, action, subjectType: 'user', subjectId: username, details });
  }
}

interface CallerRow {
  readonly id: string;
  readonly username: string;
  readonly name: string | null;
  readonly role: RoleName;
  readonly mustChangePassword: boolean;
  /** For more than a minute, as far as is recorded. */
  readonly unused: boolean;
}

interface RefreshRow {
  readonly id: string;
  readonly username: string;
  /** Exchanged before, and not just now. */
  readonly stale: boolean;
}

/** Of a row: a header, hashes, ids, moments, an address and a program's name, and its tokens. */
const BYTES = 400;

/** $1: days. */
const EXPIRED = 'expires_at <= now() - make_interval(days => $1)';
