import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { UnauthorizedProblem } from '../http/index.js';
import { rootLogger } from '../logging/index.js';
import { AuditLog } from './audit-log.js';
import { hashPassword, isPassword } from './password-hash.js';
import type { Caller } from './caller.js';
import { type BrowserTokens, Sessions, type SignInPlace, type Token } from './sessions.js';
import { NETWORK, SignInLimit, type SignInTry, toInet } from './sign-in-limit.js';

interface Account {
  readonly id: string;
  readonly username: string;
  readonly passwordHash: string;
  readonly mustChangePassword: boolean;
}

/** How somebody wants to sign in. */
export interface SignIn extends SignInPlace {
  readonly username: string;
  readonly password: string;
}

type Opened<Tokens> = Tokens & Pick<Account, 'mustChangePassword'>;

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
   * Lets a program in, with one token.
   * @throws UnauthorizedProblem, the same for a wrong username and a wrong password; TooManyRequestsProblem after too
   * many of these.
   */
  forProgram(signIn: SignIn): Promise<Opened<Token>> {
    return this.signIn(signIn, (manager, { id }) => this.sessions.openForProgram(manager, id, signIn));
  }

  /** Lets a browser in, as {@link forProgram} does a program. */
  forBrowser(signIn: SignIn): Promise<Opened<BrowserTokens>> {
    return this.signIn(signIn, (manager, { id }) => this.sessions.openForBrowser(manager, id, signIn));
  }

  private async signIn<Tokens>(
    { username, password, address }: SignIn,
    open: (manager: EntityManager, account: Account) => Promise<Tokens>,
  ): Promise<Opened<Tokens>> {
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
      if (account && right && (await isUnchanged(manager, account))) {
        await this.welcome(manager, account, attempt);
        return { ...(await open(manager, account)), mustChangePassword: account.mustChangePassword };
      }
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

  async signOut({ user, id }: Caller): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await this.sessions.close(manager, id);
      await this.record(manager, 'user.sign-out', user.username, {});
    });
    rootLogger().info({ username: user.username }, 'signed out');
  }

  private async welcome(manager: EntityManager, account: Account, attempt: SignInTry): Promise<void> {
    await this.limit.forgetFailures(manager, attempt);
    const { address } = attempt;
    const [row] = await manager.query<{ network: string }[]>(`SELECT ${NETWORK}::text AS network`, [
      toInet(address),
    ]);
    await this.record(manager, 'user.sign-in', account.username, { address, network: row?.network });
  }

  private async findAccount(username: string): Promise<Account | undefined> {
    const [account] = await this.dataSource.query<Account[]>(
      `SELECT id, username, password_hash AS "passwordHash", must_change_password AS "mustChangePassword"
       FROM users
       WHERE username = $1 AND disabled_at IS NULL`,
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

/** Whether it still has the password that was checked, and is not disabled; it stays so until the transaction ends. */
async function isUnchanged(manager: EntityManager, { id, passwordHash }: Account): Promise<boolean> {
  const rows = await manager.query<object[]>(
    'SELECT FROM users WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL FOR SHARE',
    [id, passwordHash],
  );
  return rows.length > 0;
}
