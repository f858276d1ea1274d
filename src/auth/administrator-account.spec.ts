import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { AdministratorAccount, AuditLog } from './index.js';
import { isPassword } from './password-hash.js';

describe('the first administrator', () => {
  let folder: string;
  let database: TestDatabase;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mallkeeper account '));
  });

  afterEach(async () => {
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  const open = async (environment: NodeJS.ProcessEnv): Promise<AdministratorAccount> => {
    database = await createTestDatabase({ MALLKEEPER_DATA_DIR: join(folder, 'data'), ...environment });
    return anotherProcess();
  };
  const anotherProcess = (): AdministratorAccount =>
    new AdministratorAccount(database.dataSource, database.settings, new AuditLog(database.dataSource));

  const users = (): Promise<{ username: string; hash: string }[]> =>
    database.dataSource.query('SELECT username, password_hash AS hash FROM users');

  it('gets a strong password, kept where only its owner can read it', async () => {
    const account = await open({ ADMIN_PASSWORD: '' });
    const ensured = await account.ensure();
    const passwordFile = join(folder, 'data', 'initial-admin-password');
    expect(ensured).toEqual({ created: true, passwordFile, password: expect.any(String) });
    expect(ensured.password).toMatch(/^([a-z2-9]{6}-){3}[a-z2-9]{6}$/);
    expect(readFileSync(passwordFile, 'utf8')).toBe(`${ensured.password}\n`);
    expect(statSync(passwordFile).mode & 0o777).toBe(0o600);
    const [admin, ...others] = await users();
    expect(others).toEqual([]);
    expect(admin!.username).toBe('admin');
    expect(await isPassword(ensured.password!, admin!.hash)).toBe(true);

    expect(await account.ensure()).toEqual({ created: false, passwordFile });
    expect(await users()).toEqual([admin]);
  });

  it('gets ADMIN_PASSWORD where that is set, which is written nowhere', async () => {
    const account = await open({ ADMIN_PASSWORD: 'chosen by a person' });
    expect(await account.ensure()).toEqual({ created: true });
    expect(await isPassword('chosen by a person', (await users())[0]!.hash)).toBe(true);
    expect(() => statSync(join(folder, 'data', 'initial-admin-password'))).toThrow('ENOENT');
    expect(await account.ensure()).toEqual({ created: false });
  });

  it('is made once by processes that start together, with the password that the file tells', async () => {
    const first = await open({ ADMIN_PASSWORD: '' });
    const ensured = await Promise.all(
      [first, ...Array.from({ length: 4 }, anotherProcess)].map((each) => each.ensure()),
    );
    expect(ensured.filter((each) => each.created)).toHaveLength(1);
    const [admin, ...others] = await users();
    expect(others).toEqual([]);
    const kept = readFileSync(join(folder, 'data', 'initial-admin-password'), 'utf8').trim();
    expect(await isPassword(kept, admin!.hash)).toBe(true);
  });

  it('is not made where its password cannot be kept', async () => {
    const account = await open({ ADMIN_PASSWORD: '' });
    writeFileSync(join(folder, 'data'), 'no folder');
    await expect(account.ensure()).rejects.toThrow('data');
    expect(await users()).toEqual([]);
  });

  it('has the password that the file tells, also after an account that could not be made', async () => {
    const account = await open({ ADMIN_PASSWORD: '' });
    await database.dataSource.query('ALTER TABLE users ADD CONSTRAINT out_of_order CHECK (false)');
    await expect(account.ensure()).rejects.toThrow('out_of_order');
    await database.dataSource.query('ALTER TABLE users DROP CONSTRAINT out_of_order');
    const ensured = await anotherProcess().ensure();
    const kept = readFileSync(ensured.passwordFile!, 'utf8').trim();
    expect(await isPassword(kept, (await users())[0]!.hash)).toBe(true);
  });
});
