import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { loadSettings, type Settings } from '../../src/config/index.js';
import { type RunningServer, startPostgres } from '../../src/database/embedded/postgres-server.js';
import { type ServerHome, serverHome } from '../../src/database/embedded/server-home.js';
import { migrate } from '../../src/database/index.js';
import { configureLogging } from '../../src/logging/index.js';
import { type ChaosBroker, ChaosRabbit, ChaosRedis } from './chaos-broker.js';

/** Longest time after the last fault in which nothing comes to its end, in ms. */
export const PATIENCE = 60_000;

/** Does `work` on servers of its own, which are ready for use, and shows what came of it. @param plan what is shown with it. */
export async function withChaosServers<Report extends object>(
  plan: object,
  work: (servers: ChaosServers, settings: Settings) => Promise<Report>,
): Promise<Report> {
  configureLogging({ level: 'critical', format: 'json' });
  const servers = await ChaosServers.start();
  const end = (): void => void servers.stop();
  process.once('exit', end);
  try {
    const settings = loadSettings({
      DATABASE_URL: servers.databaseUrl,
      ...servers.broker.settings,
      TASK_LEASE: '5',
      LOG_LEVEL: 'critical',
    });
    await migrate(settings);
    const report = await work(servers, settings);
    // So that a failure can be brought about again, and everybody sees what was survived.
    process.stderr.write(`chaos: ${JSON.stringify({ ...plan, ...report })}\n`);
    return report;
  } finally {
    process.off('exit', end);
    await servers.stop();
  }
}

/** For processes that share what the settings point to. */
export function environmentOf({
  DATABASE_URL = '',
  REDIS_URL = '',
  BROKER_URL = '',
  TASK_LEASE,
  LOG_LEVEL,
}: Settings): Readonly<Record<string, string>> {
  return { DATABASE_URL, REDIS_URL, BROKER_URL, TASK_LEASE: String(TASK_LEASE), LOG_LEVEL };
}

/** What any caller does whose database is away for a moment. */
export async function despiteFaults<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(100);
    }
  }
}

/** PostgreSQL and a broker, the one that is tested, of one spec's own, which it may kill: each is started again at the same address. */
export class ChaosServers {
  private constructor(
    private readonly folder: string,
    private readonly home: ServerHome,
    private postgres: RunningServer,
    readonly broker: ChaosBroker,
  ) {}

  static async start(): Promise<ChaosServers> {
    const folder = mkdtempSync(join(tmpdir(), 'mallkeeper chaos '));
    // Open to pass through: run by root, the servers run as another user.
    chmodSync(folder, 0o711);
    const home = await serverHome(folder);
    const onRabbit = Boolean(process.env.TEST_BROKER_URL);
    const [postgres, broker] = await Promise.all([
      startPostgres(home),
      onRabbit ? ChaosRabbit.start(folder) : ChaosRedis.start(home),
    ]);
    await withClient(postgres.url, async (client) => {
      // Servers are killed, the machine is not: what the system has been given is safe.
      await client.query('ALTER SYSTEM SET fsync = off');
      await client.query('SELECT pg_reload_conf()');
    });
    return new ChaosServers(folder, home, postgres, broker);
  }

  get databaseUrl(): string {
    return this.postgres.url;
  }

  /** At once, without a word to anybody; the log of what was committed makes it good. */
  async restartPostgres(): Promise<void> {
    await this.postgres.process.stop('SIGQUIT', 'SIGKILL');
    this.postgres = atTheSameAddress(this.postgres, await startPostgres(this.home, this.postgres.url));
  }

  async stop(): Promise<void> {
    await Promise.all([this.postgres.process.stop('SIGQUIT', 'SIGKILL'), this.broker.stop()]);
    rmSync(this.home.folder, { recursive: true, force: true });
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function atTheSameAddress(before: RunningServer, now: RunningServer): RunningServer {
  if (now.url !== before.url)
    throw new Error('somebody else has taken the port of a server that was restarted');
  return now;
}

async function withClient(
  connectionString: string,
  work: (client: pg.Client) => Promise<unknown>,
): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
