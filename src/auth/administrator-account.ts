import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { SETTINGS, type Settings } from '../config/index.js';
import { AuditLog } from './audit-log.js';
import { hashPassword } from './password-hash.js';
import { makePassword } from './random-password.js';

const USERNAME = 'admin';

/** So that of two processes that start together one makes the account; any constant that nothing else locks. */
const ACCOUNT_LOCK = 7_264_020;

/** What {@link AdministratorAccount.ensure} found or did. */
export interface EnsuredAdministrator {
  /** Whether the account is new. */
  readonly created: boolean;
  /** Where the password that was made for the first administrator is kept; absent when there is no such file. */
  readonly passwordFile?: string;
  /** The password that was made just now; for a terminal only, never for a log. */
  readonly password?: string;
}

/** The first administrator, `admin`. */
@Injectable()
export class AdministratorAccount {
  private readonly passwordFile: string;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly audit: AuditLog,
  ) {
    this.passwordFile = resolve(settings.MALLKEEPER_DATA_DIR, 'initial-admin-password');
  }

  /**
   * Makes the account where there is no user yet, with ADMIN_PASSWORD or a password of its own making, which it keeps
   * in the data folder. Safe to call from several processes at once.
   */
  async ensure(): Promise<EnsuredAdministrator> {
    if (await hasUsers(this.dataSource.manager)) return this.existing();
    return this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [ACCOUNT_LOCK]);
      if (await hasUsers(manager)) return this.existing();
      const { ADMIN_PASSWORD } = this.settings;
      const password = ADMIN_PASSWORD ?? makePassword();
      // Before the account: a crash in between leaves a password without account, which the next start replaces,
      // and never an account whose password nobody knows.
      if (ADMIN_PASSWORD === undefined) await keep(password, this.passwordFile);
      await this.create(manager, password);
      return ADMIN_PASSWORD === undefined
        ? { created: true, passwordFile: this.passwordFile, password }
        : { created: true };
    });
  }

  private existing(): EnsuredAdministrator {
    return existsSync(this.passwordFile)
      ? { created: false, passwordFile: this.passwordFile }
      : { created: false };
  }

  private async create(manager: EntityManager, password: string): Promise<void> {
    await manager.query(
      `INSERT INTO users (username, password_hash, role) VALUES ($1, $2, 'administrator')`,
      [USERNAME, await hashPassword(password)],
    );
    await this.audit.record(manager, {
      actor: 'system',
      action: 'user.create',
      subjectType: 'user',
      subjectId: USERNAME,
      details: { after: { role: 'administrator' } },
    });
  }
}

async function hasUsers(manager: EntityManager): Promise<boolean> {
  const [row] = await manager.query<{ found: boolean }[]>('SELECT EXISTS (SELECT FROM users) AS found');
  return row?.found === true;
}

/** Writes the file whole or not at all, for its owner's eyes only, and waits until the disk has it. */
async function keep(password: string, path: string): Promise<void> {
  const unfinished = `${path}.unfinished`;
  await mkdir(dirname(path), { recursive: true });
  await rm(unfinished, { force: true });
  const file = await open(unfinished, 'wx', 0o600);
  try {
    await file.writeFile(`${password}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
}
