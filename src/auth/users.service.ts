import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { ConflictProblem, InvalidInputProblem, NotFoundProblem } from '../http/index.js';
import { ApiKeys } from './api-keys.js';
import { AuditLog } from './audit-log.js';
import type { Caller } from './caller.js';
import type { ChangePassword, ChangeUser, CreateUser, UserAccount, UserWithPassword } from './dto/user.js';
import { hashPassword, isPassword } from './password-hash.js';
import { refuseWeakPassword } from './password-rules.js';
import { makePassword } from './random-password.js';
import { Sessions } from './sessions.js';
import { SignInLimit } from './sign-in-limit.js';

/** So that two administrators who disable each other at once do not both succeed; any constant that nothing else locks. */
const ADMINISTRATORS_LOCK = 7_264_021;

/** The people who may sign in. What is changed of one holds from that moment on, in every process. */
@Injectable()
export class UsersService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly sessions: Sessions,
    private readonly keys: ApiKeys,
    private readonly limit: SignInLimit,
    private readonly audit: AuditLog,
  ) {}

  /** By username. */
  list(): Promise<UserAccount[]> {
    return this.dataSource.query<UserAccount[]>(`SELECT ${ACCOUNT} FROM users ORDER BY username`);
  }

  /** Addresses of those who run the program, for what it finds wrong with itself. */
  async operatorEmails(manager: EntityManager): Promise<string[]> {
    const rows = await manager.query<{ email: string }[]>(
      `SELECT DISTINCT lower(email) AS email
       FROM users
       WHERE role IN ('administrator', 'operator') AND disabled_at IS NULL AND email IS NOT NULL
       ORDER BY email`,
    );
    return rows.map(({ email }) => email);
  }

  /** @throws NotFoundProblem */
  get(username: string): Promise<UserAccount> {
    return this.find(this.dataSource.manager, username, '');
  }

  /** @throws ConflictProblem when the username is taken; InvalidInputProblem for a weak password. */
  async create(user: CreateUser, actor: string): Promise<UserWithPassword> {
    const { username, role, name = null, email = null } = user;
    const { password, temporaryPassword } = chosenOrMade(user.password, username);
    const passwordHash = await hashPassword(password);
    return this.dataSource.transaction(async (manager) => {
      const created = await manager.query<object[]>(
        `INSERT INTO users (username, role, name, email, password_hash, must_change_password)
         VALUES ($1, $2, $3, $4, $5, true)
         ON CONFLICT (username) DO NOTHING
         RETURNING id`,
        [username, role, name, email, passwordHash],
      );
      if (created.length === 0) throw new ConflictProblem(`There is a user ${username} already.`);
      await this.record(manager, actor, 'user.create', username, { after: { role, name, email } });
      return Object.assign(await this.find(manager, username, ''), { temporaryPassword });
    });
  }

  /**
   * A changed role, and disabling, end the user's sessions.
   * @throws NotFoundProblem; ConflictProblem when nobody would be left who may do everything.
   */
  async change(username: string, changes: ChangeUser, actor: string): Promise<UserAccount> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [ADMINISTRATORS_LOCK]);
      const before = pick(await this.find(manager, username, 'FOR UPDATE'));
      const after = { ...before, ...definedOf(changes) };
      if (JSON.stringify(after) === JSON.stringify(before)) return this.find(manager, username, '');
      const { role, name, email, enabled } = after;
      await manager.query(
        `UPDATE users
         SET role = $2, name = $3, email = $4, disabled_at = CASE WHEN $5 THEN NULL ELSE coalesce(disabled_at, now()) END
         WHERE username = $1`,
        [username, role, name, email, enabled],
      );
      await refuseNoAdministrator(manager);
      if (role !== before.role || !enabled) await this.sessions.endAllWithin(manager, username);
      await this.record(manager, actor, 'user.change', username, { before, after });
      return this.find(manager, username, '');
    });
  }

  /**
   * Gives a user a password that has to be changed at the next sign-in, and ends all sessions and API keys.
   * @throws NotFoundProblem; InvalidInputProblem for a weak password.
   */
  async resetPassword(username: string, given: string | undefined, actor: string): Promise<UserWithPassword> {
    const { password, temporaryPassword } = chosenOrMade(given, username);
    const passwordHash = await hashPassword(password);
    return this.dataSource.transaction(async (manager) => {
      await this.find(manager, username, 'FOR UPDATE');
      await this.setPassword(manager, username, passwordHash, true);
      await this.sessions.endAllWithin(manager, username);
      await this.keys.revokeAllWithin(manager, username, actor);
      await this.record(manager, actor, 'user.reset-password', username, {});
      return Object.assign(await this.find(manager, username, ''), { temporaryPassword });
    });
  }

  /**
   * One's own password; ends all of one's other sessions.
   * @throws InvalidInputProblem when the old one is wrong or the new one weak; TooManyRequestsProblem as for a sign-in.
   */
  async changeOwnPassword(
    { user: { username }, id }: Caller,
    { oldPassword, newPassword }: ChangePassword,
    address: string,
  ): Promise<void> {
    const attempt = { username, address };
    await this.limit.check(this.dataSource.manager, attempt);
    const oldHash = await this.passwordHash(username);
    if (!(await isPassword(oldPassword, oldHash))) {
      await this.dataSource.transaction(async (manager) => {
        await this.limit.takeTurn(manager, attempt);
        await this.limit.check(manager, attempt);
        await this.limit.countFailure(manager, attempt);
      });
      throw new InvalidInputProblem([{ field: 'oldPassword', message: 'is not your password' }]);
    }
    if (newPassword === oldPassword) {
      throw new InvalidInputProblem([
        { field: 'newPassword', message: 'is the old one: choose another one' },
      ]);
    }
    refuseWeakPassword(newPassword, username, 'newPassword');
    const passwordHash = await hashPassword(newPassword);
    await this.dataSource.transaction(async (manager) => {
      await refuseChangedPassword(manager, username, oldHash);
      await this.setPassword(manager, username, passwordHash, false);
      await this.sessions.endAllWithin(manager, username, id);
      await this.record(manager, username, 'user.change-password', username, {});
    });
  }

  private async find(
    manager: EntityManager,
    username: string,
    lock: '' | 'FOR UPDATE',
  ): Promise<UserAccount> {
    const [account] = await manager.query<UserAccount[]>(
      `SELECT ${ACCOUNT} FROM users WHERE username = $1 ${lock}`,
      [username],
    );
    if (!account) throw new NotFoundProblem(`There is no user ${username}.`);
    return account;
  }

  private async passwordHash(username: string): Promise<string> {
    const [row] = await this.dataSource.query<{ hash: string }[]>(
      'SELECT password_hash AS hash FROM users WHERE username = $1',
      [username],
    );
    if (!row) throw new NotFoundProblem(`There is no user ${username}.`);
    return row.hash;
  }

  private async setPassword(
    manager: EntityManager,
    username: string,
    passwordHash: string,
    mustChange: boolean,
  ): Promise<void> {
    await manager.query(
      'UPDATE users SET password_hash = $2, must_change_password = $3 WHERE username = $1',
      [username, passwordHash, mustChange],
    );
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

const ACCOUNT = `username, name, email, role, disabled_at IS NULL AS enabled, must_change_password AS "mustChangePassword",
  created_at AS "createdAt",
  (SELECT max(last_used_at) FROM sessions WHERE user_id = users.id) AS "lastUsedAt"`;

/** What of a user can be changed. */
type Changeable = Pick<UserAccount, 'role' | 'name' | 'email' | 'enabled'>;

function pick({ role, name, email, enabled }: UserAccount): Changeable {
  return { role, name, email, enabled };
}

function definedOf(changes: ChangeUser): Partial<Changeable> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

/** @throws InvalidInputProblem when the chosen one is weak. */
function chosenOrMade(
  chosen: string | undefined,
  username: string,
): { password: string; temporaryPassword: string | null } {
  if (chosen === undefined) {
    const made = makePassword();
    return { password: made, temporaryPassword: made };
  }
  refuseWeakPassword(chosen, username, 'password');
  return { password: chosen, temporaryPassword: null };
}

/** @throws ConflictProblem */
async function refuseNoAdministrator(manager: EntityManager): Promise<void> {
  const left = await manager.query<object[]>(
    `SELECT FROM users WHERE role = 'administrator' AND disabled_at IS NULL LIMIT 1`,
  );
  if (left.length > 0) return;
  throw new ConflictProblem(
    'This is the last administrator who is enabled: make somebody else an administrator first.',
  );
}

/** Whoever was given another password meanwhile proves nothing by the old one. */
async function refuseChangedPassword(manager: EntityManager, username: string, hash: string): Promise<void> {
  const rows = await manager.query<object[]>(
    'SELECT FROM users WHERE username = $1 AND password_hash = $2 AND disabled_at IS NULL FOR UPDATE',
    [username, hash],
  );
  if (rows.length === 0)
    throw new InvalidInputProblem([{ field: 'oldPassword', message: 'is not your password' }]);
}
