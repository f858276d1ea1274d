import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { expectEventually } from '../../test/support/eventually.js';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { RestoreFailedError } from './backup.errors.js';
import { connectionEnvironment } from './connection-environment.js';
import { runPgDump } from './dump-process.js';
import { PgProgramsFinder, type PgPrograms } from './pg-programs.js';
import { runPgRestore } from './restore-process.js';

const TRANSACTION_TIMEOUT = `cat >/dev/null
echo 'pg_restore: while INITIALIZING:
pg_restore: error: could not execute query: ERROR:  unrecognized configuration parameter "transaction_timeout"
Command was: SET transaction_timeout = 0;' >&2`;

describe('restoring a dump', () => {
  const never = new AbortController().signal;
  let folder: string;
  let standIn: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mallkeeper-pg-restore-'));
    standIn = join(folder, 'pg_restore');
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** From here on the stand-in for pg_restore does this; it notes its process id first. */
  const pretend = async (body: string): Promise<void> => {
    await writeFile(standIn, `#!/bin/sh\necho $$ > '${folder}/pid'\n${body}\n`);
    await chmod(standIn, 0o755);
  };

  const environment = (): NodeJS.ProcessEnv => ({ ...process.env, PGDATABASE: 'scratch' });

  const expectGone = async (): Promise<void> => {
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  };

  describe('by PostgreSQL itself', () => {
    let database: TestDatabase;
    let programs: PgPrograms;
    let dump: Buffer;
    let scratch: string;

    beforeAll(async () => {
      database = await createTestDatabase();
      await database.dataSource.query(
        `INSERT INTO tenants (name) SELECT '租户 ' || number FROM generate_series(1, 3000) AS number`,
      );
      programs = await new PgProgramsFinder().find(15, process.env);
      dump = await runPgDump(
        programs.pgDump.path,
        ['--compress=9'],
        connectionEnvironment(database.settings.DATABASE_URL!, process.env),
        never,
        async (content) => {
          const portions: Buffer[] = [];
          for await (const portion of content) portions.push(portion);
          return Buffer.concat(portions);
        },
      );
    });
    afterAll(() => database.drop());

    afterEach(() => database.dataSource.query(`DROP DATABASE ${scratch} WITH (FORCE)`));
    beforeEach(async () => {
      scratch = `mallkeeper_spec_${randomBytes(6).toString('hex')}`;
      await database.dataSource.query(`CREATE DATABASE ${scratch} TEMPLATE template0`);
    });

    const restore = async (content: AsyncIterable<Uint8Array>): Promise<void> => {
      const url = new URL(database.settings.DATABASE_URL!);
      url.pathname = `/${scratch}`;
      await runPgRestore(
        programs.pgRestore.path,
        connectionEnvironment(url.href, process.env),
        never,
        content,
      );
    };

    const tenants = async (): Promise<unknown> => {
      const url = new URL(database.settings.DATABASE_URL!);
      url.pathname = `/${scratch}`;
      const copy = await new DataSource({ type: 'postgres', url: url.href }).initialize();
      try {
        return await copy.query(`SELECT count(*)::integer AS tenants FROM tenants`);
      } finally {
        await copy.destroy();
      }
    };

    it('gives the rows back, however the content is cut, and reads the content to its end', async () => {
      let isRead = false;
      const content = async function* (): AsyncGenerator<Uint8Array> {
        yield* portions(dump, 1_003);
        // More than fits into the pipe: pg_restore needs none of it.
        yield Buffer.alloc(3_000_000);
        yield await Promise.resolve(Buffer.alloc(1));
        isRead = true;
      };
      await restore(content());
      expect(await tenants()).toEqual([{ tenants: 3000 }]);
      expect(isRead).toBe(true);
    });

    it('fails at what is cut off, at what is no dump, and where something is in the way', async () => {
      for (const length of [dump.length / 2, dump.length - 100]) {
        await expect(restore(portions(dump.subarray(0, length), 65_536))).rejects.toThrow(
          /pg_restore ended with status 1 .*: pg_restore: error: /s,
        );
        await database.dataSource.query(`DROP DATABASE ${scratch} WITH (FORCE)`);
        await database.dataSource.query(`CREATE DATABASE ${scratch} TEMPLATE template0`);
      }
      await expect(restore(portions(randomBytes(3_000_000), 65_536))).rejects.toThrow(
        /input file does not appear to be a valid archive/,
      );
      await expect(restore(portions(Buffer.alloc(0), 1))).rejects.toThrow(RestoreFailedError);
      await restore(portions(dump, 65_536));
      await expect(restore(portions(dump, 65_536))).rejects.toThrow(/already exists/);
    });
  });

  it('tells pg_restore nothing but the name of the database', async () => {
    await pretend(`echo "$@" > '${folder}/arguments'; cat > '${folder}/content'`);
    await runPgRestore(standIn, environment(), never, portions(Buffer.from('PGDMP and so on'), 4));
    expect(await readFile(join(folder, 'content'), 'utf8')).toBe('PGDMP and so on');
    expect(await readFile(join(folder, 'arguments'), 'utf8')).toBe(
      '--no-password --no-owner --no-privileges --exit-on-error --dbname=scratch\n',
    );
  });

  it('reports what pg_restore said when it ends early, whatever becomes of its pipe or of the content', async () => {
    await pretend(`head -c 1000 >/dev/null; echo 'relation exists' >&2; exit 7`);
    const fault = await runPgRestore(
      standIn,
      environment(),
      never,
      portions(Buffer.alloc(9_000_000), 65_536),
    ).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(RestoreFailedError);
    expect((fault as Error).message).toBe(
      'pg_restore ended with status 7 before the backup was restored: relation exists',
    );
    const hanging = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(2000);
      await new Promise(() => undefined);
    };
    await expect(runPgRestore(standIn, environment(), never, hanging())).rejects.toThrow('relation exists');
  });

  it('gives the content back when pg_restore ends early', async () => {
    await pretend(`exit 7`);
    let isReturned = false;
    const content = async function* (): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield await Promise.resolve(Buffer.alloc(65_536));
      } finally {
        isReturned = true;
      }
    };
    await expect(runPgRestore(standIn, environment(), never, content())).rejects.toThrow('status 7');
    // Content that never comes is not waited for: it is given back with its next bytes.
    await expectEventually(() => isReturned, true);
  });

  it('fails as the content fails, once pg_restore is gone', async () => {
    await pretend(`cat >/dev/null; echo 'unexpected end of file' >&2; exit 1`);
    const fault = new Error('byte 17 is damaged');
    const content = async function* (): AsyncGenerator<Uint8Array> {
      yield* portions(Buffer.alloc(300_000), 65_536);
      throw fault;
    };
    await expect(runPgRestore(standIn, environment(), never, content())).rejects.toBe(fault);
    await expectGone();
  });

  it('fails as the content fails even where pg_restore needed none of what was left', async () => {
    await pretend(`head -c 10 >/dev/null`);
    const fault = new Error('it was cut off');
    const content = async function* (): AsyncGenerator<Uint8Array> {
      yield* portions(Buffer.alloc(900_000), 65_536);
      throw fault;
    };
    await expect(runPgRestore(standIn, environment(), never, content())).rejects.toBe(fault);
  });

  it('ends pg_restore when the signal fires, whether it reads or the content hangs', async () => {
    for (const size of [1, 900_000]) {
      await pretend(`exec sleep 600`);
      const stop = new AbortController();
      const content = async function* (): AsyncGenerator<Uint8Array> {
        yield Buffer.alloc(size);
        setTimeout(() => stop.abort(new Error('the worker is stopping')), 100);
        await new Promise(() => undefined);
      };
      // What does not fit into the pipe is never asked for.
      if (size > 1) setTimeout(() => stop.abort(new Error('the worker is stopping')), 300);
      await expect(runPgRestore(standIn, environment(), stop.signal, content())).rejects.toThrow(
        'the worker is stopping',
      );
      await expectGone();
    }
  });

  it('says so when there is no such program', async () => {
    await expect(
      runPgRestore(join(folder, 'none'), environment(), never, portions(Buffer.alloc(900_000), 65_536)),
    ).rejects.toThrow('ENOENT');
  });

  describe('by a newer pg_restore, puts up with', () => {
    const restore = (): Promise<void> =>
      runPgRestore(standIn, environment(), never, portions(Buffer.alloc(10), 5), {
        transactionTimeout: true,
      });

    it('transaction_timeout, in whatever language the server says that it is unknown', async () => {
      const ending = `echo 'pg_restore: warning: errors ignored on restore: 1' >&2; exit 1`;
      await pretend(`echo "$@" > '${folder}/arguments'\n${TRANSACTION_TIMEOUT}\n${ending}`);
      await restore();
      expect(await readFile(join(folder, 'arguments'), 'utf8')).not.toContain('--exit-on-error');
      await pretend(
        `${TRANSACTION_TIMEOUT.replace('unrecognized configuration parameter', '未认可的配置参数')}\n${ending}`,
      );
      await restore();
    });

    it('nothing besides', async () => {
      const another = `echo 'pg_restore: error: COPY failed for table "bills"' >&2`;
      const ignored = (count: number): string =>
        `echo 'pg_restore: warning: errors ignored on restore: ${count}' >&2; exit 1`;
      await pretend(`${TRANSACTION_TIMEOUT}\n${another}\n${ignored(2)}`);
      await expect(restore()).rejects.toThrow('COPY failed for table "bills"');
      await pretend(`${TRANSACTION_TIMEOUT}\n${another}; exit 1`);
      await expect(restore()).rejects.toThrow('COPY failed');
      await pretend(`${TRANSACTION_TIMEOUT}\n${another}; ${ignored(1)}`);
      await expect(restore()).rejects.toThrow('COPY failed');
      await pretend(`cat >/dev/null; ${another}; ${ignored(1)}`);
      await expect(restore()).rejects.toThrow('COPY failed');
      await pretend(`${TRANSACTION_TIMEOUT}\nkill -9 $$`);
      await expect(restore()).rejects.toThrow('SIGKILL');
    });

    it('not even that, unless it is told to', async () => {
      await pretend(`${TRANSACTION_TIMEOUT}\n exit 1`);
      await expect(
        runPgRestore(standIn, environment(), never, portions(Buffer.alloc(10), 5)),
      ).rejects.toThrow('transaction_timeout');
    });
  });
});

async function* portions(content: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < content.length; start += size) {
    yield await Promise.resolve(content.subarray(start, start + size));
  }
}
