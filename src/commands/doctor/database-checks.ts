import pg from 'pg';
import type { Settings } from '../../config/index.js';
import { NewerSchemaError, pendingMigrations, StartupError } from '../../database/index.js';
import { needPostgres } from '../need-servers.js';
import { serverFinding } from './connection-fault.js';
import { type Finding, same } from './finding.js';

/** Longest wait for an answer, in ms. */
const PATIENCE = 5_000;

/** Seconds by which two clocks may differ before somebody should know. */
const CLOCK_TOLERANCE = 2;

/** Share of the server's connections from which on they run out. */
const MANY_CONNECTIONS = 0.9;

/** Whether the database can be used, has this version's schema and this machine's time. */
export async function checkDatabase(settings: Settings): Promise<Finding[]> {
  const { DATABASE_URL, DATABASE_DIRECT_URL } = settings;
  for (const [setting, url] of Object.entries({ DATABASE_URL, DATABASE_DIRECT_URL })) {
    if (url === undefined) continue;
    const unusable = await unusableDatabase({ ...settings, DATABASE_URL: url }, setting);
    if (unusable) return [unusable];
  }
  const [schema, server] = await Promise.all([checkSchema(settings), checkServer(settings)]);
  return [...schema, ...server];
}

async function unusableDatabase(settings: Settings, setting: string): Promise<Finding | undefined> {
  try {
    await needPostgres(settings);
    return undefined;
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    return serverFinding(
      {
        kind: 'database',
        setting,
        problem: error.message,
        meaning: {
          en: 'Nothing works without the database: no page, no schedule, no run.',
          zh: '没有数据库，一切都不能工作：页面、定时计划和任务均不可用。',
        },
        probe: 'pg_isready',
      },
      error.cause,
    );
  }
}

async function checkSchema(settings: Settings): Promise<Finding[]> {
  try {
    const pending = await pendingMigrations(settings);
    return pending.length === 0 ? [] : [pendingFinding(pending)];
  } catch (error) {
    if (!(error instanceof NewerSchemaError)) throw error;
    return [newerFinding(error)];
  }
}

function pendingFinding(pending: readonly string[]): Finding {
  const names = pending.join(', ');
  return {
    code: 'migrations-pending',
    severity: 'error',
    problem: {
      en: `The database lacks ${pending.length} migration${pending.length > 1 ? 's' : ''} of this version: ${names}.`,
      zh: `数据库缺少本版本的 ${pending.length} 个迁移：${names}。`,
    },
    meaning: {
      en: 'Workers, schedulers and commands of this version refuse to start.',
      zh: '本版本的 worker、调度器和命令拒绝启动。',
    },
    mend: same('mallkeeper migrate'),
  };
}

function newerFinding({ message }: NewerSchemaError): Finding {
  return {
    code: 'migrations-newer',
    severity: 'error',
    problem: same(message),
    meaning: { en: 'No process of this version starts on it.', zh: '本版本的任何进程都无法在其上启动。' },
    mend: {
      en: 'Install the newer version here too, or: mallkeeper backup restore (of a backup made by this version)',
      zh: '请在本机也安装新版本，或恢复由本版本制作的备份：mallkeeper backup restore',
    },
  };
}

interface ServerState {
  /** Seconds since 1970, by its clock. */
  readonly now: number;
  readonly connections: number;
  readonly mostConnections: number;
  readonly mayCreateDatabases: boolean;
}

async function checkServer(settings: Settings): Promise<Finding[]> {
  const client = new pg.Client({
    connectionString: settings.DATABASE_URL,
    connectionTimeoutMillis: PATIENCE,
    query_timeout: PATIENCE,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const asked = Date.now();
    const { rows } = await client.query<ServerState>(SERVER_STATE);
    const here = (asked + Date.now()) / 2000;
    const [state] = rows;
    return state ? serverFindings(state, here, settings) : [];
  } finally {
    await client.end();
  }
}

const SERVER_STATE = `
  SELECT extract(epoch FROM clock_timestamp())::float8 AS now,
         (SELECT count(*)::integer FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
         current_setting('max_connections')::integer AS "mostConnections",
         (SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user) AS "mayCreateDatabases"`;

/** @param here seconds since 1970, by this machine's clock at the same moment. */
export function serverFindings(
  { now, connections, mostConnections, mayCreateDatabases }: ServerState,
  here: number,
  settings: Pick<Settings, 'BACKUP_SCRATCH_URL'>,
): Finding[] {
  const findings: Finding[] = [];
  const ahead = here - now;
  if (Math.abs(ahead) > CLOCK_TOLERANCE)
    findings.push(clockFinding("this machine's clock", '本机时钟', ahead));
  if (connections > mostConnections * MANY_CONNECTIONS) {
    findings.push({
      code: 'connections-run-out',
      severity: 'error',
      problem: {
        en: `${connections} of the ${mostConnections} connections of PostgreSQL are taken.`,
        zh: `PostgreSQL 的 ${mostConnections} 个连接已占用 ${connections} 个。`,
      },
      meaning: {
        en: 'The next process, or the next burst of runs, gets none.',
        zh: '新的进程或突发的任务将无法取得连接。',
      },
      mend: {
        en: `ALTER SYSTEM SET max_connections = ${2 * mostConnections} and restart PostgreSQL, or lower DATABASE_POOL_SIZE.`,
        zh: `ALTER SYSTEM SET max_connections = ${2 * mostConnections} 并重启 PostgreSQL，或调低 DATABASE_POOL_SIZE。`,
      },
    });
  }
  if (!mayCreateDatabases && settings.BACKUP_SCRATCH_URL === undefined) {
    findings.push({
      code: 'no-createdb',
      severity: 'warning',
      problem: {
        en: 'The role of DATABASE_URL may not create databases.',
        zh: 'DATABASE_URL 的角色无权创建数据库。',
      },
      meaning: {
        en: 'Backups are made and cannot be verified: none of them counts.',
        zh: '备份可以制作但无法验证：均不算有效。',
      },
      mend: {
        en: 'psql -c "ALTER ROLE mallkeeper CREATEDB" as a superuser, or set BACKUP_SCRATCH_URL.',
        zh: '以超级用户运行 psql -c "ALTER ROLE mallkeeper CREATEDB"，或设置 BACKUP_SCRATCH_URL。',
      },
    });
  }
  return findings;
}

/** @param ahead seconds by which that clock is ahead of the database's; below 0, behind. */
export function clockFinding(en: string, zh: string, ahead: number): Finding {
  const seconds = Math.abs(ahead).toFixed(1);
  return {
    code: 'clock-off',
    severity: 'warning',
    problem: {
      en: `${en} is ${seconds} s ${ahead > 0 ? 'ahead of' : 'behind'} the database's.`,
      zh: `${zh}比数据库${ahead > 0 ? '快' : '慢'} ${seconds} 秒。`,
    },
    meaning: {
      en: "Schedules go by the database's clock and fire in time; logs, and the mall's date around midnight, are off by that.",
      zh: '定时计划以数据库时钟为准，仍会准时；但日志以及午夜前后的营业日期会有偏差。',
    },
    mend: same('sudo timedatectl set-ntp true; timedatectl timesync-status'),
  };
}
