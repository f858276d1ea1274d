import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { eventually } from './installation.js';
import { needProgram } from './need-program.js';
import { freePort } from './redis-servers.js';

/** Debian does not put it where everybody looks for programs. */
const PROGRAM = '/usr/sbin/pgbouncer';

export interface Pooler {
  /** Of the database behind it. */
  readonly url: string;
  stop(): Promise<void>;
}

/** PgBouncer in transaction mode before a database, as docs/operations.md has it set up; few connections, so that they are shared. */
export async function startPooler(databaseUrl: string): Promise<Pooler> {
  const folder = mkdtempSync(join(tmpdir(), 'mallkeeper-pooler-'));
  const behind = new URL(databaseUrl);
  const name = behind.pathname.slice(1);
  const port = await freePort();
  const file = join(folder, 'pgbouncer.ini');
  const users = join(folder, 'users');
  writeFileSync(users, `"${behind.username}" "${decodeURIComponent(behind.password)}"\n`);
  writeFileSync(
    file,
    [
      '[databases]',
      `${name} = host=${behind.hostname} port=${behind.port} dbname=${name}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = trust',
      `auth_file = ${users}`,
      'pool_mode = transaction',
      'default_pool_size = 5',
      'max_client_conn = 500',
      'ignore_startup_parameters = options',
    ].join('\n') + '\n',
  );
  // PgBouncer does not run as root.
  chmodSync(folder, 0o755);
  needProgram(PROGRAM, 'pgbouncer');
  const child = spawn(PROGRAM, process.getuid?.() === 0 ? ['-u', 'nobody', file] : [file], {
    stdio: 'ignore',
  });
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${port}`;
  await eventually(
    () => answers(url.href),
    (answer) => answer || child.exitCode !== null,
  );
  if (child.exitCode !== null) throw new Error('pgbouncer (of Debian) has not started');
  return {
    url: url.href,
    async stop() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
