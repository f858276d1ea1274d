import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { PREPARED } from '../database/index.js';
import { ConflictProblem, InvalidInputProblem, NotFoundProblem } from '../http/index.js';
import { AuditLog } from './audit-log.js';
import type { Caller } from './caller.js';
import type { ApiKey, CreateApiKey, NewApiKey } from './dto/api-key.js';
import { type Permission, ROLES, type RoleName } from './permissions.js';
import { randomToken, tokenHash } from './secret-token.js';

/** By which people, and programs that look for secrets in the wrong place, recognise a key. */
export const API_KEY_PREFIX = 'mk_';
/** Characters of a key that lists show. */
const SHOWN = API_KEY_PREFIX.length + 6;
/** Keys that one user may have at once. */
const MOST_KEYS = 100;

interface KeyRow {
  readonly id: string;
  readonly username: string;
  readonly name: string | null;
  readonly role: RoleName;
  readonly scopes: Permission[];
  readonly unused: boolean;
}

/** What programs show instead of a password. A key permits what its scopes and its owner's role both permit. */
@Injectable()
export class ApiKeys {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly audit: AuditLog,
  ) {}

  /** Whose key it is; undefined when it is nobody's, or no longer. */
  async find(token: string): Promise<Caller | undefined> {
    const [row] = await this.dataSource.query<KeyRow[]>(
      `SELECT api_keys.id, users.username, users.name, users.role, scopes,
              coalesce(last_used_at < now() - interval '1 min', true) AS unused
       FROM api_keys
       JOIN users ON users.id = api_keys.user_id
       WHERE token_hash = $1 AND revoked_at IS NULL AND expires_at > now() AND users.disabled_at IS NULL ${PREPARED}`,
      [tokenHash(token)],
    );
    if (!row) return undefined;
    const { id, username, name, role, scopes, unused } = row;
    if (unused) await this.dataSource.query('UPDATE api_keys SET last_used_at = now() WHERE id = $1', [id]);
    const permissions = ROLES[role].permissions.filter((permission) => scopes.includes(permission));
    return { by: 'key', id, user: { username, name, role, permissions, mustChangePassword: false } };
  }

  /** Ends all keys of somebody whose account may have been in other hands, or who may nothing any more. */
  async revokeAllWithin(manager: EntityManager, username: string, actor: string): Promise<void> {
    const [rows] = await manager.query<[{ id: string }[], number]>(
      `UPDATE api_keys SET revoked_at = now()
       FROM users
       WHERE users.id = api_keys.user_id AND username = $1 AND revoked_at IS NULL
       RETURNING api_keys.id`,
      [username],
    );
    await this.audit.recordAll(
      manager,
      rows.map(({ id }) => ({
        actor,
        action: 'api-key.revoke',
        subjectType: 'api-key',
        subjectId: id,
        details: { owner: username },
      })),
    );
  }

  /** The keys of a user, or of everybody, the newest first; those that are over too. */
  list(username?: string): Promise<ApiKey[]> {
    return this.dataSource.query<ApiKey[]>(
      `SELECT ${KEY}
       FROM api_keys
       JOIN users ON users.id = api_keys.user_id
       WHERE $1::text IS NULL OR users.username = $1
       ORDER BY api_keys.created_at DESC, api_keys.id`,
      [username ?? null],
    );
  }

  /**
   * Makes a key for a user. The key itself is told this once.
   * @throws InvalidInputProblem for a scope that the owner's role does not have; NotFoundProblem; ConflictProblem.
   */
  async create(username: string, { name, scopes, days }: CreateApiKey, actor: string): Promise<NewApiKey> {
    const key = API_KEY_PREFIX + randomToken();
    return this.dataSource.transaction(async (manager) => {
      const [owner] = await manager.query<{ id: string; role: RoleName; keys: number }[]>(
        `SELECT id, role,
                (SELECT count(*) FROM api_keys WHERE user_id = users.id AND revoked_at IS NULL AND expires_at > now())
                  ::integer AS keys
         FROM users
         WHERE username = $1 AND disabled_at IS NULL
         FOR UPDATE`,
        [username],
      );
      if (!owner) throw new NotFoundProblem(`There is no user ${username} who is not disabled.`);
      if (owner.keys >= MOST_KEYS) {
        throw new ConflictProblem(
          `${username} has ${MOST_KEYS} keys already: revoke those that nobody uses.`,
        );
      }
      refuseMoreThan(owner.role, scopes);
      const [created] = await manager.query<ApiKey[]>(
        `WITH api_keys AS (
           INSERT INTO api_keys (user_id, name, prefix, token_hash, scopes, expires_at)
           VALUES ($1, $2, $3, $4, $5, now() + make_interval(days => $6))
           RETURNING *
         )
         SELECT ${KEY} FROM api_keys JOIN users ON users.id = api_keys.user_id`,
        [owner.id, name, key.slice(0, SHOWN), tokenHash(key), [...new Set(scopes)], days],
      );
      if (!created) throw new Error('a new key was not returned');
      await this.audit.record(manager, {
        actor,
        action: 'api-key.create',
        subjectType: 'api-key',
        subjectId: created.id,
        details: { after: { name, owner: username, scopes, expiresAt: created.expiresAt } },
      });
      return Object.assign(created, { key });
    });
  }

  /**
   * Takes a key back; one that is revoked already stays so.
   * @param owner whose key it has to be; undefined: anybody's.
   * @throws NotFoundProblem
   */
  async revoke(id: string, actor: string, owner?: string): Promise<ApiKey> {
    return this.dataSource.transaction(async (manager) => {
      const [before] = await manager.query<ApiKey[]>(
        `SELECT ${KEY}
         FROM api_keys
         JOIN users ON users.id = api_keys.user_id
         WHERE api_keys.id = $1 AND ($2::text IS NULL OR users.username = $2)
         FOR UPDATE OF api_keys`,
        [id, owner ?? null],
      );
      if (!before) throw new NotFoundProblem(`There is no API key ${id}.`);
      if (before.revokedAt !== null) return before;
      const [[revoked]] = await manager.query<[{ at: Date }[], number]>(
        'UPDATE api_keys SET revoked_at = now() WHERE id = $1 RETURNING revoked_at AS at',
        [id],
      );
      await this.audit.record(manager, {
        actor,
        action: 'api-key.revoke',
        subjectType: 'api-key',
        subjectId: id,
        details: { name: before.name, owner: before.owner },
      });
      return Object.assign(before, { revokedAt: revoked?.at ?? null });
    });
  }
}

const KEY = `api_keys.id, api_keys.name, users.username AS owner, prefix, scopes, api_keys.created_at AS "createdAt",
  api_keys.expires_at AS "expiresAt", api_keys.last_used_at AS "lastUsedAt", api_keys.revoked_at AS "revokedAt"`;

function refuseMoreThan(role: RoleName, scopes: readonly Permission[]): void {
  const beyond = scopes.filter((scope) => !ROLES[role].permissions.includes(scope));
  if (beyond.length === 0) return;
  throw new InvalidInputProblem([
    { field: 'scopes', value: beyond, message: `the role ${role} has no ${beyond.join(', ')}` },
  ]);
}
