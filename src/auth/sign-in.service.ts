import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { UnauthorizedProblem } from '../http/index.js';
import { rootLogger } from '../logging/index.js';
import { AuditLog } from './audit-log.js';
import { hashPassword, isPassword } from './password-hash.js';
import { type NewSession, Sessions } from './sessions.js';
import { SignInLimit, type SignInTry } from './sign-in-limit.js';
import type { User } from './user.js';

interface Account {
  readonly id: string;
  readonly username: string;
  readonly passwordHash: string;
}

/** Lets people in and out. */
@Injectable()
export class SignInService {
  private decoy: Promise<string> | undefined;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly sessions: Sessions,
    private readonly limit: SignInLimit,
    private readonly audit: AuditLog,
  ) {}

  /**
   * @param address the caller's IP address.
   * @throws UnauthorizedProblem, the same for a wrong username and a wrong password; TooManyRequestsProblem after too
   * many of these.
   */
  async signIn(username: string, password: string, address: string): Promise<NewSession> {
    const attempt: SignInTry = { username, address };
    await this.limit.check(this.dataSource.manager, attempt);
    const account = await this.findAccount(username);
    // Where there is no such user, a password that nobody knows is checked instead: both take the same time.
    const decoy = await (this.decoy ??= hashPassword(randomBytes(32).toString('base64url')));
    const right = await isPassword(password, account?.passwordHash ?? decoy);

    const session = await this.dataSource.transaction(async (manager) => {
      await this.limit.takeTurn(manager, attempt);
      // Again, now that those who guessed at the same time have been counted. What they guessed stays untold.
      await this.limit.check(manager, attempt);
      if (account && right) return this.open(manager, account, attempt);
      await this.limit.countFailure(manager, attempt);
      return undefined;
    });
    if (!session) {
      // What was typed where there is no such user may be a password in the wrong field.
      rootLogger().warn({ username: account?.username ?? '(unknown)', address }, 'a sign-in failed');
      throw new UnauthorizedProblem('The username or the password is wrong.');
    }
    rootLogger().info({ username, address }, 'signed in');
    return session;
  }

  async signOut(user: User, token: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await this.sessions.close(manager, token);
      await this.record(manager, 'user.sign-out', user.username, {});
    });
    rootLogger().info({ username: user.username }, 'signed out');
  }

  private async open(manager: EntityManager, account: Account, attempt: SignInTry): Promise<NewSession> {
    await this.limit.forgetFailures(manager, attempt);
    await this.record(manager, 'user.sign-in', account.username, { address: attempt.address });
    return this.sessions.open(manager, account.id);
  }

  private async findAccount(username: string): Promise<Account | undefined> {
    const [account] = await this.dataSource.query<Account[]>(
      'SELECT id, username, password_hash AS "passwordHash" FROM users WHERE username = $1',
      [username],
    );
    return account;
  }

  private async record(
    manager: EntityManager,
    action: string,
    username: string,
    details: Record<string, unknown>,
  ): Promise<void> {
    await this.audit.record(manager, {
      actor: username,
      action,
      subjectType: 'user',
      subjectId: username,
      details,
    });
  }
}
