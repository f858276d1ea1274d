import type { Settings } from '../../config/index.js';
import { openServices, type Services, StartupError } from '../../database/index.js';
import { checkPgDump } from './backup-checks.js';
import { checkBroker } from './broker-checks.js';
import { checkDatabase } from './database-checks.js';
import { type Check, type Finding, same } from './finding.js';
import { checkDisk, checkPort, checkSecretFiles } from './machine-checks.js';
import { checkMail } from './mail-check.js';
import { checkTimeZoneData } from './time-zone-checks.js';
import { checkWork } from './work-checks.js';

/** What can be looked at whatever else is broken. */
const ALONE: readonly Check[] = [
  checkBroker,
  checkDisk,
  checkMail,
  checkPort,
  checkSecretFiles,
  checkTimeZoneData,
];

/** Looks at everything that can be looked at; nothing is changed. */
export async function findAll(own: Settings): Promise<Finding[]> {
  let services: Services;
  try {
    services = await openServices(own, { report: () => undefined, meanwhile: () => undefined });
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    return [serversDoNotStart(error), ...(await findEach([checkDisk, checkSecretFiles], own))];
  }
  try {
    const { settings } = services;
    const [alone, ofDatabase] = await Promise.all([findEach(ALONE, settings), findInDatabase(settings)]);
    return [...ofDatabase, ...alone];
  } finally {
    await services.release();
  }
}

/** What needs a database is looked at only where there is one; what needs the schema, only where that is in order. */
async function findInDatabase(settings: Settings): Promise<Finding[]> {
  const found = await findEach([checkDatabase], settings);
  if (found.some(({ code }) => code.startsWith('database-'))) return found;
  const schemaIsWrong = found.some(({ code }) => code.startsWith('migrations-'));
  return [...found, ...(await findEach(schemaIsWrong ? [checkPgDump] : [checkPgDump, checkWork], settings))];
}

async function findEach(checks: readonly Check[], settings: Settings): Promise<Finding[]> {
  const found = await Promise.all(
    checks.map((check) => check(settings).catch((error: unknown) => [brokenCheck(check, error)])),
  );
  return found.flat();
}

/** One that cannot be made must not hide what the others find. */
function brokenCheck(check: Check, error: unknown): Finding {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    code: 'check-failed',
    severity: 'error',
    problem: { en: `${check.name} failed: ${reason}`, zh: `${check.name} 检查失败：${reason}` },
    meaning: { en: 'Whether this is in order is not known.', zh: '无法判断这一项是否正常。' },
    mend: {
      en: 'Mend what else is listed here and ask again: mallkeeper doctor',
      zh: '请先解决其他问题，再运行：mallkeeper doctor',
    },
  };
}

function serversDoNotStart({ message }: StartupError): Finding {
  return {
    code: 'servers-do-not-start',
    severity: 'error',
    problem: same(message),
    meaning: {
      en: 'Without DATABASE_URL and REDIS_URL Mallkeeper runs servers of its own, and they do not start: nothing works.',
      zh: '未设置 DATABASE_URL 和 REDIS_URL 时由 Mallkeeper 自带服务器，但无法启动：一切都不能工作。',
    },
    mend: {
      en: 'See servers/postgres.log, servers/redis.log and keeper.log in MALLKEEPER_DATA_DIR.',
      zh: '请查看 MALLKEEPER_DATA_DIR 中的 servers/postgres.log、servers/redis.log 和 keeper.log。',
    },
  };
}
