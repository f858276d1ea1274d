import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PgProgramsFinder } from './pg-programs.js';

describe("PostgreSQL's programs", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mallkeeper-pg-programs-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const script = async (name: string, program: string, body: string): Promise<void> => {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, program), `#!/bin/sh\n${body}\n`);
    await chmod(join(folder, name, program), 0o755);
  };

  /** A folder with both programs of a version; pg_dump answers what it is asked besides as told. */
  const pair = async (name: string, version: string, answer = 'exit 1'): Promise<string> => {
    await script(
      name,
      'pg_dump',
      `[ "$*" = --version ] && echo 'pg_dump (PostgreSQL) ${version}' && exit\n${answer}`,
    );
    await script(name, 'pg_restore', `echo 'pg_restore (PostgreSQL) ${version}'`);
    return join(folder, name);
  };

  const finderIn = (...folders: string[]): PgProgramsFinder =>
    new PgProgramsFinder(() => Promise.resolve(folders));

  it('are the pair with the lowest major version that will do, and the newest of those', async () => {
    await script('other', 'pg_dump', `echo 'something else altogether'`);
    await script('alone', 'pg_dump', `echo 'pg_dump (PostgreSQL) 16.11'`);
    await script('mixed', 'pg_dump', `echo 'pg_dump (PostgreSQL) 16.11'`);
    await script('mixed', 'pg_restore', `echo 'pg_restore (PostgreSQL) 15.11'`);
    const finder = finderIn(
      join(folder, 'nothing here'),
      join(folder, 'other'),
      join(folder, 'alone'),
      join(folder, 'mixed'),
      await pair('new', '18beta1'),
      await pair('old', '13.2'),
      await pair('early', '16.4 (Debian 16.4-1)'),
      await pair('fit', '16.10 (Debian 16.10-1)'),
      await pair('same', '16.10'),
      await pair('newest', '18.0'),
    );
    expect(await finder.find(15, process.env)).toEqual({
      pgDump: { path: join(folder, 'fit', 'pg_dump'), version: '16.10', major: 16 },
      pgRestore: { path: join(folder, 'fit', 'pg_restore'), version: '16.10', major: 16 },
      compression: 'gzip',
    });
    expect(await finder.find(16, process.env)).toMatchObject({ pgDump: { version: '16.10' } });
    expect(await finder.find(17, process.env)).toMatchObject({ pgDump: { version: '18.0' } });
    await expect(finder.find(19, process.env)).rejects.toThrow(
      /No pg_dump was found .* PostgreSQL 19 \(.*13\.2, .*16\.4, .*\)\. Install the client programs of PostgreSQL 19 or newer/,
    );
  });

  it('are asked in the environment in which they will run, by which Debian picks a version', async () => {
    for (const program of ['pg_dump', 'pg_restore']) {
      await script('wrapper', program, `echo "${program} (PostgreSQL) \${PGCLUSTER%/*}.3"`);
    }
    const finder = finderIn(join(folder, 'wrapper'));
    expect(await finder.find(15, { ...process.env, PGCLUSTER: '16/main' })).toMatchObject({
      pgDump: { version: '16.3' },
      pgRestore: { version: '16.3' },
    });
    await expect(finder.find(15, { ...process.env, PGCLUSTER: '14/main' })).rejects.toThrow(/is 14\.3\)/);
  });

  it('are refused where pg_restore alone is missing, with what to install', async () => {
    await script('half', 'pg_dump', `echo 'pg_dump (PostgreSQL) 17.2'`);
    await expect(finderIn(join(folder, 'half')).find(15, process.env)).rejects.toThrow(
      /No pg_restore was found beside .* \(.*half\/pg_dump is 17\.2\)\. Install the client programs of PostgreSQL 15 or newer/,
    );
  });

  it('restore with the oldest pg_restore that can read the archive', async () => {
    await script('restores', 'pg_restore', `echo 'pg_restore (PostgreSQL) 17.1'`);
    const finder = finderIn(await pair('18', '18.1'), join(folder, 'restores'), await pair('15', '15.9'));
    expect(await finder.atLeast(16, process.env)).toEqual({
      path: join(folder, 'restores', 'pg_restore'),
      version: '17.1',
      major: 17,
    });
    expect(await finder.atLeast(15, process.env)).toMatchObject({ version: '15.9' });
    await expect(finder.atLeast(19, process.env)).rejects.toThrow(
      /No pg_restore was found that can read what pg_dump 19 made \(.*18\.1, .*17\.1, .*15\.9\)\. Install/,
    );
  });

  it('compress with zstd where pg_dump was built with it, which is asked once', async () => {
    const asked = join(folder, 'asked');
    const refusing = (words: string): string =>
      `echo "$LC_ALL $*" >> '${asked}'; echo 'pg_dump: error: ${words}' >&2; exit 1`;
    const withZstd = await pair(
      'with',
      '16.1',
      refusing('parallel backup only supported by the directory format'),
    );
    const without = await pair(
      'without',
      '16.1',
      refusing('invalid compression specification: this build does not support compression with ZSTD'),
    );
    const finder = finderIn(withZstd);
    expect((await finder.find(16, process.env)).compression).toBe('zstd');
    expect((await finder.find(16, process.env)).compression).toBe('zstd');
    expect(await readFile(asked, 'utf8')).toBe('C --format=custom --no-password --compress=zstd --jobs=2\n');
    expect((await finderIn(without).find(16, process.env)).compression).toBe('gzip');
    const tooOld = await pair('too old', '15.1', `touch '${join(folder, 'old was asked')}'`);
    expect((await finderIn(tooOld).find(15, process.env)).compression).toBe('gzip');
    await expect(readFile(join(folder, 'old was asked'))).rejects.toThrow('ENOENT');
  });

  it('are found on this machine', async () => {
    const { pgDump, pgRestore } = await new PgProgramsFinder().find(15, process.env);
    expect(dirname(pgDump.path)).toBe(dirname(pgRestore.path));
    expect(pgDump.version).toBe(pgRestore.version);
    expect(await new PgProgramsFinder().atLeast(15, process.env)).toEqual(pgRestore);
  });
});
