import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { ApiKeys } from '../api-keys.js';
import { AuditLog } from '../audit-log.js';
import { hashPassword } from '../password-hash.js';
import type { RoleName } from '../permissions.js';
import { randomToken } from '../secret-token.js';
import { type BrowserTokens, Sessions, type SignInPlace } from '../sessions.js';
import type { Identity } from './oidc-provider.js';
import { OidcRefusal } from './oidc-refusal.js';

/** In whose name the audit log says that a provider did something. */
const ACTOR = 'OpenID Connect';
/** What acts in the audit log in nobody's name: no user may be taken for it. */
const RESERVED = new Set(['code', 'demo', 'scheduler', 'system']);
/** Longest username that is made of what the provider says; there is room for a number behind it. */
const LONGEST = 50;

interface Account {
  readonly id: string;
  readonly username: string;
  readonly role: RoleName;
  readonly disabled: boolean;
}

/**
 * Users whom a provider vouches for. One is known by issuer and subject, never by a name or an address: somebody who is
 * called like a user of this program gets an account of their own beside it.
 */
@Injectable()
export class OidcAccounts {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly sessions: Sessions,
    private readonly keys: ApiKeys,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Lets somebody in, with the role of this moment. Whoever comes for the first time is added.
   * @throws OidcRefusal for one who has no role any more, whose sessions end, or who was disabled.
   */
  async signIn(identity: Identity, place: SignInPlace): Promise<BrowserTokens> {
    const { role, issuer } = identity;
    // A password that nobody knows: until an administrator gives one, only the provider lets this user in.
    const passwordHash = await hashPassword(randomToken());
    const tokens = await this.dataSource.transaction(async (manager) => {
      const known = await this.find(manager, identity);
      if (role === undefined) {
        if (known) await this.shutOut(manager, known, issuer);
        return 'no-role';
      }
      if (known?.disabled) return 'disabled';
      const account = known ?? (await this.add(manager, identity, role, passwordHash));
      if (account.role !== role) await this.follow(manager, account, role);
      await this.record(manager, account.username, 'user.sign-in', account.username, {
        address: place.address,
        issuer,
      });
      return this.sessions.openForBrowser(manager, account.id, place);
    });
    if (typeof tokens === 'string') throw new OidcRefusal(tokens);
    return tokens;
  }

  /** Whoever signs in twice at the same time for the first time is added once. */
  private async find(manager: EntityManager, { issuer, subject }: Identity): Promise<Account | undefined> {
    await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`${issuer} ${subject}`]);
    const [account] = await manager.query<Account[]>(
      `SELECT users.id, username, role, disabled_at IS NOT NULL AS disabled
       FROM user_identities
       JOIN users ON users.id = user_id
       WHERE issuer = $1 AND subject = $2
       FOR UPDATE OF users`,
      [issuer, subject],
    );
    return account;
  }

  private async add(
    manager: EntityManager,
    identity: Identity,
    role: RoleName,
    passwordHash: string,
  ): Promise<Account> {
    const { issuer, subject, name = null, email = null } = identity;
    for (const username of usernamesFor(identity)) {
      const [created] = await manager.query<{ id: string }[]>(
        `INSERT INTO users (username, role, name, email, password_hash)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (username) DO NOTHING
         RETURNING id`,
        [username, role, name?.slice(0, 100), email?.slice(0, 254), passwordHash],
      );
      if (!created) continue;
      await manager.query('INSERT INTO user_identities (issuer, subject, user_id) VALUES ($1, $2, $3)', [
        issuer,
        subject,
        created.id,
      ]);
      const after = { role, name, email, issuer, subject };
      await this.record(manager, ACTOR, 'user.create', username, { after });
      return { id: created.id, username, role, disabled: false };
    }
    throw new Error('usernamesFor() ended');
  }

  /** As when an administrator changes a role: sessions with the former one end. */
  private async follow(manager: EntityManager, { id, username, role: before }: Account, role: RoleName) {
    await manager.query('UPDATE users SET role = $2 WHERE id = $1', [id, role]);
    await this.sessions.endAllWithin(manager, username);
    await this.record(manager, ACTOR, 'user.change', username, { before: { role: before }, after: { role } });
  }

  private async shutOut(manager: EntityManager, { username }: Account, issuer: string): Promise<void> {
    const ended = await this.sessions.endAllWithin(manager, username);
    await this.keys.revokeAllWithin(manager, username, ACTOR);
    await this.record(manager, ACTOR, 'user.end-sessions', username, { ended, issuer });
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

/** Names to try, such as `wang.fang`, `wang.fang-2`, `wang.fang-3` and so on. */
function* usernamesFor({ username, subject }: Identity): Generator<string, never> {
  const plain = (username ?? subject)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, LONGEST);
  const name = plain.length < 2 ? 'user' : plain;
  if (!RESERVED.has(name)) yield name;
  for (let number = 2; ; number += 1) yield `${name}-${number}`;
}
