import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PgDumpFinder } from './pg-dump.js';

describe('the pg_dump to use', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mallkeeper-pg-dump-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** A folder with a program that says this. */
  const programSaying = async (name: string, words: string): Promise<string> => {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, 'pg_dump'), `#!/bin/sh\necho '${words}'\n`);
    await chmod(join(folder, name, 'pg_dump'), 0o755);
    return join(folder, name);
  };

  it('is the first that is as new as the server', async () => {
    const folders = [
      join(folder, 'nothing here'),
      await programSaying('old', 'pg_dump (PostgreSQL) 13.2'),
      await programSaying('other', 'something else altogether'),
      await programSaying('fit', 'pg_dump (PostgreSQL) 16.4 (Debian 16.4-1)'),
      await programSaying('new', 'pg_dump (PostgreSQL) 18beta1'),
    ];
    const finder = new PgDumpFinder(() => Promise.resolve(folders));
    expect(await finder.find(15, process.env)).toEqual({
      path: join(folder, 'fit', 'pg_dump'),
      version: '16.4',
      major: 16,
    });
    expect(await finder.find(18, process.env)).toMatchObject({ version: '18beta1', major: 18 });
    await expect(finder.find(19, process.env)).rejects.toThrow(
      /PostgreSQL 19 \(.*13\.2, .*16\.4, .*18beta1\)\. Install the client programs of PostgreSQL 19 or newer/,
    );
  });

  it('is found on this machine', async () => {
    expect(await new PgDumpFinder().find(15, process.env)).toMatchObject({
      path: expect.stringContaining('pg_dump'),
    });
  });
});
